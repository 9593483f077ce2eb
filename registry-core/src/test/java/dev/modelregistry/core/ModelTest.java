package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stages, aliases, tags, the way back, and the end of a model. */
class ModelTest {
    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open();
    private final RegisteredModel flights = registry.model("flights");
    private final RegisteredModel same = ground.open().model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    private void assertNoCommit(Runnable act) {
        long before = flights.revision();
        act.run();
        assertThat(flights.revision()).isEqualTo(before);
    }

    private void assertRefused(ThrowingCallable act, Class<? extends RuntimeException> type, String message) {
        long before = flights.revision();
        assertThatThrownBy(act).isInstanceOf(type).hasMessageContaining(message);
        assertThat(flights.revision()).isEqualTo(before);
    }

    @Test
    void promotesOnceAndSaysWhoAndWhy() {
        ModelVersion v1 = register(flights, "1.0.0");

        Occupancy first = flights.promote(v1, Stage.STAGING, because("tests pass"));
        assertNoCommit(() -> {
            Occupancy again = same.promote(v1, Stage.STAGING, because("tests pass again"));
            assertThat(again).isEqualTo(first);
        });

        assertThat(first.reason()).isEqualTo("tests pass");
        assertThat(first.by().id()).isEqualTo("alice");
        assertThat(same.stageOf(v1)).isEqualTo(first);
        assertThat(first).asString().startsWith("flights v1.0.0 (number 1) in Staging since ");
    }

    @Test
    void archivesTheOccupantInTheSameCommit() {
        ModelVersion v1 = register(flights, "1.0.0");
        ModelVersion v2 = register(flights, "2.0.0");
        toProduction(flights, v1);
        flights.promote(v2, Stage.STAGING, because("tests pass"));
        long before = flights.revision();

        flights.promote(v2, Stage.PRODUCTION, because("approved"));

        assertThat(flights.revision()).isEqualTo(before + 1);
        assertThat(flights.stageOf(v1).stage()).isEqualTo(Stage.ARCHIVED);
        assertThat(flights.lastGood()).contains(v1);
        assertThat(flights.allIn(Stage.PRODUCTION))
                .extracting(Occupancy::version)
                .containsExactly(v2);
    }

    @Test
    void refusesATransitionThatIsNotAllowed() {
        ModelVersion v1 = register(flights, "1.0.0");

        assertRefused(
                () -> flights.promote(v1, Stage.PRODUCTION, because("hurry")),
                RejectedException.class,
                "version 1 (1.0.0) of model 'flights' is in Development and cannot go to Production; from there it can"
                        + " go to [Staging, Archived]");
        assertRefused(
                () -> flights.promote(v1, Stage.of("Shadow"), because("try")),
                InvalidInputException.class,
                "stage 'Shadow' is not in pipeline 'default'; its stages are [Development, Staging, Canary, Production, Archived]");
    }

    @Test
    void refusesAVersionOfAnotherModel() {
        register(flights, "1.0.0");
        ModelVersion other = register(registry.model("hotels"), "1.0.0");
        String message = "version hotels v1.0.0 (number 1) belongs to model 'hotels', not to 'flights'";

        List.<ThrowingCallable>of(
                        () -> flights.promote(other, Stage.STAGING, because("x")),
                        () -> flights.archive(other, because("x")),
                        () -> flights.rollbackFrom(other, because("x")),
                        () -> flights.alias("champion", other, because("x")),
                        () -> flights.tag(other, "k", "v", because("x")),
                        () -> flights.removeTag(other, "k", because("x")),
                        () -> flights.stageOf(other),
                        () -> flights.tags(other))
                .forEach(act -> assertRefused(act, InvalidInputException.class, message));
    }

