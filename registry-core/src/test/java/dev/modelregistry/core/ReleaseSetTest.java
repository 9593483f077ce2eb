package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Erasure;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.storage.Part;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReleaseSetTest extends ReleaseGround {
    @Test
    void aSetThatNobodyUsedIsEmpty() {
        assertThat(shop.exists()).isFalse();
        assertThat(shop.current()).isEmpty();
        assertThat(shop.versions()).isEmpty();
        assertThat(shop.underWay()).isEmpty();
        assertThat(shop.releases()).isEmpty();
        assertThat(shop.revision()).isZero();
        assertThat(shop.history()).isEmpty();
        assertThat(registry.releaseSets()).isEmpty();
        assertThat(ranker.releaseSet()).isEmpty();
    }

    @Test
    void severalModelsGoIntoProductionByOneCommit() {
        Release release = first();

        assertThat(versions(release)).containsExactly("ranker v1.0.0 (1)", "retriever v1.0.0 (1)");
        assertThat(release.number()).isEqualTo(1);
        assertThat(release.status()).isEqualTo(Status.PROMOTED);
        assertThat(release.by()).hasToString("alice");
        assertThat(release.reason()).isEqualTo("they belong together");
        assertThat(release.instead()).isEmpty();
        assertThat(release.member("ranker").uri()).isEqualTo(ranker1.uri());
        assertThat(shop.current()).contains(release);
        assertThat(shop.versions()).containsExactly(ranker1, retriever1);
        assertThat(shop.releases()).containsExactly(release);
        assertThat(registry.releaseSets()).singleElement().hasToString(shop.toString());
        assertThat(registry.releaseSet("SHOP").current()).contains(release);
        assertThat(inProduction(ranker)).isEqualTo("1.0.0");
        assertThat(inProduction(retriever)).isEqualTo("1.0.0");
        assertThat(ranker.releaseSet()).contains("shop");
        assertThat(lastEvents(shop.history())).containsExactly("put release 1 into production");
        assertThat(lastEvents(ranker.history()))
                .containsExactly(
                        "follows release 1 of set 'shop', which was promoted", "moved version 1 Staging → Production");
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void theCommitThatDecidesNamesWhatItRestsOn() {
        first();

        Commit decision = shop.history().reduce((one, next) -> next).orElseThrow();
        assertThat(decision.basis()).containsOnlyKeys("model/ranker", "model/retriever");
        Commit prepared = ranker.history()
                .filter(commit -> commit.revision()
                        == decision.basis().get("model/ranker").revision())
                .findFirst()
                .orElseThrow();
        assertThat(prepared.events())
                .last()
                .satisfies(event ->
                        assertThat(event.summary()).isEqualTo("prepared version 1 for release 1 of set 'shop'"));
        assertThat(ranker.history().reduce((one, next) -> next).orElseThrow().basis())
                .containsEntry(
                        JournalId.ofReleaseSet("shop").toString(), new Head(decision.revision(), decision.hash()));
    }

    @Test
    void whatWasThereBeforeIsArchivedAndGood() {
        Release release = second();

        assertThat(release.number()).isEqualTo(2);
        assertThat(inProduction(ranker)).isEqualTo("2.0.0");
        assertThat(inProduction(retriever)).isEqualTo("2.0.0");
        assertThat(stage(ranker, 1)).isEqualTo(ARCHIVED);
        assertThat(ranker.lastGood()).contains(ranker1);
    }

    @Test
    void aVersionThatBothReleasesHaveStaysWhereItIs() {
        first();
        ModelVersion better = staged(ranker, "1.1.0", "^1");

        shop.promote(because("ranks better"), better, retriever1);

        assertThat(inProduction(ranker)).isEqualTo("1.1.0");
        assertThat(inProduction(retriever)).isEqualTo("1.0.0");
        assertThat(lastEvents(retriever.history()))
                .containsExactly("follows release 2 of set 'shop', which was promoted");
    }

    @Test
    void theSameVersionsOnceMoreChangeNothing() {
        Release release = first();
        long revision = shop.revision();
        long ofRanker = ranker.revision();

        assertThat(shop.promote(because("to be sure"), retriever1, ranker1)).isEqualTo(release);
        assertThat(shop.revision()).isEqualTo(revision);
        assertThat(ranker.revision()).isEqualTo(ofRanker);
    }

    @Test
    void oneRollbackBringsAllBack() {
        second();

        Release back = back(because("no answers"));

        assertThat(back.number()).isEqualTo(3);
        assertThat(versions(back)).containsExactly("ranker v1.0.0 (1)", "retriever v1.0.0 (1)");
        assertThat(back.instead()).isEqualTo(OptionalInt.of(2));
        assertThat(shop.current()).contains(back);
        assertThat(shop.releases())
                .extracting(Release::status)
                .containsExactly(Status.PROMOTED, Status.FAILED, Status.PROMOTED);
        assertThat(inProduction(ranker)).isEqualTo("1.0.0");
        assertThat(inProduction(retriever)).isEqualTo("1.0.0");
        assertThat(stage(ranker, 2)).isEqualTo(STAGING);
        assertThat(lastEvents(ranker.history()))
                .containsExactly(
                        "follows release 3 of set 'shop', which was promoted",
                        "version 2 failed",
                        "moved version 2 Production → Staging",
                        "moved version 1 Archived → Production");
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatFailedOnceIsNotReturnedTo() {
        second(); // 2
        back(because("no answers")); // 3, as 1
        shop.promote(because("with a better one"), staged(ranker, "1.1.0", "^1"), retriever1); // 4

        assertThat(versions(back(because("worse")))).contains("ranker v1.0.0 (1)");
        assertThat(shop.releases())
                .extracting(Release::status)
                .containsExactly(Status.PROMOTED, Status.FAILED, Status.PROMOTED, Status.FAILED, Status.PROMOTED);
    }

    @Test
    void severalWhoSeeTheSameFailureRollBackOnce() {
        Release failed = second();
        Release back = shop.rollbackFrom(failed, because("no answers"));
        long revision = shop.revision();

        assertThat(shop.rollbackFrom(failed, because("no answers here either"))).isEqualTo(back);
        assertThat(shop.revision()).isEqualTo(revision);
    }

    @Test
    void aRollbackPassesOverWhatCannotComeBack() {
        first();
        ModelVersion broken = staged(ranker, "1.1.0", "^1");
        shop.promote(because("ranks better"), broken, retriever1);
        shop.promote(because("ranks best"), staged(ranker, "1.2.0", "^1"), retriever1);
        assertThat(shop.lastGood().orElseThrow().number()).isEqualTo(2);
        registry.storage().erase(Erasure.of(broken, Part.artifact("model.bin")), because("not ours"));

        assertThat(versions(back(because("worse")))).contains("ranker v1.0.0 (1)");
    }

    @Test
    void aRollbackAfterTheGlassWasBrokenLeavesOneInProduction() {
        second();
        ModelVersion other = staged(ranker, "2.1.0", "^2");
        ranker.promote(other, PRODUCTION, because("it burns"), BreakGlass.nothingIsChecked());

        back(because("no answers"));

        assertThat(ranker.allIn(PRODUCTION))
                .extracting(occupancy -> occupancy.version().version().toString())
                .containsExactly("1.0.0");
        assertThat(ranker.stageOf(other).stage()).isEqualTo(ARCHIVED);
        assertThat(ranker.releaseSet()).contains("shop");
    }

    @Test
    void aShadowEndsWhereItsControlIsRolledBack() {
        second();
        ranker.rollouts().start(staged(ranker, "2.1.0", "^2"), RolloutPolicy.shadow(0.5), because("a look"));
        retriever.rollouts().start(staged(retriever, "2.1.0", "^2"), RolloutPolicy.shadow(0.5), because("a look"));

        back(because("no answers"));

        assertThat(ranker.rollout()).isEmpty();
        assertThat(inProduction(ranker)).isEqualTo("1.0.0");
        assertThat(inProduction(retriever)).isEqualTo("1.0.0");
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aModelWithAShadowMayLeave() {
        first();
        ranker.rollouts().start(staged(ranker, "1.1.0", "^1"), RolloutPolicy.shadow(0.5), because("a look"));

        shop.dissolve(because("each by itself"));

        assertThat(ranker.releaseSet()).isEmpty();
        assertThat(ranker.rollout()).isPresent();
    }

    @Test
    void aModelThatANewReleaseLeavesOutDecidesForItselfAgain() {
        first();
        ModelVersion alone = register(registry.model("alone"), "1.0.0");
        registry.model("alone").promote(alone, STAGING, because("tests pass"));

        shop.promote(because("it has taken over"), alone);

        assertThat(ranker.releaseSet()).isEmpty();
        assertThat(inProduction(ranker)).isEqualTo("1.0.0");
        assertThat(lastEvents(ranker.history())).containsExactly("left set 'shop'");
        ranker.archive(ranker1, because("not needed any more"));
        assertThat(inProduction(ranker)).isEqualTo("nothing");
    }

    @Test
    void aDissolvedSetLetsAllModelsGoAndCanBeUsedAnew() {
        first();
        shop.dissolve(because("each by itself"));

        assertThat(shop.current()).isEmpty();
        assertThat(shop.exists()).isTrue();
        assertThat(ranker.releaseSet()).isEmpty();
        assertThat(retriever.releaseSet()).isEmpty();
        assertThat(inProduction(ranker)).isEqualTo("1.0.0");

        long revision = shop.revision();
        shop.dissolve(because("once more"));
        assertThat(shop.revision()).isEqualTo(revision);
        assertThat(first().number()).isEqualTo(3);
        assertThat(ranker.releaseSet()).contains("shop");
    }

    @Test
    void whoeverBreaksTheGlassTakesTheModelOutOfTheSet() {
        Release release = first();
        ModelVersion other = staged(ranker, "1.1.0", "^1");

        ranker.promote(other, PRODUCTION, because("it burns"), BreakGlass.nothingIsChecked());

        assertThat(inProduction(ranker)).isEqualTo("1.1.0");
        assertThat(ranker.releaseSet()).isEmpty();
        assertThat(retriever.releaseSet()).contains("shop");
        assertThat(shop.current()).contains(release);
        ranker.promote(ranker1, PRODUCTION, because("it was not that"), BreakGlass.nothingIsChecked());
        Release again = shop.promote(because("as before"), ranker1, retriever1);
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.members()).isEqualTo(release.members());
        assertThat(ranker.releaseSet()).contains("shop");
    }

    @Test
    void thePastShowsTheReleaseOfThen() {
        first();
        Instant then = registry.asOf(shop.current().orElseThrow().at())
                .releaseSet("shop")
                .knownAt();
        shop.promote(because("both"), staged(ranker, "2.0.0", "^2"), staged(retriever, "2.0.0", "^2"));

        ReleaseSetView past = registry.asOf(then).releaseSet("shop");
        assertThat(past.current().orElseThrow().number()).isEqualTo(1);
        assertThat(past.versions()).containsExactly(ranker1, retriever1);
        assertThat(past.underWay()).isEmpty();
        assertThat(registry.asOf(then).releaseSets()).hasSize(1);
        // The stages follow a moment later, and are shown as decided.
        assertThat(registry.asOf(then)
                        .model("ranker")
                        .in(PRODUCTION)
                        .orElseThrow()
                        .version())
                .isEqualTo(ranker1);
        assertThat(registry.asOf(then.minusNanos(1_000)).model("ranker").in(PRODUCTION))
                .isEmpty();
    }

    @Test
    void aVersionSaysWhatItWorksWith() {
        assertThat(ranker1.worksWith()).hasToString("{retriever=^1}");
        assertThat(ranker1.worksWith()).containsOnlyKeys(ModelName.of("retriever"));
        assertThat(register(registry.model("alone"), "1.0.0").worksWith()).isEmpty();
        assertThat(List.of(ranker1.digest()))
                .doesNotContain(staged(ranker, "1.0.1", "^2").digest());
    }
}
