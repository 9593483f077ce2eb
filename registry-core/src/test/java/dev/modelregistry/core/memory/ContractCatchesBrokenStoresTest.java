package dev.modelregistry.core.memory;

import static dev.modelregistry.contract.Guarantee.G8;
import static dev.modelregistry.contract.Guarantee.G9;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.modelregistry.contract.Guarantee;
import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * The suite is tested as any other code: stores that break a guarantee must fail it, stores that break none must pass.
 */
class ContractCatchesBrokenStoresTest {
    /** Broken in memory, which children do not share: to start them would tell nothing. */
    private static final List<String> WITH_CHILDREN = List.of("Processes", "Kills");

    private static Events run(Class<? extends StoreContract> suite) {
        return run(suite, test -> FilterResult.included("all"));
    }

    private static Events run(Class<? extends StoreContract> suite, String guarantee) {
        return run(
                suite,
                test -> FilterResult.includedIf(
                        test.getTags().contains(TestTag.create(guarantee)) && !startsChildren(test)));
    }

    private static boolean startsChildren(TestDescriptor test) {
        return test.getParent()
                .filter(parent -> WITH_CHILDREN.contains(parent.getDisplayName()))
                .isPresent();
    }

    private static Events run(Class<? extends StoreContract> suite, PostDiscoveryFilter filter) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
                .filters(filter)
                .execute()
                .testEvents();
        assertThat(tests.started().count())
                .as("tests of %s that ran", suite.getSimpleName())
                .isPositive();
        assertThat(tests.skipped().list())
                .as("skipped tests of %s", suite.getSimpleName())
                .isEmpty();
        assertThat(tests.aborted().list())
                .as("aborted tests of %s", suite.getSimpleName())
                .isEmpty();
        return tests;
    }

    private static String name(Event test) {
        return test.getTestDescriptor().getDisplayName().replace("()", "");
    }

    private static List<Throwable> failures(Events tests) {
        return tests.failed().list().stream()
                .map(test -> test.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("brokenStores")
    void aBrokenStoreFailsTheTestsOfWhatItBreaks(Class<? extends BrokenStores.Broken> store) {
        Breaks breaks = store.getAnnotation(Breaks.class);

        Events tests = run(store, breaks.value());

        assertThat(tests.failed().list())
                .as("tests of %s that %s fails", breaks.value(), store.getSimpleName())
                .extracting(ContractCatchesBrokenStoresTest::name)
                .contains(breaks.caughtBy());
        assertThat(failures(tests))
                .as("failures, which are statements about the store and no accidents")
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(AssertionError.class));
    }

    static Stream<Class<? extends BrokenStores.Broken>> brokenStores() {
        return BrokenStores.ALL.stream();
    }

    @Test
    void everyGuaranteeHasABrokenStore() {
        Set<String> broken = BrokenStores.ALL.stream()
                .map(store -> store.getAnnotation(Breaks.class).value())
                .collect(Collectors.toSet());

        assertThat(broken).containsExactlyInAnyOrderElementsOf(Guarantee.ALL);
    }

    @Test
    void theStoreInMemoryPassesAndNothingIsSkipped() {
        Events tests = run(MemoryStoreTest.class);

        assertThat(failures(tests)).isEmpty();
        assertThat(tests.succeeded().count()).isEqualTo(tests.started().count());
    }

    @Test
    void aStoreWithAnIndexOfItsOwnPasses() {
        assertThat(failures(run(Indexed.class, G8))).isEmpty();
    }

    @Test
    void aStoreThatReportsDamagePasses() {
        assertThat(failures(run(Damageable.class, G9))).isEmpty();
    }

    static class Indexed extends StoreContract {
        @Override
        protected StoreFixture fixture() {
            return new IndexedFixture();
        }
    }

    static class Damageable extends StoreContract {
        @Override
        protected StoreFixture fixture() {
            return new DamageableFixture();
        }
    }
}
