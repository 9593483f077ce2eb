package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.FaultyStore.Fault;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that promotes a release dies on the way, after each of its six commits. */
class ReleaseCrashTest extends ReleaseGround {
    private static final int PROPOSED = 1;
    private static final int ONE_PREPARED = 2;
    private static final int PREPARED = 3;
    private static final int DECIDED = 4;
    private static final int ONE_FOLLOWS = 5;

    /** Another process. */
    private final ModelRegistry other = ground.open();

    private final ReleaseSet seen = other.releaseSet("shop");

    /** Does so many commits, and none after that. */
    private void diesAfter(int commits) {
        way.next(Stream.concat(
                        Stream.generate(() -> Fault.NONE).limit(commits),
                        Stream.generate(() -> Fault.FAILS).limit(20))
                .toArray(Fault[]::new));
    }

    private static String resolved(ModelRegistry registry, String model) {
        return registry.resolve("models:/" + model + "/Production").version().toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {PROPOSED, ONE_PREPARED, PREPARED})
    void nothingIsInProductionOfAReleaseThatWasNotDecided(int commits) {
        diesAfter(commits);
        assertThatThrownBy(this::first).isInstanceOf(StoreUnavailableException.class);

        assertThat(seen.current()).isEmpty();
        assertThat(seen.underWay().orElseThrow().number()).isEqualTo(1);
        assertThat(inProduction(other.model("ranker"))).isEqualTo("nothing");
        assertThatThrownBy(() -> seen.promote(because("again"), ranker1, retriever1))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("release 1 of set 'shop' is under way since ")
                .hasMessageContaining(
                        "by alice (they belong together); wait for it, or abandon it if that process has ended");

        seen.abandon(because("it is gone"));

        assertThat(seen.underWay()).isEmpty();
        assertThat(seen.releases()).extracting(Release::status).containsExactly(Status.ABANDONED);
        assertThat(other.model("ranker").releaseSet()).isEmpty();
        assertThat(other.model("retriever").releaseSet()).isEmpty();
        assertThat(seen.promote(because("again"), ranker1, retriever1).number()).isEqualTo(2);
        assertThat(inProduction(other.model("ranker"))).isEqualTo("1.0.0");
        assertThat(other.verify().problems()).isEmpty();
    }