    @Test
    void refusesAVersionOfAnotherRegistryWithTheSameNumber() {
        register(flights, "1.0.0");
        try (Ground elsewhere = new Ground()) {
            ModelVersion foreign = elsewhere
                    .open()
                    .model("flights")
                    .register(draft -> draft.version("1.0.0").artifact("model.bin", bytes("foreign")), because("x"));

            String message = "model 'flights' has no version 1 with digest " + foreign.digest()
                    + "; it comes from another registry";
            List.<ThrowingCallable>of(
                            () -> flights.promote(foreign, Stage.STAGING, because("x")),
                            () -> flights.rollbackFrom(foreign, because("x")),
                            () -> flights.alias("champion", foreign, because("x")),
                            () -> flights.tag(foreign, "k", "v", because("x")))
                    .forEach(act -> assertRefused(act, NotFoundException.class, message));
            assertRefused(
                    () -> flights.stageOf(foreign),
                    NotFoundException.class,
                    "model 'flights' has nothing at '/" + foreign.digest() + "'");
        }
    }

    @Test
    void movesAnAliasAndRemovesItOnce() {
        ModelVersion v1 = register(flights, "1.0.0");
        ModelVersion v2 = register(flights, "2.0.0");

        flights.alias("Champion", v1, because("best"));
        assertNoCommit(() -> same.alias("champion", v1, because("best")));
        flights.alias("champion", v2, because("better"));
        assertThat(same.aliases()).isEqualTo(Map.of(Alias.of("champion"), v2));
        flights.removeAlias("champion", because("none is good"));
        assertNoCommit(() -> same.removeAlias("champion", because("none is good")));

        assertThat(flights.aliases()).isEmpty();
        assertThat(flights.history()
                        .flatMap(commit -> commit.events().stream())
                        .map(RegistryEvent::summary)
                        .skip(3))
                .containsExactly(
                        "alias champion set to version 1",
                        "alias champion moved from version 1 to version 2",
                        "alias champion removed from version 2");
    }

    @Test
    void setsAndRemovesTagsOnce() {
        ModelVersion v1 = register(flights, "1.0.0");

        flights.tag("owner", "ml", because("org"));
        flights.tag(v1, "gdpr", "", because("audit"));
        assertNoCommit(() -> {
            same.tag("owner", "ml", because("org"));
            same.tag(v1, "gdpr", "", because("audit"));
            same.removeTag("none", because("tidy"));
            same.removeTag(v1, "none", because("tidy"));
        });
        assertThat(same.tags()).isEqualTo(Map.of("owner", "ml"));
        assertThat(same.tags(v1)).isEqualTo(Map.of("gdpr", ""));
        flights.removeTag("owner", because("tidy"));
        flights.removeTag(v1, "gdpr", because("tidy"));

        assertThat(same.tags()).isEmpty();
        assertThat(same.tags(v1)).isEmpty();
    }

    @Test
    void refusesTagsThatAreTooLongOrUnprintable() {
        register(flights, "1.0.0");

        assertRefused(() -> flights.tag(" ", "v", because("x")), InvalidInputException.class, "tag key ' ' is not 1");
        assertRefused(() -> flights.tag("k\n", "v", because("x")), InvalidInputException.class, "printable characters");
        assertRefused(
                () -> flights.tag("k".repeat(129), "v", because("x")), InvalidInputException.class, "is not 1 to 128");
        assertRefused(
                () -> flights.tag("k", "v".repeat(1025), because("x")),
                InvalidInputException.class,
                "the value of tag 'k' has 1025 characters; at most 1024 are allowed");
        flights.tag("k".repeat(128), "v".repeat(1024), because("just fits"));
        assertThat(flights.tags()).hasSize(1);
    }

