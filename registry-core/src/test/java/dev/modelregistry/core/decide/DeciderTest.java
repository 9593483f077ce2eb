package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Script.MODEL;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
    private static final List<Stage> STAGES = List.of(DEVELOPMENT, STAGING, CANARY, PRODUCTION, ARCHIVED);
    private static final Alias CHAMPION = Alias.of("champion");

    private final Script script = new Script();

    @Nested
    class Registering {
        @Test
        void theFirstVersionCreatesTheModel() {
            Registration wish = Script.wish("1.0.0");

            assertThat(Decider.register(ModelState.NOTHING, wish))
                    .containsExactly(
                            new ModelCreated(MODEL),
                            new VersionRegistered(
                                    1,
                                    SemanticVersion.of(1, 0, 0),
                                    wish.digest(),
                                    wish.modelHash(),
                                    DEVELOPMENT,
                                    Optional.empty()));
        }

        @Test
        void numbersAreGivenInTheOrderOfRegistrationAndNotOfVersions() {
            script.register("2.0.0", "1.0.0", "1.5.0-rc.1");

            assertThat(script.version(1).version()).isEqualTo(SemanticVersion.of(2, 0, 0));
            assertThat(script.version(3).version()).isEqualTo(SemanticVersion.parse("1.5.0-rc.1"));
            assertThat(script.state().lastNumber()).isEqualTo(3);
        }

        @Test
        void theSameVersionWithTheSameContentIsThereAlready() {
            script.register("1.0.0");

            assertThat(Decider.register(script.state(), Script.wish("1.0.0"))).isEmpty();
            assertThat(Decider.existing(script.state(), Script.wish("1.0.0"))).contains(script.version(1));
            assertThat(Decider.existing(script.state(), Script.wish("1.0.1"))).isEmpty();
        }

        @Test
        void theSameVersionWithOtherContentIsAConflict() {
            script.register("1.0.0");
            Registration other = Script.wish("1.0.0", "other", Optional.empty());

            assertThatThrownBy(() -> Decider.register(script.state(), other))
                    .isInstanceOf(ConflictException.class)
                    .hasMessage("version 1.0.0 of model 'flights' is taken by number 1 with digest " + script.digest(1)
                            + "; this one has " + other.digest() + ". Versions never change: choose a higher one");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.0.0", "1.0.0+b"})
        void versionsThatDifferInTheBuildAloneAreAConflict(String twin) {
            script.register("1.0.0+a");

            assertThatThrownBy(() -> Decider.register(script.state(), Script.wish(twin)))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageStartingWith("version " + twin + " of model 'flights' is taken by number 1");
        }

        @Test
        void aRequestKeyFindsTheVersionThatItRegistered() {
            script.register(Script.wish("1.0.0", "weights", Optional.of("job-1")));
            Registration again = Script.wish("1.0.0", "weights", Optional.of("job-1"));
            Registration sameModelUnderAnotherVersion = Script.wish("1.0.1", "weights", Optional.of("job-1"));

            assertThat(Decider.register(script.state(), again)).isEmpty();
            assertThat(Decider.register(script.state(), sameModelUnderAnotherVersion))
                    .isEmpty();
            assertThat(Decider.existing(script.state(), sameModelUnderAnotherVersion))
                    .contains(script.version(1));
        }

        @Test
        void aRequestKeyWithAnotherModelIsAConflict() {
            script.register(Script.wish("1.0.0", "weights", Optional.of("job-1")));
            Registration other = Script.wish("1.1.0", "other weights", Optional.of("job-1"));

            assertThatThrownBy(() -> Decider.register(script.state(), other))
                    .isInstanceOf(ConflictException.class)
                    .hasMessage("request key 'job-1' of model 'flights' registered version 1 (1.0.0) with model hash "
                            + Script.digest("weights") + "; this one has " + Script.digest("other weights")
                            + ". Use a new key for a new model");
        }

        @Test
        void aNewRequestKeyIsNoLicenceToChangeAVersion() {
            script.register(Script.wish("1.0.0", "weights", Optional.of("job-1")));

            assertThatThrownBy(() -> Decider.register(
                            script.state(), Script.wish("1.0.0", "other weights", Optional.of("job-2"))))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageStartingWith("version 1.0.0 of model 'flights' is taken by number 1");
        }

        @Test
        void aNameThatDiffersInCaseAloneIsRefused() {
            script.register("1.0.0");
            Registration twin = new Registration(
                    ModelName.of("Flights"),
                    SemanticVersion.of(2, 0, 0),
                    Digest.ZERO,
                    Digest.ZERO,
                    Optional.empty(),
                    Optional.empty());

            assertThatThrownBy(() -> Decider.register(script.state(), twin))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "model name 'Flights' differs from 'flights', which exists, in case alone; use that name or another one");
        }
    }

    @Nested
    class Promoting {
        private final Map<Stage, List<Stage>> after = Map.of(
                DEVELOPMENT, List.of(STAGING, ARCHIVED),
                STAGING, List.of(CANARY, PRODUCTION, ARCHIVED),
                CANARY, List.of(PRODUCTION, STAGING, ARCHIVED),
                PRODUCTION, List.of(STAGING, ARCHIVED),
                ARCHIVED, List.of(STAGING));

        private final Map<Stage, List<Stage>> ways = Map.of(
                DEVELOPMENT, List.of(),
                STAGING, List.of(STAGING),
                CANARY, List.of(STAGING, CANARY),
                PRODUCTION, List.of(STAGING, PRODUCTION),
                ARCHIVED, List.of(ARCHIVED));

        static Stream<Arguments> pairs() {
            return STAGES.stream().flatMap(from -> STAGES.stream().map(to -> Arguments.of(from, to)));
        }

        @ParameterizedTest
        @MethodSource("pairs")
        void goesWhereItMayAndSaysWhereThatIs(Stage from, Stage to) {
            script.register("1.0.0").promote(1, ways.get(from).toArray(Stage[]::new));
            assertThat(script.stage(1)).isEqualTo(from);

            if (from.equals(to)) {
                assertThat(script.decidePromote(1, to)).isEmpty();
            } else if (after.get(from).contains(to)) {
                assertThat(script.decidePromote(1, to)).containsExactly(new StageChanged(1, from, to));
                assertThat(script.promote(1, to).stage(1)).isEqualTo(to);
                assertThat(script.decidePromote(1, to)).as("decided again").isEmpty();
            } else {
                assertThatThrownBy(() -> script.decidePromote(1, to))
                        .isInstanceOf(RejectedException.class)
                        .hasMessage("version 1 (1.0.0) of model 'flights' is in " + from + " and cannot go to " + to
                                + "; from there it can go to " + after.get(from));
            }
        }

        @Test
        void makesRoomInStagingAndInCanaryWithoutCallingAnyoneGood() {
            script.register("1.0.0", "2.0.0", "3.0.0")
                    .promote(1, STAGING, CANARY)
                    .promote(2, STAGING);

            assertThat(script.decidePromote(3, STAGING))
                    .containsExactly(new StageChanged(2, STAGING, ARCHIVED), new StageChanged(3, DEVELOPMENT, STAGING));
            assertThat(script.decidePromote(2, CANARY))
                    .containsExactly(new StageChanged(1, CANARY, ARCHIVED), new StageChanged(2, STAGING, CANARY));
        }

        @Test
        void makesRoomInProductionAndRecordsTheOldVersionAsGoodInTheSameDecision() {
            script.release("1.0.0").register("2.0.0").promote(2, STAGING);

            assertThat(script.decidePromote(2, PRODUCTION))
                    .containsExactly(
                            new ProvedGood(1),
                            new StageChanged(1, PRODUCTION, ARCHIVED),
                            new StageChanged(2, STAGING, PRODUCTION));
        }

        @Test
        void leavingProductionWithoutASuccessorProvesNothing() {
            script.release("1.0.0").promote(1, ARCHIVED);

            assertThat(script.state().lastGood()).isNull();
            assertThat(script.version(1).record().served()).isPositive();
        }

        @Test
        void sharedStagesHoldAnyNumberInTheOrderOfEntering() {
            script.register("1.0.0", "2.0.0", "3.0.0").promote(3, ARCHIVED).promote(1, ARCHIVED);

            assertThat(script.state().allIn(ARCHIVED))
                    .extracting(version -> version.number())
                    .containsExactly(3, 1);
            assertThat(script.in(ARCHIVED)).isEqualTo(1);
            assertThat(script.promote(1, STAGING).in(ARCHIVED)).isEqualTo(3);
        }

        @Test
        void knowsNoStagesButThoseOfThePipeline() {
            script.register("1.0.0");

            assertThatThrownBy(() -> script.decidePromote(1, Stage.of("Shadow")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("stage 'Shadow' is not one of this registry's: ")
                    .satisfies(refused -> STAGES.forEach(
                            stage -> assertThat(refused.getMessage()).contains(stage.name())));
        }
    }

    @Nested
    class RollingBack {
        @Test
        void returnsToTheLastGoodVersionInOneDecision() {
            script.release("1.0.0").release("2.0.0");

            assertThat(script.decideRollback(2))
                    .containsExactly(
                            new Failed(2),
                            new StageChanged(2, PRODUCTION, STAGING),
                            new StageChanged(1, ARCHIVED, PRODUCTION));
        }

        @Test
        void goesBackStepByStepAlongTheChain() {
            script.release("1.0.0").release("2.0.0").release("3.0.0");

            assertThat(script.rollback(3).in(PRODUCTION)).isEqualTo(2);
            assertThat(script.stage(3)).isEqualTo(STAGING);
            assertThat(script.rollback(2).in(PRODUCTION)).isEqualTo(1);
            assertThat(script.stage(2)).as("staging is taken by 3").isEqualTo(ARCHIVED);
            assertThat(script.stage(3)).isEqualTo(STAGING);
        }

        @Test
        void theSecondCallForTheSameVersionDoesNothing() {
            script.release("1.0.0").release("2.0.0").rollback(2);

            assertThat(script.decideRollback(2)).isEmpty();
            assertThat(script.in(PRODUCTION)).isEqualTo(1);
        }

        @Test
        void aVersionThatFailedIsPassedOverUntilItIsPromotedAgain() {
            script.release("1.0.0").release("2.0.0").rollback(2).release("3.0.0");

            assertThat(script.state().lastGood()).isEqualTo(script.version(1));
            script.rollback(3);
            assertThat(script.in(PRODUCTION)).as("2 failed and is passed over").isEqualTo(1);

            script.promote(2, STAGING, PRODUCTION).release("4.0.0");
            assertThat(script.state().lastGood()).isEqualTo(script.version(2));
            assertThat(script.rollback(4).in(PRODUCTION)).isEqualTo(2);
        }

        @Test
        void aFailedVersionIsArchivedWhereStagingIsTaken() {
            script.release("1.0.0").release("2.0.0").register("3.0.0").promote(3, STAGING);

            assertThat(script.decideRollback(2))
                    .containsExactly(
                            new Failed(2),
                            new StageChanged(2, PRODUCTION, ARCHIVED),
                            new StageChanged(1, ARCHIVED, PRODUCTION));
        }

        @Test
        void aGoodVersionThatIsInStagingMakesRoomForTheFailedOne() {
            script.release("1.0.0").release("2.0.0").promote(1, STAGING);

            assertThat(script.decideRollback(2))
                    .containsExactly(
                            new Failed(2),
                            new StageChanged(2, PRODUCTION, STAGING),
                            new StageChanged(1, STAGING, PRODUCTION));
            script.rollback(2);
            assertThat(script.in(STAGING)).isEqualTo(2);
            assertThat(script.in(PRODUCTION)).isEqualTo(1);
        }

        @Test
        void aGoodVersionThatIsInCanaryIsReturnedTo() {
            script.release("1.0.0").release("2.0.0").promote(1, STAGING, CANARY).rollback(2);

            assertThat(script.in(PRODUCTION)).isEqualTo(1);
            assertThat(script.in(CANARY)).isZero();
            assertThat(script.in(STAGING)).isEqualTo(2);
        }

        @Test
        void refusesForAVersionThatNeverServed() {
            script.release("1.0.0").register("2.0.0");

            assertThatThrownBy(() -> script.decideRollback(2))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage(
                            "version 2 (2.0.0) of model 'flights' was never in Production; there is nothing to roll back");
        }

        @Test
        void refusesWhereThereIsNoWayBack() {
            script.release("1.0.0");
            String message =
                    "model 'flights' has no good version to return to from 1 (1.0.0); promote another version, or archive this one to serve none";

            assertThatThrownBy(() -> script.decideRollback(1))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage(message);
            script.release("2.0.0").rollback(2);
            assertThatThrownBy(() -> script.decideRollback(1))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage(message);
        }
    }

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
            assertThat(Decider.removeAlias(script.state(), MODEL, CHAMPION))
                    .containsExactly(new AliasRemoved(CHAMPION, 2));
            script.commit(Decider.removeAlias(script.state(), MODEL, CHAMPION));
            assertThat(Decider.removeAlias(script.state(), MODEL, CHAMPION)).isEmpty();
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

            assertThat(Decider.register(script.state(), Script.wish("3.0.0")))
                    .hasSize(2)
                    .startsWith(new ModelRestored());
            script.register("3.0.0");
            assertThat(script.state().lastNumber()).isEqualTo(3);
            assertThat(script.version(3).version()).isEqualTo(SemanticVersion.of(3, 0, 0));
        }

        @Test
        void registeringWhatIsThereAlreadyOnlyRestores() {
            script.register("1.0.0").commit(Decider.delete(script.state(), MODEL));

            assertThat(Decider.register(script.state(), Script.wish("1.0.0"))).containsExactly(new ModelRestored());
        }

        @Test
        void aDeletedModelKeepsItsVersionsFromBeingTakenByOtherContent() {
            script.register("1.0.0").commit(Decider.delete(script.state(), MODEL));

            assertThatThrownBy(() -> Decider.register(script.state(), Script.wish("1.0.0", "other", Optional.empty())))
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
        return List.of(
                () -> Decider.promote(state, model, number, digest, STAGING),
                () -> Decider.rollback(state, model, number, digest),
                () -> Decider.alias(state, model, CHAMPION, number, digest),
                () -> Decider.tag(state, model, number, digest, "a", "b"),
                () -> Decider.removeTag(state, model, number, digest, "a"));
    }

    private List<Supplier<?>> everyDecisionOn(ModelName model) {
        ModelState state = script.state();
        return List.of(
                () -> Decider.removeAlias(state, model, CHAMPION),
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
        assertThatThrownBy(() -> Decider.promote(script.state(), MODEL, 2, script.digest(1), STAGING))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("model 'flights' has no version 2 with digest");
    }
}
