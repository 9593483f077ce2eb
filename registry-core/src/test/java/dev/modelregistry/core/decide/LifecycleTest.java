package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Script.MODEL;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.StateCodec;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final Stage QA = Stage.of("QA");
    private static final Stage SHADOW = Stage.of("Shadow");

    private final Script script = new Script();

    private List<RegistryEvent> breakGlass(int number, Stage to) {
        return Lifecycle.breakGlass(script.state(), script.rules(), script.enter(number, to), script.now());
    }

    @Nested
    class OwnStages {
        private final Pipeline own = Pipeline.builder("default")
                .stages(QA, SHADOW, PRODUCTION, ARCHIVED)
                .transition(QA, SHADOW)
                .transition(SHADOW, PRODUCTION)
                .transition(PRODUCTION, SHADOW)
                .build();

        @Test
        void aVersionBeginsInTheFirstAndGoesAlongItsOwnWays() {
            script.under(own, 1).register("1.0.0", "2.0.0");
            assertThat(script.stage(1)).isEqualTo(QA);

            script.promote(1, SHADOW).promote(2, SHADOW);

            assertThat(script.state().allIn(SHADOW)).as("it holds any number").hasSize(2);
            assertThatThrownBy(() -> script.decidePromote(1, STAGING))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("stage 'Staging' is not in pipeline 'default'; its stages are"
                            + " [QA, Shadow, Production, Archived]");
            assertThatThrownBy(() -> script.decidePromote(1, QA))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageEndingWith("cannot go to QA; from there it can go to [Production, Archived]");
        }

        @Test
        void whatFailedGoesWhereThePipelineSays() {
            script.under(own, 1).register("1.0.0", "2.0.0");
            script.promote(1, SHADOW, PRODUCTION).promote(2, SHADOW, PRODUCTION);
            assertThat(script.decideRollback(2)).contains(new StageChanged(2, PRODUCTION, ARCHIVED));

            script.under(own.toBuilder().failedTo(SHADOW).build(), 2);

            assertThat(script.decideRollback(2))
                    .containsExactly(
                            new Failed(2),
                            new StageChanged(2, PRODUCTION, SHADOW),
                            new StageChanged(1, ARCHIVED, PRODUCTION));
        }

        @Test
        void aVersionInAStageThatIsGoneCanStartAnewOrBeArchived() {
            script.register("1.0.0").promote(1, STAGING, CANARY).under(own, 1);

            assertThatThrownBy(() -> script.decidePromote(1, PRODUCTION))
                    .hasMessageEndingWith(
                            "is in Canary and cannot go to Production; from there it can go to" + " [QA, Archived]");
            assertThat(script.promote(1, QA, SHADOW, PRODUCTION).in(PRODUCTION)).isEqualTo(1);
        }

        @Test
        void aStageIsWrittenAsThePipelineSpellsIt() {
            script.under(own, 1).register("1.0.0");

            script.commit(script.decidePromote(1, Stage.of("sHADOW")));

            assertThat(script.stage(1)).hasToString("Shadow");
        }

        @Test
        void whatIsThereAlreadyWouldPass() {
            script.under(own, 1).register("1.0.0");

            assertThat(Lifecycle.simulate(script.state(), script.rules(), script.enter(1, QA), script.judge())
                            .passes())
                    .isTrue();
        }

        @Test
        void tooManyToMakeRoomInOneCommitAreToldSo() {
            script.under(own, 1);
            for (int i = 1; i <= 1_001; i++) {
                script.register(i + ".0.0").promote(i, SHADOW);
            }
            script.register("5000.0.0").under(own.toBuilder().exclusive(SHADOW).build(), 2);

            assertThatThrownBy(() -> script.decidePromote(1_002, SHADOW))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("1001 versions are in Shadow, which holds one by now, and at most 1000 can make room in"
                            + " one commit; archive some of them first");
        }

        @Test
        void allMakeRoomInAStageThatHeldSeveralUntilNow() {
            script.under(own, 1).register("1.0.0", "2.0.0", "3.0.0");
            script.promote(1, SHADOW).promote(2, SHADOW);
            script.under(own.toBuilder().exclusive(SHADOW).build(), 2);

            assertThat(script.decidePromote(3, SHADOW))
                    .containsExactly(
                            new StageChanged(1, SHADOW, ARCHIVED),
                            new StageChanged(2, SHADOW, ARCHIVED),
                            new StageChanged(3, QA, SHADOW));
            script.promote(2, ARCHIVED).promote(3, SHADOW);
            assertThat(script.state().lastIn(ARCHIVED))
                    .isEqualTo(script.state().allIn(ARCHIVED).get(1));
        }
    }

    @Nested
    class BreakingTheGlass {
        @Test
        void goesAnywhereAndSaysWhatWasPassedOver() {
            script.under(
                    Pipeline.standard().toBuilder()
                            .gates(PRODUCTION, Gate.metricAtLeast("auc", 0.8), Gate.approvals(2))
                            .build(),
                    1);
            script.register("1.0.0", "2.0.0");
            script.commit(breakGlass(1, PRODUCTION));

            assertThat(breakGlass(2, PRODUCTION))
                    .containsExactly(
                            new GlassBroken(
                                    2,
                                    List.of(
                                            "version 2 (2.0.0) of model 'flights' is in Development and cannot go to"
                                                    + " Production; from there it can go to [Staging, Archived]",
                                            "gate not asked: metric auc at least 0.8",
                                            "gate not asked: approvals")),
                            new ProvedGood(1),
                            new StageChanged(1, PRODUCTION, ARCHIVED),
                            new StageChanged(2, DEVELOPMENT, PRODUCTION));
            script.commit(breakGlass(2, STAGING));
            assertThat(breakGlass(2, PRODUCTION))
                    .contains(new GlassBroken(
                            2, List.of("gate not asked: metric auc at least 0.8", "gate not asked: approvals")));
        }

        @Test
        void isNotNeededWhereNothingWouldRefuse() {
            script.register("1.0.0");

            assertThat(breakGlass(1, STAGING)).containsExactly(new StageChanged(1, DEVELOPMENT, STAGING));
            assertThat(breakGlass(1, DEVELOPMENT)).isEmpty();
            assertThatThrownBy(() -> breakGlass(1, QA)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Nested
    class GoingBack {
        @Test
        void byStepsAlongWhatWasRecordedAsGood() {
            script.release("1.0.0").release("2.0.0").release("3.0.0").release("4.0.0");

            assertThat(script.decideRollback(4, Rollback.steps(1))).contains(new StageChanged(3, ARCHIVED, PRODUCTION));
            assertThat(script.decideRollback(4, Rollback.steps(3))).contains(new StageChanged(1, ARCHIVED, PRODUCTION));
            assertThatThrownBy(() -> script.decideRollback(4, Rollback.steps(4)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("model 'flights' has no good version to return to from 4 (4.0.0) by 4 steps;"
                            + " promote another version, or archive this one to serve none");
        }

        @Test
        void notTwiceInARowWithinTheFlapWindow() {
            script.release("1.0.0").release("2.0.0").release("3.0.0").rollback(3);
            String when = script.state().time().toString();
            script.later(Duration.ofMinutes(5).minusSeconds(1));

            assertThatThrownBy(() -> script.decideRollback(2))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith(
                            "version 2 (2.0.0) of model 'flights' came to Production by a rollback at " + when)
                    .hasMessageContaining("what fails twice in a row may not be the model. Wait until ")
                    .hasMessageEndingWith("or roll back with despiteFlapGuard()");
            assertThat(script.decideRollback(2, Rollback.toLastGood().despiteFlapGuard()))
                    .startsWith(new GlassBroken(
                            2,
                            List.of("version 2 (2.0.0) of model 'flights' came to Production by a rollback at " + when
                                    + " (reason " + script.state().head().revision() + ")")))
                    .endsWith(new StageChanged(1, ARCHIVED, PRODUCTION));
            assertThat(script.later(Duration.ofSeconds(1)).decideRollback(2)).hasSize(3);
        }

        @Test
        void aPromotionInBetweenIsNoFlapping() {
            script.release("1.0.0").release("2.0.0").rollback(2).release("3.0.0");

            assertThat(script.decideRollback(3)).endsWith(new StageChanged(1, ARCHIVED, PRODUCTION));
        }

        @Test
        void whatFailedAMomentAgoIsNotPromotedAgain() {
            script.release("1.0.0").release("2.0.0").rollback(2);
            assertThat(script.stage(2)).isEqualTo(STAGING);

            assertThatThrownBy(() -> script.decidePromote(2, PRODUCTION))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith(
                            "version 2 (2.0.0) of model 'flights' failed in service and was rolled" + " back at ")
                    .hasMessageEndingWith("promote another version, or break the glass");
            assertThat(breakGlass(2, PRODUCTION)).first().isInstanceOf(GlassBroken.class);
            assertThat(script.decidePromote(2, CANARY)).hasSize(1);
            assertThat(script.later(Duration.ofMinutes(5)).decidePromote(2, PRODUCTION))
                    .isNotEmpty();
        }

        @Test
        void eachThatFailedIsRemembered() {
            script.release("1.0.0").release("2.0.0").release("3.0.0").rollback(3);
            script.commit(script.decideRollback(2, Rollback.toLastGood().despiteFlapGuard()));
            assertThat(script.in(PRODUCTION)).isEqualTo(1);

            for (int failed : List.of(2, 3)) {
                script.promote(failed, script.stage(failed).equals(STAGING) ? CANARY : STAGING);
                assertThatThrownBy(() -> script.decidePromote(failed, PRODUCTION))
                        .hasMessageContaining("failed in service and was rolled back at");
            }
        }

        @Test
        void theGuardIsKnownFromASnapshotToo() {
            script.release("1.0.0").release("2.0.0").release("3.0.0").rollback(3);
            ModelState read =
                    StateCodec.decode(StateCodec.encode(script.state())).orElseThrow();

            assertThatThrownBy(() -> Lifecycle.rollback(
                            read, script.rules(), MODEL, 2, script.digest(2), Rollback.toLastGood(), script.now()))
                    .hasMessageContaining("came to Production by a rollback at");
            assertThatThrownBy(
                            () -> Lifecycle.promote(read, script.rules(), script.enter(3, PRODUCTION), script.judge()))
                    .hasMessageContaining("failed in service and was rolled back at");
        }

        @Test
        void aWindowOfZeroIsNoGuard() {
            script.under(
                    Pipeline.standard().toBuilder().flapWindow(Duration.ZERO).build(), 1);
            script.release("1.0.0")
                    .release("2.0.0")
                    .release("3.0.0")
                    .rollback(3)
                    .rollback(2);

            assertThat(script.in(PRODUCTION)).isEqualTo(1);
        }
    }

    @Nested
    class ProtectedAliases {
        private final Alias champion = Alias.of("champion");

        private ProtectedAliases() {
            script.under(
                    Pipeline.standard().toBuilder()
                            .protect(champion, PRODUCTION)
                            .build(),
                    1);
        }

        @Test
        void pointOnlyWhereTheyMay() {
            script.register("1.0.0");
            assertThatThrownBy(() -> script.decideAlias("champion", 1))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("alias 'champion' of model 'flights' is protected: it may only point at a version in"
                            + " [Production], and version 1 (1.0.0) is in Development. Promote the version first, or"
                            + " break the glass");
            assertThat(script.decideAlias("baseline", 1)).hasSize(1);

            script.promote(1, STAGING, PRODUCTION);

            assertThat(script.decideAlias("champion", 1))
                    .containsExactly(new AliasMoved(champion, OptionalInt.empty(), 1));
        }

        @Test
        void goToWhoeverTakesThePlaceAndBackWithARollback() {
            script.release("1.0.0").commit(script.decideAlias("champion", 1)).register("2.0.0");
            script.promote(2, STAGING);

            assertThat(script.decidePromote(2, PRODUCTION))
                    .endsWith(new StageChanged(2, STAGING, PRODUCTION), new AliasMoved(champion, OptionalInt.of(1), 2));
            script.promote(2, PRODUCTION);
            assertThat(script.decideRollback(2)).endsWith(new AliasMoved(champion, OptionalInt.of(2), 1));
            assertThat(script.rollback(2).state().version(champion)).isEqualTo(script.version(1));
        }

        @Test
        void stayWhereTheyWereNotProtectedWhenAVersionMovesOn() {
            script.register("1.0.0").promote(1, STAGING);
            script.commit(Decider.breakGlass(script.state(), script.rules(), MODEL, champion, 1, script.digest(1)));

            assertThat(script.decidePromote(1, CANARY)).containsExactly(new StageChanged(1, STAGING, CANARY));
            assertThat(script.promote(1, CANARY).state().version(champion)).isEqualTo(script.version(1));
        }

        @Test
        void neverPointAtWhatFailed() {
            Alias candidate = Alias.of("candidate");
            script.under(
                    Pipeline.standard().toBuilder()
                            .protect(champion, STAGING, PRODUCTION)
                            .protect(candidate, STAGING)
                            .build(),
                    2);
            script.release("1.0.0").release("2.0.0").promote(1, STAGING);
            script.commit(script.decideAlias("champion", 2)).commit(script.decideAlias("candidate", 1));

            script.rollback(2);

            assertThat(script.stage(2)).isEqualTo(STAGING);
            assertThat(script.state().version(champion)).isEqualTo(script.version(1));
            assertThat(script.state().version(candidate)).isNull();
        }

        @Test
        void areRemovedWhereNobodyTakesThePlace() {
            script.release("1.0.0").commit(script.decideAlias("champion", 1));

            assertThat(script.decidePromote(1, ARCHIVED)).endsWith(new AliasRemoved(champion, 1));
            assertThat(script.promote(1, ARCHIVED).state().version(champion)).isNull();
        }

        @Test
        void canBeMovedByBreakingTheGlassAndNotBeRemoved() {
            script.register("1.0.0");
            List<RegistryEvent> events =
                    Decider.breakGlass(script.state(), script.rules(), MODEL, champion, 1, script.digest(1));
            assertThat(events).hasSize(2).first().isInstanceOf(GlassBroken.class);

            script.commit(events);

            assertThatThrownBy(() -> Decider.removeAlias(script.state(), script.rules(), MODEL, champion))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("alias 'champion' of model 'flights' is protected and cannot be removed; move it, or"
                            + " define pipeline 'default' without the protection first");
        }
    }

    @Nested
    class Naming {
        @Test
        void holdsForWhatIsNewAndLeavesWhatIsThere() {
            script.register("1.0.0")
                    .naming(NamingConvention.none()
                            .models("[A-Z]+", "FLIGHTS")
                            .versions("[0-9]+\\.[0-9]+\\.[0-9]+", "1.0.0"));

            assertThat(script.register("1.1.0").state().lastNumber())
                    .as("the model is there")
                    .isEqualTo(2);
            assertThatThrownBy(() -> script.register("2.0.0-rc.1"))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith("version '2.0.0-rc.1' breaks this registry's convention")
                    .hasMessageContaining("(such as '1.0.0')");
            Script other = new Script().naming(NamingConvention.none().models("[A-Z]+", "FLIGHTS"));
            assertThatThrownBy(() -> other.register("1.0.0"))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageStartingWith("model name 'flights' breaks this registry's convention [A-Z]+");
        }
    }
}
