package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Script.MODEL;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Opinion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decisions that move no version: labels, deletion, and what nothing can be done to. */
class DeciderTest {
    private static final Alias CHAMPION = Alias.of("champion");

    private final Script script = new Script();

    @Nested
    class AliasesAndTags {
        @Test
        void anAliasIsSetThenMovedThenRemoved() {
            script.register("1.0.0", "2.0.0");

            assertThat(script.decideAlias("champion", 1))
                    .containsExactly(new AliasMoved(CHAMPION, OptionalInt.empty(), 1));
            script.commit(script.decideAlias("champion", 1));
            assertThat(script.decideAlias("Champion", 1)).as("there already").isEmpty();
            assertThat(script.decideAlias("champion", 2))
                    .containsExactly(new AliasMoved(CHAMPION, OptionalInt.of(1), 2));
            script.commit(script.decideAlias("champion", 2));
            assertThat(script.state().version(CHAMPION)).isSameAs(script.version(2));
            assertThat(Decider.removeAlias(script.state(), script.rules(), MODEL, CHAMPION))
                    .containsExactly(new AliasRemoved(CHAMPION, 2));
            script.commit(Decider.removeAlias(script.state(), script.rules(), MODEL, CHAMPION));
            assertThat(Decider.removeAlias(script.state(), script.rules(), MODEL, CHAMPION))
                    .isEmpty();
            assertThat(script.state().version(CHAMPION)).isNull();
        }

        @Test
        void aTagOfTheModelIsSetChangedAndRemoved() {
            script.register("1.0.0");

            assertThat(Decider.tag(script.state(), MODEL, "team", "ops"))
                    .containsExactly(new TagSet(OptionalInt.empty(), "team", "ops"));
            script.commit(Decider.tag(script.state(), MODEL, "team", "ops"));
            assertThat(Decider.tag(script.state(), MODEL, "team", "ops")).isEmpty();
            assertThat(Decider.tag(script.state(), MODEL, "team", "")).hasSize(1);
            assertThat(Decider.removeTag(script.state(), MODEL, "Team")).isEmpty();
            assertThat(Decider.removeTag(script.state(), MODEL, "team"))
                    .containsExactly(new TagRemoved(OptionalInt.empty(), "team"));
            script.commit(Decider.removeTag(script.state(), MODEL, "team"));
            assertThat(Decider.removeTag(script.state(), MODEL, "team")).isEmpty();
        }

        @Test
        void aTagOfAVersionIsItsOwn() {
            script.register("1.0.0", "2.0.0");
            script.commit(Decider.tag(script.state(), MODEL, 1, script.digest(1), "team", "ops"));

            assertThat(Decider.tag(script.state(), MODEL, 1, script.digest(1), "team", "ops"))
                    .isEmpty();
            assertThat(script.version(1).tags().toMap()).isEqualTo(Map.of("team", "ops"));
            assertThat(script.version(2).tags().size()).isZero();
            assertThat(script.state().tags().size()).isZero();
            assertThat(Decider.removeTag(script.state(), MODEL, 2, script.digest(2), "team"))
                    .isEmpty();
            assertThat(Decider.removeTag(script.state(), MODEL, 1, script.digest(1), "team"))
                    .containsExactly(new TagRemoved(OptionalInt.of(1), "team"));
        }
    }

    @Nested
    class DeletingAndRestoring {
        @Test
        void hidesTheModelAndBringsItBack() {
            script.register("1.0.0");

            assertThat(Decider.restore(script.state(), MODEL)).as("not deleted").isEmpty();
            assertThat(Decider.delete(script.state(), MODEL)).containsExactly(new ModelDeleted());
            script.commit(Decider.delete(script.state(), MODEL));
            assertThat(script.state().shows(MODEL)).isFalse();
            assertThat(Decider.restore(script.state(), MODEL)).containsExactly(new ModelRestored());
            script.commit(Decider.restore(script.state(), MODEL));
            assertThat(script.state().shows(MODEL)).isTrue();
            assertThat(script.version(1).stage()).isEqualTo(DEVELOPMENT);
        }

        @Test
        void theNextRegistrationRestoresAndGoesOnCounting() {
            script.register("1.0.0", "2.0.0").commit(Decider.delete(script.state(), MODEL));

            assertThat(script.decideRegister(Script.wish("3.0.0"))).hasSize(2).startsWith(new ModelRestored());
            script.register("3.0.0");
            assertThat(script.state().lastNumber()).isEqualTo(3);
            assertThat(script.version(3).version()).isEqualTo(SemanticVersion.of(3, 0, 0));
        }

        @Test
        void registeringWhatIsThereAlreadyOnlyRestores() {
            script.register("1.0.0").commit(Decider.delete(script.state(), MODEL));

            assertThat(script.decideRegister(Script.wish("1.0.0"))).containsExactly(new ModelRestored());
        }

