package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedModel;
import dev.modelregistry.ServedSet;
import dev.modelregistry.SetLease;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.Shadowing;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.rollout.Deployment;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.Routing.Holdout;
import dev.modelregistry.rollout.Routing.Layer;
import dev.modelregistry.rollout.WhoServed;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.serving.PredictionSink;
import dev.modelregistry.serving.PredictionSink.Exposure;
import dev.modelregistry.serving.PredictionSink.Prediction;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.Swap;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show of serving and rollouts. */
class ReadmeServingTest {
    private static final List<String> PAGED = new ArrayList<>();

    @TempDir
    private Path place;

    /** Stands for what an inference library makes of a file. */
    private static final class Scorer implements AutoCloseable {
        private final String weights;

        Scorer(Path file) throws IOException {
            weights = Files.readString(file);
        }

        double score(String features) {
            return (weights + features).length();
        }

        @Override
        public void close() {}
    }

    private static ModelVersion staged(RegisteredModel flights, String version) {
        ModelVersion registered = flights.register(
                draft -> draft.version(version).artifact("model.onnx", version.getBytes()), because("trained"));
        flights.promote(registered, Stage.STAGING, because("tests pass"));
        return registered;
    }

    @Test
    void modelsThatBelongTogetherAreReleasedTogether() throws Exception {
        Path file = Files.writeString(place.resolveSibling("trained.onnx"), "weights");
        String features = "shoes";
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            ModelVersion retriever = staged(registry.model("retriever"), "2.0.0");
            registry.releaseSet("shop")
                    .promote(because("the first"), staged(registry.model("ranker"), "4.0.0"), retriever);
            // region works-with
            ModelVersion ranker = registry.model("ranker")
                    .register(
                            draft -> draft.artifact("model.onnx", file).worksWith("retriever", "^2.0"),
                            because("trained with the new retriever"));
            // end works-with
            registry.model("ranker").promote(ranker, Stage.STAGING, because("tests pass"));
            // region release
            ReleaseSet shop = registry.releaseSet("shop");
            Release release = shop.promote(because("ranks by price, too"), ranker, retriever);
            System.out.println(release.members()); // [ranker v4.1.0 (3), retriever v2.0.0 (2)]

            shop.rollbackFrom(release, because("no answers")); // both, by one commit
            // end release
            assertThat(release.members()).extracting(Member::number).containsExactly(2, 1);
            assertThat(shop.versions()).extracting(ModelVersion::number).containsExactly(1, 1);
            // region serve-set
            ServedMember<Scorer> ranks = ServedMember.of(
                    "ranker",
                    version -> new Scorer(version.artifact("model.onnx").path()));
            ServedMember<Scorer> retrieves = ServedMember.of(
                    "retriever",
                    version -> new Scorer(version.artifact("model.onnx").path()));
            try (ServedSet served = shop.serve(ranks, retrieves)) {
                try (SetLease lease = served.acquire()) { // for each request: all of one release
                    double found = lease.model(retrieves).score(features);
                    System.out.println(lease.model(ranks).score(features + found) + " by " + lease.release());
                }
            }
            // end serve-set
        }
    }

    @Test
    void aProcessStartsThoughTheStoreIsAway() throws Exception {
        Path mounted = place.resolve("registry");
        String url = "file:" + mounted;
        Path disk = place.resolve("kept");
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            flights.promote(staged(flights, "1.0.0"), Stage.PRODUCTION, because("approved"));
        }
        for (boolean isUp : new boolean[] {true, false}) {
            // region last-known
            ModelRegistry registry = ModelRegistry.builder()
                    .url(url)
                    .lastKnown(disk, Duration.ofHours(24)) // where to keep it, and how old it may be
                    .open();
            ServedModel<Scorer> served = registry.serve(
                    "flights",
                    version -> new Scorer(version.artifact("model.onnx").path()));
            // end last-known
            assertThat(served.<Double, RuntimeException>call("4711", scorer -> scorer.score("JFK")))
                    .isEqualTo(8);
            if (isUp) {
                Until.holds(() -> isKept(disk));
                registry.close();
                Files.move(mounted, place.resolve("away"));
            }
            registry.close();
        }
    }

    private static boolean isKept(Path disk) {
        try (Stream<Path> all = Files.walk(disk)) {
            return all.anyMatch(file -> file.endsWith("state"));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    @Test
    void aCanaryIsJudgedAndADeploymentSupervised() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            flights.promote(staged(flights, "1.0.0"), Stage.PRODUCTION, because("approved"));
            ModelVersion v2 = staged(flights, "1.1.0");
            String customer = "4711";
            String order = "order-17";
            String features = "JFK";
            // region judge
            flights.rollouts()
                    .start(
                            v2,
                            RolloutPlan.of(RolloutPolicy.canary(
                                            new Step(0.05, Duration.ofMinutes(10), 1_000),
                                            new Step(0.5, Duration.ofHours(1), 10_000),
                                            new Step(1, Duration.ofHours(1), 10_000)))
                                    .analysis(Analysis.standard().maximumErrorRate(0.05)),
                            because("knows the weather"));
            // end judge
            // region count
            ServedModel<Scorer> served = registry.serve(
                    "flights",
                    version -> new Scorer(version.artifact("model.onnx").path()),
                    ServingOptions.<Scorer>standard()
                            .healthCheck(HealthCheck.of(
                                    "orders", health -> hasOrders() ? Optional.empty() : Optional.of("none")))
                            .onVerdict((rollout, verdict) -> System.out.println(verdict)) // hold in step 1: …
                            .onAlert(alert -> page(alert)));

            double delay = served.call(customer, scorer -> scorer.score(features)); // an exception is an error
            // end count
            assertThat(delay).isEqualTo(8);
            // region score
            try (Lease<Scorer> lease = served.acquire(customer)) {
                lease.model().score(features);
                lease.awaitScore(order); // or lease.score(…), where it is known at once
            }
            served.score(order, 0.25); // an hour later
            // end score
            // region sink
            ServingOptions<Scorer> kept = ServingOptions.<Scorer>standard().sink(records -> {
                for (PredictionSink.Entry record : records) {
                    if (record instanceof Exposure exposure) {
                        System.out.println(exposure.key().orElseThrow() + " is served by " + exposure.route());
                    } else if (record instanceof Prediction prediction) {
                        System.out.println(prediction.route() + " took " + prediction.took());
                    }
                }
            });
            // end sink
            assertThat(kept.sink()).isPresent();
            RolloutVerdict now = flights.rollouts().verdict().orElseThrow();
            assertThat(now.decision()).isIn(Decision.HOLD, Decision.NO_DATA);
            served.close();
            flights.rollouts().abort(because("another way"));
            Duration window = Duration.ofMillis(20);
            List<HealthCheck> checks = List.of(HealthCheck.of("orders", health -> Optional.empty()));
            // region deploy
            Deployment done = flights.rollouts().deployWithMonitoring(v2, window, checks, because("friday's release"));
            System.out.println(done.outcome()); // completed, rolled back; or empty: others go on watching
            // end deploy
            assertThat(done.outcome()).as("nobody asked it anything").isEmpty();
            assertThat(PAGED).isEmpty();
        }
    }

    @Test
    void aShadowIsCompared() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            flights.promote(staged(flights, "1.0.0"), Stage.PRODUCTION, because("approved"));
            ModelVersion v2 = staged(flights, "1.1.0");
            String customer = "4711";
            String features = "JFK";
            // region shadow
            flights.rollouts().start(v2, RolloutPolicy.shadow(0.1), because("knows the weather"));
            ServedModel<Scorer> served = registry.serve(
                    "flights",
                    version -> new Scorer(version.artifact("model.onnx").path()),
                    ServingOptions.<Scorer>standard()
                            .shadow(Shadowing.standard().threshold(0.5).deadline(Duration.ofMillis(500))));

            double delay = served.call(customer, scorer -> scorer.score(features)); // by control
            flights.rollouts().shadow().ifPresent(report -> System.out.println(report));
            // end shadow
            assertThat(delay).isEqualTo(8);
            served.close();
            flights.rollouts().complete(v2, because("seen enough"));
            // region shadow-gate
            registry.settings()
                    .define(
                            Pipeline.standard().toBuilder()
                                    .transition(
                                            Stage.CANARY,
                                            Stage.PRODUCTION,
                                            Gate.shadowAgrees(ShadowRule.of(1_000, 0.01)
                                                    .maxFlipRate(0.02)
                                                    .minRankCorrelation(0.9)))
                                    .build(),
                            because("no surprises"));
            // end shadow-gate
            assertThatThrownBy(() -> flights.promote(v2, Stage.PRODUCTION, because("now")))
                    .hasMessageContaining("shadow agrees");
        }
    }

    @Test
    void knownAnswersTravelWithAVersion() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            Path file = place.resolve("model.onnx");
            Files.writeString(file, "1.0.0");
            // region golden
            ModelVersion version = flights.register(
                    draft -> draft.artifact("model.onnx", file)
                            .golden(List.of(
                                    new GoldenExample(Map.of("airport", "JFK"), Map.of("delay", 8.0), 0.01),
                                    new GoldenExample(Map.of("airport", "KATL"), Map.of("delay", 9.0), 0.01))),
                    because("trained"));
            // end golden
            assertThat(version.golden()).hasSize(2);
            flights.promote(version, Stage.STAGING, because("tests pass"));
            flights.promote(version, Stage.PRODUCTION, because("approved"));
            // region self-test
            ServingOptions<Scorer> tested = ServingOptions.<Scorer>standard()
                    .selfTest((scorer, inputs) -> Map.of("delay", scorer.score((String) inputs.get("airport"))));
            // end self-test
            registry.serve(
                            "flights",
                            loaded -> new Scorer(loaded.artifact("model.onnx").path()),
                            tested.onAlert(alert -> page(alert)))
                    .close();
            assertThat(PAGED).isEmpty();
        }
    }

    @Test
    void inputsAreComparedWithTheSignature() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            ModelVersion version = flights.register(
                    draft -> draft.artifact("model.onnx", "1.0.0".getBytes())
                            .signature(Signature.builder()
                                    .input(Field.of("airport", DataType.STRING).categories("ATL", "JFK"))
                                    .output("delay", DataType.FLOAT64)
                                    .build()),
                    because("trained"));
            flights.promote(version, Stage.STAGING, because("tests pass"));
            flights.promote(version, Stage.PRODUCTION, because("approved"));
            ServedModel<Scorer> served = registry.serve(
                    "flights",
                    loaded -> new Scorer(loaded.artifact("model.onnx").path()));
            String customer = "4711";
            Map<String, Object> request = Map.of("airport", "LAX");
            List<String> answers = new ArrayList<>();
            // region inputs
            try (Lease<Scorer> lease = served.acquire(customer)) {
                lease.checkInputs(request);
                answers.add("200 " + lease.model().score((String) request.get("airport")));
            } catch (InvalidInputException refused) { // flights v1.0.0 (1) does not take these inputs: …
                answers.add("400 " + refused.getMessage());
            }
            // end inputs
            assertThat(answers)
                    .containsExactly(
                            "400 flights v1.0.0 (1) does not take these inputs: input 'airport' is 'LAX'; expected"
                                    + " one of ATL, JFK");
        }
    }

    private static boolean hasOrders() {
        return true;
    }

    private static void page(Object alert) {
        PAGED.add(alert.toString());
    }

    @Test
    void memoryIsShared() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            for (String model : List.of("flights", "prices")) {
                RegisteredModel each = registry.model(model);
                each.promote(staged(each, "1.0.0"), Stage.PRODUCTION, because("approved"));
            }
            // region memory
            MemoryBudget budget = MemoryBudget.ofBytes(4L << 30); // of all models together

            ServedModel<Scorer> delays = registry.serve(
                    "flights",
                    version -> new Scorer(version.artifact("model.onnx").path()),
                    ServingOptions.<Scorer>standard().memory(budget));
            ServedModel<Scorer> prices = registry.serve(
                    "prices",
                    version -> new Scorer(version.artifact("model.onnx").path()),
                    ServingOptions.<Scorer>standard()
                            .memory(
                                    budget,
                                    version ->
                                            3 * version.artifact("model.onnx").size())
                            .swap(Swap.SPARE_MEMORY)
                            .onAlert(alert -> page(alert)));

            System.out.println(budget); // 4294967276 of 4294967296 bytes are free; flights v1.0.0 (1) has 5, …
            // end memory
            assertThat(budget)
                    .hasToString("4294967276 of 4294967296 bytes are free; flights v1.0.0 (1) has 5, prices v1.0.0 (1)"
                            + " has 15");
            delays.close();
            assertThat(prices.status().versions().get(0).bytes()).isEqualTo(15);
            assertThat(budget.used()).isEqualTo(15);
            assertThat(PAGED).isEmpty();
        }
    }

    @Test
    void aCanaryIsServedMovedAndCompleted() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(place).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            ModelVersion v1 = staged(flights, "1.0.0");
            flights.promote(v1, Stage.PRODUCTION, because("approved"));
            ModelVersion v2 = staged(flights, "1.1.0");
            String customer = "4711";
            String features = "JFK";
            // region serve
            ServedModel<Scorer> served = registry.serve(
                    "flights",
                    version -> new Scorer(version.artifact("model.onnx").path()));

            try (Lease<Scorer> lease = served.acquire(customer)) { // for each request
                double delay = lease.model().score(features);
                System.out.println(delay + " by " + lease.route()); // flights v1.0.0 (1) control @3
            }
            // end serve
            // region roll-out
            flights.rollouts()
                    .start(
                            v2,
                            RolloutPolicy.canary(
                                    Step.of(0.05, Duration.ofMinutes(10)),
                                    Step.of(0.5, Duration.ofHours(1)),
                                    Step.of(1, Duration.ofHours(1))),
                            because("knows the weather"));
            Explanation why = flights.explain(customer); // the same in every process
            flights.rollouts().moveTo(1, because("as few errors as before"));
            flights.rollouts().complete(v2, because("good for a day")); // or flights.rollbackFrom(v2, …)
            // end roll-out
            assertThat(why.slot()).isPresent();
            Until.holds(() -> served.route(customer).number() == v2.number());
            served.close();
            // region serving-options
            ServingOptions<Scorer> options = ServingOptions.<Scorer>standard()
                    .warmUp(scorer -> scorer.score("ATL"))
                    .check(scorer -> {
                        if (scorer.score("JFK") != 8) { // a known answer
                            throw new IllegalStateException("not the model that was tested");
                        }
                    })
                    .drainLimit(Duration.ofMinutes(1))
                    .onAlert(alert -> page(alert));
            // end serving-options
            try (ServedModel<Scorer> careful = registry.serve(
                    "flights",
                    version -> new Scorer(version.artifact("model.onnx").path()),
                    options)) {
                assertThat(careful.status().versions()).hasSize(1);
                assertThat(PAGED).isEmpty();
            }
            ModelVersion v3 = staged(flights, "1.2.0");
            flights.promote(v3, Stage.CANARY, because("next"));
            ModelVersion v4 = staged(flights, "1.3.0");
            // region split
            flights.rollouts()
                    .start(
                            RolloutPlan.of(RolloutPolicy.split(
                                            Map.of(v2.number(), 0.5, v3.number(), 0.25, v4.number(), 0.25)))
                                    .routing(Routing.standard()
                                            .layer(new Layer("checkout", 0, 0.5)) // another model's test has the rest
                                            .holdout(new Holdout("2026-q4", 0.05))
                                            .override("tester", v4.number())),
                            because("which one sells?"));
            flights.rollouts()
                    .reweigh(Map.of(v2.number(), 0.5, v3.number(), 0.1, v4.number(), 0.4), because("1.2.0 sells less"));
            flights.rollouts().complete(v4, because("sells most"));
            // end split
            Instant ofComplaint = flights.stageOf(v4).since();
            // region who-was-served
            WhoServed who = flights.whoServed("4711", ofComplaint);
            System.out.println(who.decided()); // flights v1.3.0 (4) control @16: no rollout is under way
            for (WhoServed.Possible other : who.possible()) {
                System.out.println(other); // flights v1.1.0 (2) …: a process may not have followed yet (commit 16 of …)
            }
            // end who-was-served
            assertThat(who.decided())
                    .hasToString("flights v1.3.0 (4) control @" + flights.revision() + ": no rollout is under way");
            assertThat(who.possible().get(0).toString())
                    .contains(": a process may not have followed yet (commit " + flights.revision() + " of ");
            assertThat(who.mayHaveBeen(v2.number())).isTrue();
        }
    }
}
