package dev.modelregistry.core.decide;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RetentionEvent.ModelHeld;
import dev.modelregistry.event.RetentionEvent.ModelReleased;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What must be kept, what may be gone, and what then is refused. */
class HoldingTest {
    private static final String EXPIRED =
            "version 1 \\(1.0.0\\) of model 'flights' expired on \\S+ \\(old\\); bring it back"
                    + " with revive, or register it anew";

    private final Script script = new Script().register("1.0.0", "2.0.0");

    private List<RegistryEvent> hold(int number) {
        return Holding.hold(script.state(), Script.MODEL, number, script.digest(number));
    }

    private List<RegistryEvent> release(int number) {
        return Holding.release(script.state(), Script.MODEL, number, script.digest(number));
    }

    private Script expire(int number) {
        return script.commit(List.of(new VersionExpired(number, List.of("nightly"), "old")));
    }

    @Test
    void isSaidOnceAndTakenBackOnce() {
        assertThat(release(1)).isEmpty();
        assertThat(hold(1)).containsExactly(new VersionHeld(1));
        script.as("bob").commit(hold(1)).as("carol");
        assertThat(hold(1)).as("it stays bob's").isEmpty();
        assertThat(hold(2)).containsExactly(new VersionHeld(2));
        assertThat(release(1)).containsExactly(new VersionReleased(1));

        assertThat(Holding.release(script.state(), Script.MODEL)).isEmpty();
        assertThat(Holding.hold(script.state(), Script.MODEL)).containsExactly(new ModelHeld());
        script.commit(Holding.hold(script.state(), Script.MODEL));
        assertThat(Holding.hold(script.state(), Script.MODEL)).isEmpty();
        assertThat(Holding.holdOn(script.state(), script.version(1)).actor()).hasToString("bob");
        assertThat(Holding.holdOn(script.state(), script.version(2)).actor()).hasToString("carol");
        assertThat(Holding.release(script.state(), Script.MODEL)).containsExactly(new ModelReleased());
        assertThatThrownBy(() -> Holding.hold(script.state(), Script.MODEL, 3, Digest.ZERO))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void refusesWhatTakesAway() {
        script.as("bob").commit(hold(2));

        Holding.checkNotHeld(script.state(), Script.MODEL, script.version(1), "cannot be erased");
        assertThatThrownBy(
                        () -> Holding.checkNotHeld(script.state(), Script.MODEL, script.version(2), "cannot be erased"))
                .isInstanceOf(RejectedException.class)
                .hasMessageMatching("version 2 \\(2.0.0\\) of model 'flights' cannot be erased: held since \\S+ by bob"
                        + " \\(reason 3\\); release the hold first");
        assertThatThrownBy(() -> Decider.delete(script.state(), Script.MODEL))
                .isInstanceOf(RejectedException.class)
                .hasMessageMatching(
                        "version 2 \\(2.0.0\\) of model 'flights' is held, so the model cannot be deleted: held"
                                + " since \\S+ by bob \\(reason 3\\); release the hold first");

        script.commit(release(2)).commit(Holding.hold(script.state(), Script.MODEL));

        assertThatThrownBy(() -> Decider.delete(script.state(), Script.MODEL))
                .isInstanceOf(RejectedException.class)
                .hasMessageMatching(
                        "model 'flights' cannot be deleted: held since \\S+ by bob \\(reason 5\\); release the"
                                + " hold first");
        script.commit(Holding.release(script.state(), Script.MODEL));
        assertThat(Decider.delete(script.state(), Script.MODEL)).hasSize(1);
    }

    @Test
    void aHeldVersionMovesAsBefore() {
        script.commit(hold(1)).promote(1, STAGING, PRODUCTION, ARCHIVED);

        assertThat(script.stage(1)).isEqualTo(ARCHIVED);
        assertThat(script.version(1).custody().hold()).isNotNull();
    }

    @Test
    void whatExpiredIsRefusedWhereItsFilesWouldBeNeeded() {
        script.under(
                Pipeline.standard().toBuilder()
                        .gates(STAGING, Gate.selfTest(), Gate.approvals(1))
                        .build(),
                1);
        expire(1);
        Wish wish = script.enter(1, STAGING);
        Digest digest = script.digest(1);

        List<Runnable> refused = List.of(
                () -> script.decidePromote(1, STAGING),
                () -> Lifecycle.breakGlass(script.state(), script.rules(), wish, script.now()),
                () -> script.decideAlias("champion", 1),
                () -> Decider.breakGlass(script.state(), script.rules(), Script.MODEL, Alias.of("champion"), 1, digest),
                () -> Approving.request(script.state(), script.rules(), wish),
                () -> Approving.record(
                        script.state(),
                        script.rules(),
                        wish,
                        wish.circumstances(script.state(), script.rules()),
                        new Gate.Check("self-test"),
                        CheckOutcome.passed("fine")),
                () -> hold(1));

        assertThat(refused)
                .allSatisfy(change -> assertThatThrownBy(change::run)
                        .isInstanceOf(RejectedException.class)
                        .hasMessageMatching(EXPIRED));
        assertThat(Lifecycle.simulate(script.state(), script.rules(), wish, script.judge())
                        .refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal).matches(EXPIRED));
        assertThat(script.promote(1, ARCHIVED).stage(1))
                .as("out of use is fine")
                .isEqualTo(ARCHIVED);
        assertThat(Decider.tag(script.state(), Script.MODEL, 1, digest, "note", "gone"))
                .hasSize(1);
    }

    @Test
    void noRollbackReturnsToWhatExpired() {
        script.promote(1, STAGING, PRODUCTION)
                .promote(2, STAGING, PRODUCTION)
                .release("3.0.0")
                .release("4.0.0");
        expire(3).as("alice");
        assertThat(script.state().lastGood()).isEqualTo(script.version(2));

        script.rollback(4);

        assertThat(script.in(PRODUCTION)).isEqualTo(2);
        script.commit(Holding.revive(script.state(), Script.MODEL, 3, script.digest(3)));
        assertThat(script.state().lastGood()).isEqualTo(script.version(3));
    }

    @Test
    void isBroughtBackByHandOrByRegisteringItAgain() {
        Registration again = Script.wish("1.0.0");
        assertThat(Holding.revive(script.state(), Script.MODEL, 1, script.digest(1)))
                .isEmpty();
        expire(1);

        assertThat(Holding.revive(script.state(), Script.MODEL, 1, script.digest(1)))
                .containsExactly(new VersionRevived(1));
        assertThat(script.decideRegister(again)).containsExactly(new VersionRevived(1));
        script.commit(Decider.delete(script.state(), Script.MODEL));
        assertThat(script.decideRegister(again)).containsExactly(new ModelRestored(), new VersionRevived(1));

        script.register(again);

        assertThat(script.version(1).isExpired()).isFalse();
        assertThat(script.decideRegister(again)).isEmpty();
    }

    @Test
    void aRepeatedRequestBringsItsVersionBackToo() {
        Registration request = Script.wish("3.0.0", "3", Optional.of("job-1"));
        script.register(request);
        expire(3);

        assertThat(script.decideRegister(request)).containsExactly(new VersionRevived(3));
    }
}
