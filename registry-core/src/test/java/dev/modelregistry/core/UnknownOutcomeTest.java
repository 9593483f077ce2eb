package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.FaultyStore.Fault.FAILS;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_AND_NOT_DONE;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_BUT_DONE;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Yes, no, and "it cannot be known" are three answers, and never the wrong one. */
class UnknownOutcomeTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");
    private final RegisteredModel elsewhere = ground.open().model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void succeedsWhenWhatIsUnknownWasDone() {
        way.next(UNKNOWN_BUT_DONE);

        ModelVersion version = register(flights, "1.0.0");

        assertThat(version.number()).isEqualTo(1);
        assertThat(elsewhere.history()).hasSize(1);
        assertThat(register(flights, "1.1.0").number()).isEqualTo(2);
    }

    @Test
    void doesItByTheRepeatWhenWhatIsUnknownWasNotDone() {
        way.next(UNKNOWN_AND_NOT_DONE, UNKNOWN_AND_NOT_DONE);

        register(flights, "1.0.0");

        assertThat(elsewhere.history()).hasSize(1);
        assertThat(way.appends).hasValue(3);
    }

    @Test
    void knowsItsOwnAppendEvenWhenAnotherOneFollowedIt() {
        way.next(UNKNOWN_BUT_DONE);
        way.beforeAppend = () -> {
            if (way.appends.get() == 2) {
                register(elsewhere, "2.0.0");
            }
        };

        assertThat(register(flights, "1.0.0").number()).isEqualTo(1);
        assertThat(flights.latest().orElseThrow().number()).isEqualTo(2);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void decidesAgainWhenWhatIsUnknownWasNotDoneAndSomebodyElseWasFirst() {
        way.next(UNKNOWN_AND_NOT_DONE);
        way.beforeAppend = () -> {
            if (way.appends.get() == 2) {
                register(elsewhere, "2.0.0");
            }
        };

        assertThat(register(flights, "1.0.0").number()).isEqualTo(2);
        assertThat(elsewhere.history()).hasSize(2);
    }

    @Test
    void saysThatItCannotBeKnownAfterThreeTries() {
        way.next(UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE);

        assertThatThrownBy(() -> register(flights, "1.0.0"))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("the connection was cut late");

        assertThat(way.appends).hasValue(3);
        assertThat(flights.versions()).hasSize(1);
        assertThat(register(flights, "1.0.0").number())
                .as("the repeat finds it")
                .isEqualTo(1);
        assertThat(elsewhere.history()).hasSize(1);
    }

    @Test
    void isConsistentAfterThreeUnknownsThatDidNothing() {
        way.next(UNKNOWN_AND_NOT_DONE, UNKNOWN_AND_NOT_DONE, UNKNOWN_AND_NOT_DONE);

        assertThatThrownBy(() -> register(flights, "1.0.0")).isInstanceOf(OutcomeUnknownException.class);

        assertThat(flights.exists()).isFalse();
        assertThat(register(flights, "1.0.0").number()).isEqualTo(1);
    }

    @Test
    void changesNothingOnADefiniteFailure() {
        register(flights, "1.0.0");
        way.next(FAILS);

        assertThatThrownBy(() -> flights.tag("owner", "ml", because("org")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the disk is full");

        assertThat(flights.tags()).isEmpty();
        assertThat(flights.revision()).isEqualTo(1);
        assertThat(elsewhere.revision()).isEqualTo(1);
    }

    /** The first try may have done it, so "nothing was changed" would be a lie. */
    @Test
    void neverSaysThatNothingWasChangedOnceATryWasUnknown() {
        register(flights, "1.0.0");
        way.next(UNKNOWN_BUT_DONE, FAILS, FAILS);

        assertThatThrownBy(() -> flights.tag("owner", "ml", because("org")))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(elsewhere.tags()).containsEntry("owner", "ml");
    }

    @Test
    void findsOutAfterAFailureBetweenTheTries() {
        register(flights, "1.0.0");
        way.next(UNKNOWN_BUT_DONE, FAILS);

        flights.tag("owner", "ml", because("org"));

        assertThat(elsewhere.history()).hasSize(2);
    }

    @Test
    void doesNotLoseASuccessToAClockThatFailsAfterwards() {
        register(flights, "1.0.0");
        way.afterAppend = () -> way.clockDown = true;

        flights.tag("owner", "ml", because("org"));

        assertThat(elsewhere.tags()).containsEntry("owner", "ml");
    }

    @Test
    void doesNotLoseASuccessToASnapshotThatFailsAfterwards() {
        for (int i = 0; i < 63; i++) {
            register(flights, "1.0." + i);
        }
        way.afterAppend = () -> way.down = true;

        assertThat(register(flights, "1.1.0").number()).isEqualTo(64);
        assertThat(way.snapshotsPut).hasValue(1);
    }

    @Test
    void looksAgainAfterAnUnknownOutcomeHoweverOldAStateMayBe() {
        RegisteredModel relaxed =
                registry.with(Freshness.bounded(Duration.ofHours(1))).model("flights");
        register(relaxed, "1.0.0");
        way.next(UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE);

        assertThatThrownBy(() -> relaxed.tag("owner", "ml", because("org")))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(relaxed.tags()).containsEntry("owner", "ml");
    }

    @Test
    void keepsTheInterruptStatusOfTheCallingThread() throws Exception {
        way.next(UNKNOWN_BUT_DONE);

        List<Boolean> interrupted = Ground.elsewhere(() -> {
            Thread.currentThread().interrupt();
            register(flights, "1.0.0");
            boolean afterUnknown = Thread.currentThread().isInterrupted();
            way.next(FaultyStore.Fault.CONFLICT);
            register(flights, "1.1.0");
            boolean afterConflict = Thread.currentThread().isInterrupted();
            flights.versions();
            return List.of(afterUnknown, afterConflict, Thread.interrupted());
        });

        assertThat(interrupted).containsExactly(true, true, true);
        assertThat(flights.versions()).hasSize(2);
    }
}
