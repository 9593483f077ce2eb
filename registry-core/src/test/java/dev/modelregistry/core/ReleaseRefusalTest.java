package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.release.Release;
import dev.modelregistry.rollout.RolloutPolicy;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release set refuses changes nothing. */
class ReleaseRefusalTest extends ReleaseGround {
    private void refuses(ThrowingCallable call, Class<? extends Exception> error, String words) {
        long revision = shop.revision();
        long ofRanker = ranker.revision();
        long ofRetriever = retriever.revision();

        assertThatThrownBy(call).isInstanceOf(error).hasMessageContaining(words);

        assertThat(List.of(shop.revision(), ranker.revision(), retriever.revision()))
                .containsExactly(revision, ofRanker, ofRetriever);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "1st", "the set", "ä"})
    void refusesANameThatIsNone(String name) {
        assertThatThrownBy(() -> registry.releaseSet(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("release set '" + name + "' is not a name");
    }

    @Test
    void refusesVersionsThatDoNotWorkWithEachOther() {
        ModelVersion other = staged(ranker, "2.0.0", "^2");

        refuses(
                () -> shop.promote(CHANGE, other, retriever1),
                RejectedException.class,
                "these versions do not work with each other: ranker v2.0.0 (2) works with retriever ^2, not with retriever v1.0.0 (1); retriever v1.0.0 (1) works with ranker ^1, not with ranker v2.0.0 (2)");
    }

    @Test
    void refusesAVersionWhosePartnerIsNotThere() {
        refuses(
                () -> shop.promote(CHANGE, ranker1),
                RejectedException.class,
                "ranker v1.0.0 (1) works with retriever ^1, which is not in the release");
    }

    @Test
    void refusesNoVersionsAndTwoOfOneModel() {
        ModelVersion other = staged(ranker, "2.0.0", "^2");

        refuses(
                () -> shop.promote(CHANGE),
                InvalidInputException.class,
                "a release of set 'shop' with 0 versions; give 1 to 500");
        refuses(
                () -> shop.promote(CHANGE, ranker1, other),
                InvalidInputException.class,
                "with [ranker v1.0.0 (1), ranker v2.0.0 (2)]; give one version of each model");
    }

    @Test
    void refusesARequestKeyAndAnOldRevision() {
        refuses(
                () -> shop.promote(CHANGE.requestKey("job-1"), ranker1, retriever1),
                InvalidInputException.class,
                "the request key 'job-1' cannot make a release repeatable");
        first();
        refuses(
                () -> back(CHANGE.ifRevisionIs(1)),
                RejectedException.class,
                "set 'shop' has no release to return to from release 1; promote other versions");
        ModelVersion better = staged(ranker, "1.1.0", "^1");
        refuses(
                () -> shop.promote(CHANGE.ifRevisionIs(1), better, retriever1),
                ConflictException.class,
                "at revision 2, not at 1");
        assertThat(shop.promote(CHANGE.ifRevisionIs(2), better, retriever1).number())
                .isEqualTo(2);
    }

    @Test
    void refusesAVersionThatDoesNotPassItsGates() {
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .transition(STAGING, PRODUCTION, Gate.approvals(1))
                                .build(),
                        because("four eyes"));
        ranker.requestApproval(ranker1, PRODUCTION, because("please"));
        registry.as("bob").model("ranker").approve(ranker1, PRODUCTION, because("looks well"));

        refuses(
                () -> first(),
                RejectedException.class,
                "version 1 (1.0.0) of model 'retriever' does not pass to Production");
        assertThat(ranker.releaseSet()).isEmpty();
    }

    @Test
    void refusesAVersionOfADistantStage() {
        ranker.archive(ranker1, because("too old"));

        refuses(
                () -> first(),
                RejectedException.class,
                "version 1 (1.0.0) of model 'ranker' is in Archived and cannot go to Production");
    }

    @Test
    void refusesAModelOfAnotherSet() {
        first();

        refuses(
                () -> registry.releaseSet("other").promote(CHANGE, ranker1, retriever1),
                RejectedException.class,
                "model 'ranker' is in release set 'shop', and a model is in one set at most");
        assertThat(registry.releaseSet("other").exists()).isFalse();
    }

    @Test
    void refusesAModelWithARolloutUnderWay() {
        toProduction(retriever, staged(retriever, "0.9.0", "^1"));
        retriever.promote(retriever1, STAGING, because("again"));
        retriever.rollouts().start(retriever1, RolloutPolicy.immediate(), because("all at once"));

        refuses(() -> first(), RejectedException.class, "a rollout of model 'retriever' is under way");
    }

    @Test
    void refusesToRollBackWhatIsNotInProduction() {
        Release first = first();
        refuses(
                () -> registry.releaseSet("other").rollbackFrom(first, CHANGE),
                NotFoundException.class,
                "has no release 1 of [ranker v1.0.0 (1), retriever v1.0.0 (1)]; it comes from another registry");
        refuses(
                () -> shop.rollbackFrom(first, CHANGE),
                RejectedException.class,
                "set 'shop' has no release to return to from release 1; promote other versions");
        shop.promote(CHANGE, staged(ranker, "1.1.0", "^1"), retriever1);
        refuses(
                () -> shop.rollbackFrom(first, CHANGE),
                ConflictException.class,
                "release 1 of set 'shop' is not in production: release 2 of set 'shop' is; read again and decide again");
    }

    @Test
    void refusesVersionsOfAnotherRegistry() {
        try (Ground other = new Ground()) {
            ModelVersion foreign = register(other.open().model("ranker"), "3.0.0");

            refuses(() -> shop.promote(CHANGE, foreign), NotFoundException.class, "it comes from another registry");
        }
    }

    @Test
    void membersDecideNothingAboutProductionByThemselves() {
        first();
        ModelVersion better = staged(ranker, "1.1.0", "^1");
        String why =
                "release set 'shop' decides what is in Production of it; promote or roll back a release of that, or release it without this model";

        refuses(
                () -> ranker.promote(better, PRODUCTION, CHANGE),
                RejectedException.class,
                "cannot go to Production: " + why);
        refuses(
                () -> ranker.promote(ranker1, STAGING, CHANGE),
                RejectedException.class,
                "cannot go to Staging: " + why);
        refuses(() -> ranker.archive(ranker1, CHANGE), RejectedException.class, "cannot go to Archived: " + why);
        refuses(
                () -> ranker.rollbackFrom(ranker1, CHANGE),
                RejectedException.class,
                "cannot be rolled back by itself: " + why);
        refuses(
                () -> ranker.rollouts().start(better, RolloutPolicy.immediate(), CHANGE),
                RejectedException.class,
                "cannot be rolled out by itself: " + why);
        refuses(() -> ranker.delete(CHANGE), RejectedException.class, "model 'ranker' cannot be deleted");
        assertThat(ranker.simulate(better, PRODUCTION).refusal())
                .hasValueSatisfying(words -> assertThat(words).contains(why));
    }

    @Test
    void aShadowOfAMemberIsNoMatter() {
        first();
        ModelVersion better = staged(ranker, "1.1.0", "^1");

        ranker.rollouts().start(better, RolloutPolicy.shadow(0.5), CHANGE);

        refuses(
                () -> shop.promote(CHANGE, better, retriever1),
                RejectedException.class,
                "a rollout of model 'ranker' is under way");
        ranker.rollouts().complete(better, because("answers alike"));
        assertThat(inProduction(ranker)).isEqualTo("1.0.0");
        shop.promote(CHANGE, better, retriever1);
        assertThat(inProduction(ranker)).isEqualTo("1.1.0");
    }

    @Test
    void whatWasQuarantinedDoesNotComeBack() {
        RegisteredModel alone = registry.model("alone");
        ModelVersion bad = alone.register(
                draft -> draft.artifact("model.bin", Ground.bytes("a"))
                        .lineage(Lineage.builder()
                                .dataset("weather", "sha256:ab")
                                .build()),
                because("trained"));
        alone.promote(bad, STAGING, because("tests pass"));
        shop.promote(CHANGE, bad, ranker1, retriever1);
        ModelVersion good = register(alone, "1.1.0");
        alone.promote(good, STAGING, because("tests pass"));
        shop.promote(CHANGE, good, ranker1, retriever1);
        registry.lineage().quarantine(Node.dataset("weather", "sha256:ab"), because("poisoned"));

        refuses(
                () -> back(because("worse")),
                RejectedException.class,
                "has no release to return to from release 2: not to release 1 of set 'shop', for version 1 (1.0.0) of model 'alone' cannot come back into production: it");
        assertThat(alone.in(PRODUCTION).orElseThrow().version()).isEqualTo(good);
        assertThat(alone.stageOf(bad).stage()).isEqualTo(ARCHIVED);
    }
}