        @Test
        void aDeletedModelKeepsItsVersionsFromBeingTakenByOtherContent() {
            script.register("1.0.0").commit(Decider.delete(script.state(), MODEL));

            assertThatThrownBy(() -> script.decideRegister(Script.wish("1.0.0", "other", Optional.empty())))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("is taken by number 1");
        }

        @ParameterizedTest
        @EnumSource
        void refusesWhileAVersionServes(Serving serving) {
            script.register("1.0.0").promote(1, STAGING, serving.stage());

            assertThatThrownBy(() -> Decider.delete(script.state(), MODEL))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("model 'flights' cannot be deleted while version 1 (1.0.0) is in " + serving.stage()
                            + "; archive it first");
        }

        enum Serving {
            CANARY,
            PRODUCTION;

            Stage stage() {
                return Stage.of(name());
            }
        }
    }

    private List<Supplier<?>> everyDecisionOn(ModelName model, int number, Digest digest) {
        List<Supplier<?>> decisions = new ArrayList<>(everyDecisionOn(model));
        decisions.addAll(everyDecisionOnVersion(model, number, digest));
        return decisions;
    }

    private List<Supplier<?>> everyDecisionOnVersion(ModelName model, int number, Digest digest) {
        ModelState state = script.state();
        Rules rules = script.rules();
        Wish wish = new Wish(model, number, digest, STAGING);
        Actor bob = Actor.of("bob");
        CheckOutcome passed = CheckOutcome.passed("fine");
        return List.of(
                () -> Lifecycle.promote(state, rules, wish, script.judge()),
                () -> Lifecycle.simulate(state, rules, wish, script.judge()),
                () -> Lifecycle.breakGlass(state, rules, wish, script.now()),
                () -> Lifecycle.rollback(state, rules, model, number, digest, Rollback.toLastGood(), script.now()),
                () -> Approving.request(state, rules, wish),
                () -> Approving.vote(state, rules, wish, Opinion.APPROVED, bob),
                () -> Approving.withdraw(state, wish, bob),
                () -> Approving.record(
                        state, rules, wish, Findings.NONE.circumstances(), new Gate.Check("self-test"), passed),
                () -> Decider.alias(state, rules, model, CHAMPION, number, digest),
                () -> Decider.breakGlass(state, rules, model, CHAMPION, number, digest),
                () -> Decider.tag(state, model, number, digest, "a", "b"),
                () -> Decider.removeTag(state, model, number, digest, "a"));
    }

    private List<Supplier<?>> everyDecisionOn(ModelName model) {
        ModelState state = script.state();
        return List.of(
                () -> Decider.removeAlias(state, script.rules(), model, CHAMPION),
                () -> Decider.tag(state, model, "a", "b"),
                () -> Decider.removeTag(state, model, "a"),
                () -> Decider.delete(state, model));
    }

    @Test
    void nothingCanBeDoneToAModelThatIsNotThere() {
        for (Supplier<?> decision : everyDecisionOn(MODEL, 1, Digest.ZERO)) {
            assertThatThrownBy(decision::get)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("there is no model 'flights'");
        }
        assertThatThrownBy(() -> Decider.restore(ModelState.NOTHING, MODEL))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no model 'flights' to restore");
    }

    @Test
    void nothingButRestoringCanBeDoneToADeletedModel() {
        script.register("1.0.0").commit(Decider.delete(script.state(), MODEL));

        for (Supplier<?> decision : everyDecisionOn(MODEL, 1, script.digest(1))) {
            assertThatThrownBy(decision::get)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("there is no model 'flights'; it was deleted");
        }
    }

    @Test
    void nothingCanBeDoneUnderANameThatDiffersInCase() {
        script.register("1.0.0");
        List<Supplier<?>> decisions = everyDecisionOn(ModelName.of("FLIGHTS"), 1, script.digest(1));
        decisions.add(() -> Decider.restore(script.state(), ModelName.of("FLIGHTS")));

        for (Supplier<?> decision : decisions) {
            assertThatThrownBy(decision::get)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("model name 'FLIGHTS' differs from 'flights'");
        }
    }

    @Test
    void aVersionOfAnotherRegistryIsUnknownHere() {
        script.register("1.0.0");

        for (Supplier<?> decision : everyDecisionOnVersion(MODEL, 1, Digest.ZERO)) {
            assertThatThrownBy(decision::get)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("model 'flights' has no version 1 with digest " + Digest.ZERO
                            + "; it comes from another registry");
        }
        assertThatThrownBy(() -> Lifecycle.promote(
                        script.state(), script.rules(), new Wish(MODEL, 2, script.digest(1), STAGING), script.judge()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("model 'flights' has no version 2 with digest");
    }
}
