package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedSet;
import dev.modelregistry.SetLease;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.release.Release;
import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.ServingStatus;
import dev.modelregistry.serving.ServingStatus.State;
import dev.modelregistry.serving.Swap;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** All models that a request gets are of one release, and serving never stops. */
class ServeSetTest extends ReleaseGround {
    private final ModelRegistry serving =
            ground.open(ground.way(), builder -> builder.pollInterval(Duration.ofMillis(10)));
    private final ReleaseSet served = serving.releaseSet("shop");
    private final Queue<Weights> loaded = new ConcurrentLinkedQueue<>();
    private final Queue<Weights> closed = new ConcurrentLinkedQueue<>();
    private final LinkedBlockingQueue<ServingAlert> alerts = new LinkedBlockingQueue<>();
    private final ServedMember<Weights> ranks = member("ranker", Weights::new);
    private final ServedMember<Weights> retrieves = member("retriever", Weights::new);

    /** A model that says what is in its file. */
    private final class Weights implements AutoCloseable {
        private final String text;

        Weights(ModelVersion version) throws IOException {
            text = Files.readString(version.artifact("model.bin").path());
            loaded.add(this);
        }

        String answer() {
            assertThat(closed).as("closed models").doesNotContain(this);
            return text;
        }

        @Override
        public void close() {
            assertThat(closed).as("closed models").doesNotContain(this);
            closed.add(this);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private ServedMember<Weights> member(String model, ModelLoader<Weights> loader) {
        return ServedMember.of(
                model,
                loader,
                ServingOptions.<Weights>standard()
                        .retryAfter(Duration.ofMillis(10))
                        .onAlert(alerts::add));
    }

    private String ask(ServedSet set) {
        try (SetLease lease = set.acquire()) {
            return lease.release().number() + ": " + lease.model(ranks).answer() + ", "
                    + lease.model(retrieves).answer();
        }
    }

    @Test
    void theVersionsOfOneReleaseAnswerTogether() {
        first();
        ServedSet set = served.serve(ranks, retrieves);
        assertThat(ask(set)).isEqualTo("1: ranker 1.0.0, retriever 1.0.0");
        assertThat(set.release()).isEqualTo(shop.current().orElseThrow());

        shop.promote(because("both"), staged(ranker, "2.0.0", "^2"), staged(retriever, "2.0.0", "^2"));

        Until.holds(() -> ask(set).equals("2: ranker 2.0.0, retriever 2.0.0"));
        Until.holds(() -> closed.size() == 2);
        back(because("no answers"));
        Until.holds(() -> ask(set).equals("3: ranker 1.0.0, retriever 1.0.0"));
        assertThat(alerts).isEmpty();
    }

    @Test
    void noRequestSeesTwoReleases() throws Exception {
        first();
        ServedSet set = served.serve(ranks, retrieves);
        AtomicBoolean isOver = new AtomicBoolean();

        List<Long> asked = Race.all(3, racer -> {
            if (racer == 0) {
                for (int major = 2; major < 12; major++) {
                    Release release = shop.promote(
                            because("next"),
                            staged(ranker, major + ".0.0", "^" + major),
                            staged(retriever, major + ".0.0", "^" + major));
                    Until.holds(() -> set.release().number() == release.number());
                }
                isOver.set(true);
                return 0L;
            }
            long requests = 0;
            for (; !isOver.get(); requests++) {
                try (SetLease lease = set.acquire()) {
                    String major = lease.release().number() + ".0.0";
                    assertThat(lease.model(ranks).answer()).isEqualTo("ranker " + major);
                    assertThat(lease.model(retrieves).answer()).isEqualTo("retriever " + major);
                }
            }
            return requests;
        });

        assertThat(asked.subList(1, 3))
                .allSatisfy(requests -> assertThat(requests).isPositive());
        set.close();
        assertThat(closed).hasSize(22).containsExactlyInAnyOrderElementsOf(loaded);
    }

    @Test
    void aVersionThatBothReleasesHaveIsNotLoadedAgain() {
        first();
        ServedSet set = served.serve(ranks, retrieves);

        shop.promote(because("ranks better"), staged(ranker, "1.1.0", "^1"), retriever1);

        Until.holds(() -> ask(set).equals("2: ranker 1.1.0, retriever 1.0.0"));
        Until.holds(() -> closed.size() == 1);
        assertThat(loaded)
                .extracting(Weights::toString)
                .containsExactlyInAnyOrder("ranker 1.0.0", "retriever 1.0.0", "ranker 1.1.0");
        assertThat(closed).extracting(Weights::toString).containsExactly("ranker 1.0.0");
    }

    @Test
    void aReleaseThatCannotBeLoadedWholeChangesNothing() throws Exception {
        first();
        AtomicBoolean isBroken = new AtomicBoolean(true);
        ServedMember<Weights> breaks = member("retriever", version -> {
            if (version.number() == 2 && isBroken.get()) {
                throw new IOException("no such operator");
            }
            return new Weights(version);
        });
        ServedSet set = served.serve(ranks, breaks);

        shop.promote(because("both"), staged(ranker, "2.0.0", "^2"), staged(retriever, "2.0.0", "^2"));

        ServingAlert alert = alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(alert.kind()).isEqualTo(Kind.LOAD_FAILED);
        assertThat(alert.model()).hasToString("retriever");
        assertThat(alert.version()).hasValue(2);
        try (SetLease lease = set.acquire()) {
            assertThat(lease.release().number()).isEqualTo(1);
            assertThat(lease.model(ranks).answer()).isEqualTo("ranker 1.0.0");
            assertThat(lease.model(breaks).answer()).isEqualTo("retriever 1.0.0");
        }
        isBroken.set(false);
        Until.holds(() -> set.release().number() == 2);
    }

    @Test
    void aLeaseKeepsItsModelsWhateverIsReleased() {
        first();
        ServedSet set = served.serve(ranks, retrieves);
        SetLease lease = set.acquire();

        shop.promote(because("ranks better"), staged(ranker, "1.1.0", "^1"), retriever1);
        Until.holds(() -> set.release().number() == 2);

        assertThat(lease.model(ranks).answer()).isEqualTo("ranker 1.0.0");
        assertThat(set.status().get(0).versions())
                .extracting(ServingStatus.Version::state)
                .contains(State.SERVING);
        lease.close();
        Until.holds(() -> closed.size() == 1);
        assertThatThrownBy(lease::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lease of release 1 of set 'shop' was closed already: close each lease once");
        assertThatThrownBy(() -> lease.model(ranks))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its models may be closed by now");
    }

    @Test
    void aLeaseThatIsOpenIsNamedByItsPlace() {
        first();
        ServedMember<Weights> tracked = ServedMember.of(
                "ranker", Weights::new, ServingOptions.<Weights>standard().trackLeases());
        ServedSet set = served.serve(tracked);

        try (SetLease lease = set.acquire()) {
            assertThat(set.status().get(0).versions().get(0).openLeases())
                    .singleElement()
                    .asString()
                    .contains("ServeSetTest.aLeaseThatIsOpenIsNamedByItsPlace");
            assertThat(lease.release().number()).isEqualTo(1);
        }
        assertThat(set.status().get(0).versions().get(0).openLeases()).isEmpty();
    }

    @Test
    void whereTheGlassIsBrokenThatAnswers() {
        first();
        ServedSet set = served.serve(ranks, retrieves);
        ModelVersion other = staged(ranker, "1.1.0", "^1");

        ranker.promote(other, PRODUCTION, because("it burns"), BreakGlass.nothingIsChecked());

        Until.holds(() -> ask(set).equals("1: ranker 1.1.0, retriever 1.0.0"));
        Until.holds(() -> closed.size() == 1);
    }

    @Test
    void aReleaseThatDoesNotFitIntoMemoryChangesNothing() throws Exception {
        first();
        MemoryBudget budget = MemoryBudget.ofBytes(40); // the files have 12 and 15 bytes
        ServingOptions<Weights> options =
                ServingOptions.<Weights>standard().memory(budget).onAlert(alerts::add);
        ServedSet set = served.serve(
                ServedMember.of("ranker", Weights::new, options), ServedMember.of("retriever", Weights::new, options));
        assertThat(budget.used()).isEqualTo(27);

        shop.promote(because("both"), staged(ranker, "2.0.0", "^2"), staged(retriever, "2.0.0", "^2"));

        assertThat(alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo(Kind.NO_MEMORY);
        assertThat(set.release().number()).isEqualTo(1);
        back(because("too large"));
        Until.holds(() -> set.release().number() == 3 && budget.used() == 27);
        set.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aMemberThatIsNotServedIsNamed() {
        first();
        ServedSet set = served.serve(ranks);

        try (SetLease lease = set.acquire()) {
            assertThat(lease.model(ranks).answer()).isEqualTo("ranker 1.0.0");
            assertThatThrownBy(() -> lease.model(retrieves))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "member retriever is not served here; ask by one of those that were given: [member ranker]");
        }
    }

    @Test
    void whatHasNoVersionInTheReleaseCannotBeServed() throws Exception {
        first();
        assertThatThrownBy(() -> served.serve(ranks, member("speller", Weights::new)))
                .isInstanceOf(ServingException.class)
                .hasMessage("release 1 of set 'shop' has no version of model 'speller', which is served here; it has"
                        + " [ranker v1.0.0 (1), retriever v1.0.0 (1)]");

        ServedSet set = served.serve(ranks, retrieves);
        ModelVersion alone = register(registry.model("alone"), "1.0.0");
        registry.model("alone").promote(alone, STAGING, because("tests pass"));
        shop.promote(because("it does both"), alone);

        ServingAlert alert = alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(alert.cause().orElseThrow())
                .hasMessageContaining("release 2 of set 'shop' has no version of model 'ranker'");
        assertThat(ask(set)).isEqualTo("1: ranker 1.0.0, retriever 1.0.0");
    }

    @Test
    void aDissolvedSetAnswersNothingUntilItIsUsedAnew() {
        first();
        ServedSet set = served.serve(ranks, retrieves);

        shop.dissolve(because("each by itself"));
        Until.holds(() -> closed.size() == 2);
        assertThatThrownBy(set::acquire)
                .isInstanceOf(ServingException.class)
                .hasMessage("nothing of release set 'shop' is in production; promote a release");

        first();
        Until.holds(() -> loaded.size() == 4);
        Until.holds(() -> set.status().stream().allMatch(status -> status.revision() == shop.revision()));
    }

    @Test
    void whenTheStoreIsDownWhatIsLoadedGoesOn() throws Exception {
        first();
        FaultyStore doubtful = ground.way();
        ReleaseSet reached = ground.open(doubtful, builder -> builder.pollInterval(Duration.ofMillis(10)))
                .releaseSet("shop");
        ServedSet set = reached.serve(ranks, retrieves);

        doubtful.down = true;
        assertThat(alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo(Kind.STORE_UNREACHABLE);
        assertThat(ask(set)).isEqualTo("1: ranker 1.0.0, retriever 1.0.0");
        doubtful.down = false;
        shop.promote(because("ranks better"), staged(ranker, "1.1.0", "^1"), retriever1);
        Until.holds(() -> ask(set).equals("2: ranker 1.1.0, retriever 1.0.0"));
    }

    @Test
    void closingClosesEachModelOnce() {
        first();
        ServedSet set = served.serve(ranks, retrieves);

        set.close();
        set.close();

        assertThat(closed).hasSize(2);
        assertThatThrownBy(set::acquire)
                .isInstanceOf(RegistryClosedException.class)
                .hasMessage("serving of release set 'shop' was closed; serve it again");
        assertThatThrownBy(set::release).isInstanceOf(RegistryClosedException.class);
        assertThat(set.status())
                .hasSize(2)
                .allSatisfy(status -> assertThat(status.versions()).isEmpty());
    }

    @Test
    void closingTheRegistryClosesWhatItServes() {
        first();
        ServedSet set = served.serve(ranks, retrieves);

        serving.close();

        assertThat(closed).hasSize(2);
        assertThatThrownBy(set::acquire).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() {
        first();
        ServedMember<Weights> breaks = member("retriever", version -> {
            throw new IOException("no such operator");
        });

        assertThatThrownBy(() -> served.serve(ranks, breaks))
                .isInstanceOf(ServingException.class)
                .hasMessage(
                        "version 1.0.0 (1) of model retriever could not be loaded: java.io.IOException: no such operator");
        Until.holds(() -> closed.size() == loaded.size());
    }

    @Test
    void nothingToServeIsSaid() {
        assertThatThrownBy(() -> served.serve(ranks))
                .isInstanceOf(ServingException.class)
                .hasMessage("nothing of release set 'shop' is in production; promote a release");
        assertThatThrownBy(() -> served.serve())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "release set 'shop' cannot be served with the members []; give one or more, each of another model");
        assertThatThrownBy(() -> served.serve(ranks, member("ranker", Weights::new)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("with the members [member ranker, member ranker]");
        ServedMember<Weights> sparing = ServedMember.of(
                "ranker", Weights::new, ServingOptions.<Weights>standard().swap(Swap.SPARE_MEMORY));
        assertThatThrownBy(() -> served.serve(sparing))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "member ranker of release set 'shop' says SPARE_MEMORY, but a release is loaded beside the one before; leave that out");
    }
}