    @Test
    void aModelThatWaitsForAReleaseTakesNoOtherPart() {
        diesAfter(PREPARED);
        assertThatThrownBy(this::first).isInstanceOf(StoreUnavailableException.class);

        RegisteredModel waiting = other.model("ranker");
        assertThatThrownBy(() -> waiting.archive(ranker1, because("old")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot go to Archived: release set 'shop' decides");
        assertThatThrownBy(() -> other.releaseSet("another").promote(because("mine"), ranker1, retriever1))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("model 'ranker' is in release set 'shop'");
        waiting.tag("team", "search", because("they look after it"));
        waiting.promote(ranker1, PRODUCTION, because("it burns"), BreakGlass.nothingIsChecked());
        assertThat(inProduction(waiting)).isEqualTo("1.0.0");
        assertThat(waiting.releaseSet()).isEmpty();
        seen.abandon(because("it is gone"));
        assertThat(inProduction(waiting)).isEqualTo("1.0.0");
        assertThat(other.verify().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {DECIDED, ONE_FOLLOWS})
    void aReleaseThatWasDecidedIsInProductionWhoeverAsks(int commits) {
        diesAfter(commits);
        Release release = first();

        assertThat(seen.current()).contains(release);
        assertThat(resolved(other, "ranker")).isEqualTo("1.0.0");
        assertThat(resolved(other, "retriever")).isEqualTo("1.0.0");
        RegisteredModel late = other.model("retriever");
        assertThat(inProduction(late)).isEqualTo("1.0.0");
        assertThat(late.stageOf(retriever1).reason()).isEqualTo("they belong together");
        assertThat(late.stageOf(retriever1).since()).isAfterOrEqualTo(release.at());
        assertThat(lastEvents(late.history())).contains("prepared version 1 for release 1 of set 'shop'");
        assertThat(late.explain("ann").route().number()).isEqualTo(1);
        assertThat(other.verify().problems()).isEmpty();

        Ground.register(late, "1.1.0"); // behind what was decided, and that in the name of whoever did

        List<Commit> last = late.history().skip(late.revision() - 2).toList();
        assertThat(last.get(0).actor()).isEqualTo(release.by());
        assertThat(last.get(0).reason()).isEqualTo("they belong together");
        assertThat(last.get(0).events())
                .extracting(RegistryEvent::summary)
                .containsExactly(
                        "follows release 1 of set 'shop', which was promoted", "moved version 1 Staging → Production");
        assertThat(last.get(1).events())
                .extracting(RegistryEvent::summary)
                .containsExactly("registered version 2 (1.1.0, MINOR)");
        assertThat(other.verify().problems()).isEmpty();
    }

    @Test
    void whoeverServesHasTheModelsFollow() {
        diesAfter(DECIDED);
        first();
        assertThat(lastEvents(ranker.history())).contains("prepared version 1 for release 1 of set 'shop'");

        other.serve("ranker", version -> version).close();
        seen.serve(ServedMember.of("retriever", version -> version)).close();

        for (RegisteredModel model : List.of(ranker, retriever)) {
            assertThat(lastEvents(model.history())).contains("moved version 1 Staging → Production");
        }
    }

    @Test
    void theNextReleaseHasTheModelsFollowTheLastOne() {
        diesAfter(DECIDED);
        first();
        RegisteredModel ranked = other.model("ranker");

        ModelVersion better = staged(ranked, "1.1.0", "^1");
        seen.promote(because("ranks better"), better, retriever1);

        assertThat(resolved(other, "ranker")).isEqualTo("1.1.0");
        assertThat(other.model("ranker").lastGood()).contains(ranker1);
        assertThat(lastEvents(other.model("retriever").history()))
                .containsExactly("follows release 2 of set 'shop', which was promoted");
    }

    @Test
    void aReleaseWhoseOutcomeIsUnknownIsLookedFor() {
        way.next(Fault.NONE, Fault.NONE, Fault.NONE, Fault.UNKNOWN_BUT_DONE);

        assertThat(first().status()).isEqualTo(Status.PROMOTED);
        assertThat(seen.current().orElseThrow().number()).isEqualTo(1);
        assertThat(resolved(other, "ranker")).isEqualTo("1.0.0");
    }

    private static Stream<Fault> unknown() {
        return Stream.generate(() -> Fault.UNKNOWN_BUT_DONE).limit(3); // all tries
    }

    @Test
    void aReleaseOfWhichItIsNotKnownWhetherItWasDecidedIsLeftAsItIs() {
        way.next(Stream.concat(Stream.generate(() -> Fault.NONE).limit(PREPARED), unknown())
                .toArray(Fault[]::new));

        assertThatThrownBy(this::first).isInstanceOf(OutcomeUnknownException.class);

        assertThat(seen.current().orElseThrow().number()).isEqualTo(1);
        assertThat(resolved(other, "ranker")).isEqualTo("1.0.0");
        assertThat(first().number()).as("once more").isEqualTo(1);
    }

    @Test
    void aReleaseOfWhichItIsNotKnownWhetherItWasPreparedComesToNothing() {
        way.next(Stream.concat(Stream.of(Fault.NONE), unknown()).toArray(Fault[]::new));

        assertThatThrownBy(this::first).isInstanceOf(OutcomeUnknownException.class);

        assertThat(seen.underWay()).isEmpty();
        assertThat(seen.releases()).extracting(Release::status).containsExactly(Status.ABANDONED);
        assertThat(other.model("ranker").releaseSet()).isEmpty();
    }

    @Test
    void oneOfTwoWhoReleaseAtOnceWins() throws Exception {
        ModelVersion better = staged(ranker, "1.1.0", "^1");
        List<String> outcomes = Race.all(4, racer -> {
            ModelRegistry mine = ground.open();
            try {
                return String.valueOf(mine.releaseSet("shop")
                        .promote(because("racer " + racer), racer % 2 == 0 ? ranker1 : better, retriever1)
                        .status());
            } catch (RejectedException | ConflictException lost) {
                return "lost";
            }
        });

        assertThat(outcomes).contains("PROMOTED");
        Release current = seen.current().orElseThrow();
        assertThat(seen.underWay()).isEmpty();
        assertThat(resolved(other, "ranker"))
                .isEqualTo(current.member("ranker").version().toString());
        assertThat(other.model("ranker").history().flatMap(commit -> commit.events().stream()))
                .filteredOn(event -> event.summary().endsWith("→ Production"))
                .hasSizeLessThanOrEqualTo(seen.releases().size());
        assertThat(other.verify().problems()).isEmpty();
    }
}
