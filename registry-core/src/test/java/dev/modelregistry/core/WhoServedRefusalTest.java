package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.rollout.WhoServed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What cannot be said of the past, and what cannot be said yet. */
class WhoServedRefusalTest extends HindsightGround {
    private static final String NOTHING =
            "model 'flights' had nothing in production at %s, and no rollout was under way";

    private void assertNothing(Instant at, String more) {
        assertThatThrownBy(() -> flights.whoServed("x", at))
                .isInstanceOf(NotFoundException.class)
                .hasMessage(NOTHING.formatted(at) + more);
    }

    @Test
    void aRequestWithoutAKeyCannotBeFound() {
        assertThatThrownBy(() -> flights.whoServed("", clock.instant()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the key is empty; where a request without a key goes may be chance");
    }

    @Test
    void aLagIsNeitherNegativeNorLongerThanADay() {
        for (Duration lag : new Duration[] {NANO.negated(), Duration.ofDays(1).plus(NANO)}) {
            assertThatThrownBy(() -> flights.whoServed("x", clock.instant(), lag))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "the lag " + lag + " is not between 0 and 24 hours; give how long a process may have gone"
                                    + " on by older rules");
        }
    }

    @Test
    void theFutureIsNotKnown() {
        Instant future = clock.instant().plus(NANO);

        assertThatThrownBy(() -> flights.whoServed("x", future))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("instant " + future + " lies in the future; it is " + clock.instant());
        assertThat(flights.whoServed("x", clock.instant()).isSettled()).isFalse();
    }

    @Test
    void whatLaterCommitsMayStillChangeIsNotSettled() {
        Instant at = clock.instant();

        clock.set(at.plusSeconds(10));
        assertThat(flights.whoServed("x", at).isSettled()).isFalse();
        assertThat(flights.whoServed("x", at))
                .hasToString("flights v1.0.0 (1) control @5: no rollout is under way; not settled yet");
        clock.advance(NANO);
        assertThat(flights.whoServed("x", at).isSettled()).isTrue();
    }

    @Test
    void beforeTheModelWasNobodyAnswered() {
        assertNothing(SettableClock.START.minusSeconds(6), "");
        assertNothing(Instant.EPOCH, "");
        assertNothing(Instant.EPOCH.plusNanos(1), "");
        assertNothing(Instant.MIN, "");
        assertNothing(
                SettableClock.START.minusSeconds(1),
                "; what may have answered: "
                        + clocks("flights v1.0.0 (1) control @5", 5, SettableClock.START.plusNanos(4_000)));
    }

    @Test
    void modelsThatNeverWereAreNotFoundWhateverElseIsWrong() {
        for (String name : new String[] {"hotels", "FLIGHTS"}) {
            assertThatThrownBy(() -> registry.model(name).whoServed("x", Instant.MAX, Duration.ofDays(-1)))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("model '" + name + "' has nothing in production, and no rollout is under way");
        }
        Roles hotels =
                Roles.builder().grant(Role.OWNER).on("hotels").to("alice").build();
        RegisteredModel hidden = ground.open(
                        ground.way(), builder -> builder.clock(clock).access(hotels))
                .model("flights");
        assertThatThrownBy(() -> hidden.whoServed("x", Instant.MAX, Duration.ofDays(-1)))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("model 'flights' has nothing in production, and no rollout is under way");
        assertThatThrownBy(() -> hidden.whoServed("", clock.instant()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the key is empty; where a request without a key goes may be chance");
    }

    @Test
    void aDeletedModelIsRememberedAndNamesWhatMayHaveAnsweredAfterAll() {
        Instant archived = in(0, () -> flights.archive(control, because("retired")));
        Instant deleted = in(5, () -> flights.delete(because("unused")));
        later();

        assertThat(flights.exists()).isFalse();
        assertThat(decided("x", archived.minusSeconds(60))).isEqualTo("flights v1.0.0 (1) control @5");
        assertThat(possible("x", archived.minusSeconds(1)))
                .as("nothing is nobody")
                .isEmpty();
        assertNothing(
                deleted.plusSeconds(1),
                "; what may have answered: " + notFollowed("flights v1.0.0 (1) control @5", 7, archived));
        assertNothing(deleted.plusSeconds(31), "");
    }

    @Test
    void aHandleThatKeepsItsStateLooksAgainHere() {
        RegisteredModel pinned = registry.with(Freshness.pinned()).model("flights");
        assertThat(pinned.exists()).isTrue();
        FaultyStore other = ground.way();
        RegisteredModel elsewhere =
                ground.open(other, builder -> builder.clock(clock)).model("flights");
        Instant promoted = in(1, () -> elsewhere.promote(candidate, PRODUCTION, because("approved")));

        WhoServed who = pinned.whoServed("x", promoted);

        assertThat(who.decided().route().number()).isEqualTo(2);
        assertThat(who.mayHaveBeen(1)).isTrue();
    }
}