    @Test
    void rollsBackToTheLastGoodVersionAndMarksTheFailedOne() {
        ModelVersion v1 = register(flights, "1.0.0");
        ModelVersion v2 = register(flights, "2.0.0");
        toProduction(flights, v1);
        toProduction(flights, v2);

        Occupancy back = flights.rollbackFrom(v2, because("errors doubled"));
        assertNoCommit(
                () -> assertThat(same.rollbackFrom(v2, because("me too"))).isEqualTo(back));

        assertThat(back.version()).isEqualTo(v1);
        assertThat(flights.stageOf(v2).stage()).isEqualTo(Stage.STAGING);
        assertThat(flights.lastGood())
                .as("one that failed is never returned to")
                .isEmpty();
        assertRefused(
                () -> flights.rollbackFrom(v1, because("this one too")),
                RejectedException.class,
                "model 'flights' has no good version to return to from 1 (1.0.0)");
    }

    @Test
    void refusesToRollBackWhatNeverServed() {
        ModelVersion v1 = register(flights, "1.0.0");

        assertRefused(
                () -> flights.rollbackFrom(v1, because("x")),
                RejectedException.class,
                "version 1 (1.0.0) of model 'flights' was never in Production; there is nothing to roll back");
    }

    @Test
    void rollsBackOnceHoweverManyHostsReactToTheSameFailure() throws Exception {
        ModelVersion v1 = register(flights, "1.0.0");
        ModelVersion v2 = register(flights, "2.0.0");
        toProduction(flights, v1);
        toProduction(flights, v2);
        long before = flights.revision();

        List<Occupancy> answers = Race.all(
                8, racer -> (racer % 2 == 0 ? flights : same).rollbackFrom(v2, because("seen by host " + racer)));

        assertThat(flights.revision()).isEqualTo(before + 1);
        assertThat(answers).containsOnly(flights.in(Stage.PRODUCTION).orElseThrow());
        assertThat(answers.get(0).version()).isEqualTo(v1);
    }

    @Test
    void hidesAModelAndBringsItBack() {
        ModelVersion v1 = register(flights, "1.0.0");
        flights.alias("champion", v1, because("best"));
        flights.delete(because("unused"));

        assertThat(same.exists()).isFalse();
        assertThat(same.versions()).isEmpty();
        assertThat(same.latest()).isEmpty();
        assertThat(same.aliases()).isEmpty();
        assertRefused(
                () -> same.delete(because("again")),
                NotFoundException.class,
                "there is no model 'flights'; it was deleted");
        assertRefused(
                () -> same.promote(v1, Stage.STAGING, because("x")),
                NotFoundException.class,
                "there is no model 'flights'; it was deleted");
        flights.restore(because("needed after all"));
        assertNoCommit(() -> same.restore(because("needed after all")));

        assertThat(same.aliases()).containsValue(v1);
        assertThat(same.versions()).containsExactly(v1);
    }

    @Test
    void refusesToDeleteAModelThatServes() {
        ModelVersion v1 = register(flights, "1.0.0");
        flights.promote(v1, Stage.STAGING, because("x"));
        flights.promote(v1, Stage.CANARY, because("x"));
        assertRefused(
                () -> flights.delete(because("x")),
                RejectedException.class,
                "model 'flights' cannot be deleted while version 1 (1.0.0) is in Canary; archive it first");
        flights.promote(v1, Stage.PRODUCTION, because("x"));
        assertRefused(() -> flights.delete(because("x")), RejectedException.class, "is in Production; archive it");
        flights.archive(v1, because("retired"));

        flights.delete(because("retired"));

        assertThat(flights.exists()).isFalse();
    }

    @Test
    void refusesToChangeAModelThatDoesNotExist() {
        ModelVersion v1 = register(registry.model("hotels"), "1.0.0");
        String message = "there is no model 'flights'";

        List.<ThrowingCallable>of(
                        () -> flights.tag("k", "v", because("x")),
                        () -> flights.removeTag("k", because("x")),
                        () -> flights.removeAlias("champion", because("x")),
                        () -> flights.delete(because("x")),
                        () -> flights.restore(because("x")))
                .forEach(act -> assertRefused(act, NotFoundException.class, message));
        assertThat(registry.models()).extracting(RegisteredModel::name).containsExactly(v1.model());
    }
}
