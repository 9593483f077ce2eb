package dev.modelregistry.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.modelregistry.contract.ProviderFixture;
import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import dev.modelregistry.core.memory.CallLog.Flaw;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * The part of the suite that starts and kills processes, run on a store that they share, and on three that only seem to
 * be one.
 */
class ContractCatchesBrokenProcessesTest {
    private static final String APPENDS = "Processes.whatSeveralProcessesAppendStandsThereOnceAndIsReadAtOnce";
    private static final String COUNTS = "Processes.aCellThatSeveralProcessesCountUpEndsAtTheExactSum";
    private static final String KILLED_APPENDS = "Kills.appendsOfKilledWritersAreWholeAndThoseAcknowledgedAreThereOnce";
    private static final String KILLED_COUNTS = "Kills.aCellKeepsWhatKilledWritersWereToldTheyHadSet";

    /** Runs some tests, each given as {@code Nested.method}. */
    private static Events run(Class<? extends StoreContract> suite, String... tests) {
        DiscoverySelector[] selectors = Arrays.stream(tests)
                .map(test -> test.split("\\."))
                .map(test -> selectNestedMethod(
                        List.of(suite.getName()), StoreContract.class.getName() + "$" + test[0], test[1]))
                .toArray(DiscoverySelector[]::new);
        Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(selectors)
                .execute()
                .testEvents();
        assertThat(events.finished().count()).as("tests that ran").isEqualTo(tests.length);
        return events;
    }

    private static List<Throwable> failures(Events tests) {
        return tests.failed().list().stream()
                .map(test -> test.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
    }

    private static void assertAllFail(Events tests) {
        assertThat(tests.succeeded().list())
                .as("tests that a broken store passes")
                .isEmpty();
        assertThat(failures(tests)).allSatisfy(failure -> assertThat(failure).isInstanceOf(AssertionError.class));
    }

    @Test
    void aStoreThatProcessesShareRightlyPasses() {
        assertThat(failures(run(Shared.class, APPENDS, COUNTS, KILLED_APPENDS, KILLED_COUNTS)))
                .isEmpty();
    }

    @Test
    void processesThatDoNotTakeTurnsAreCaught() {
        assertAllFail(run(Unlocked.class, APPENDS, COUNTS));
    }

    @Test
    void acknowledgingWhatIsNotWrittenYetIsCaught() {
        assertAllFail(run(WrittenBehind.class, KILLED_APPENDS, KILLED_COUNTS));
    }

    @Test
    void writingABatchInPiecesIsCaught() {
        assertAllFail(run(Piecemeal.class, KILLED_APPENDS));
    }

    abstract static class LogContract extends StoreContract {
        @TempDir
        Path directory;

        abstract Flaw flaw();

        @Override
        protected StoreFixture fixture() {
            Path path = directory.resolve(UUID.randomUUID().toString());
            return new ProviderFixture(new LogStore.Provider(), LogStore.Provider.url(flaw(), path)) {
                @Override
                public Optional<Damage> damage() {
                    return Optional.empty(); // none of the tests that are run here asks
                }

                @Override
                public void close() {}
            };
        }
    }

    static class Shared extends LogContract {
        @Override
        Flaw flaw() {
            return Flaw.NONE;
        }
    }

    static class Unlocked extends LogContract {
        @Override
        Flaw flaw() {
            return Flaw.NO_LOCK;
        }
    }

    static class WrittenBehind extends LogContract {
        @Override
        Flaw flaw() {
            return Flaw.WRITE_BEHIND;
        }
    }

    static class Piecemeal extends LogContract {
        @Override
        Flaw flaw() {
            return Flaw.PIECEMEAL;
        }
    }
}
