package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.ShadowReport;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.health.Shadowing;
import dev.modelregistry.id.Stage;
import dev.modelregistry.review.Verdict;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.serving.ServingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is served what, on a store of any kind. */
public abstract class RolloutContract extends ReleaseContract {
    /** What the processes of a test begin together. */
    static final RolloutPlan PLAN = RolloutPlan.of(RolloutPolicy.canary(
                    Step.of(0.1, Duration.ofMinutes(10)),
                    Step.of(0.5, Duration.ofHours(1)),
                    Step.of(1, Duration.ofHours(1))))
            .routing(Routing.standard()
                    .holdout(new Routing.Holdout("2026-q4", 0.05))
                    .override("tester", 2));

    /** Two versions, the first one in production. */
    static ModelVersion candidate(RegisteredModel flights) {
        for (String weights : List.of("old weights", "new weights")) {
            flights.register(
                    draft -> draft.artifact("weights", weights.getBytes(StandardCharsets.UTF_8)), because("trained"));
        }
        flights.promote(flights.version(1), Stage.STAGING, because("tests pass"));
        flights.promote(flights.version(1), Stage.PRODUCTION, because("approved"));
        flights.promote(flights.version(2), Stage.STAGING, because("tests pass"));
        return flights.version(2);
    }

    /** Which version each of some keys gets. */
    static List<Integer> numbers(RegisteredModel flights) {
        return IntStream.range(0, 300)
                .mapToObj(user -> flights.explain("user-" + user).route().number())
                .toList();
    }

    private static String read(ModelVersion version) {
        try {
            return Files.readString(version.artifact("weights").path());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void aRolloutIsFollowedServedEndedAndFoundInThePast() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            ModelVersion candidate = candidate(flights);
            try (ServedModel<String> served = registry.serve("flights", RolloutContract::read)) {
                flights.rollouts().start(candidate, PLAN, because("new weather"));
                flights.rollouts().moveTo(1, because("no more errors than before"));
                long moved = flights.revision();
                List<Integer> half = numbers(flights);
                assertThat(half).contains(1, 2);
                Until.holds(() -> served.route("tester").revision() == moved
                        && served.route("tester").number() == 2);
                assertThat(IntStream.range(0, half.size())).allSatisfy(user -> {
                    try (Lease<String> lease = served.acquire("user-" + user)) {
                        assertThat(lease.route().number()).isEqualTo(half.get(user));
                        assertThat(lease.model()).isEqualTo(half.get(user) == 1 ? "old weights" : "new weights");
                    }
                });
                Explanation then = flights.explain("user-7");

                flights.rollouts().complete(candidate, because("it is good"));
                Until.holds(() -> {
                    try (Lease<String> lease = served.acquire()) {
                        return lease.model().equals("new weights");
                    }
                });
                assertThat(flights.in(Stage.PRODUCTION).orElseThrow().version()).isEqualTo(candidate);
                assertThat(flights.lastGood()).contains(flights.version(1));

                assertThat(flights.history().filter(commit -> commit.revision() == moved))
                        .singleElement()
                        .satisfies(commit -> assertThat(registry.asOf(commit.time())
                                        .model("flights")
                                        .explain("user-7"))
                                .isEqualTo(then))
                        .satisfies(commit -> assertThat(flights.whoServed("user-7", commit.time(), Duration.ofDays(1)))
                                .satisfies(who -> assertThat(who.decided()).isEqualTo(then))
                                .satisfies(who -> assertThat(who.mayHaveBeen(1)).isTrue()));
            }
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aBadCanaryIsRolledBackByWhoeverServesIt() throws Exception {
        RolloutPlan judged = RolloutPlan.of(
                        RolloutPolicy.canary(new Step(0.5, Duration.ZERO, 1_000_000), Step.of(1, Duration.ofHours(1))))
                .analysis(Analysis.standard().lookEvery(Duration.ofMillis(5)));
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice");
                ServedModel<Integer> served = serveNumbers(registry)) {
            RegisteredModel flights = registry.model("flights");
            flights.rollouts().start(flights.version(2), judged, because("new weather"));

            Until.holds(() -> {
                request(served, 2);
                return flights.rollouts().current().isEmpty();
            });

            RolloutJudged verdict = flights.history()
                    .flatMap(commit -> commit.events().stream())
                    .filter(RolloutJudged.class::isInstance)
                    .map(RolloutJudged.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(verdict.verdict().decision()).isEqualTo(Decision.ROLL_BACK);
            assertThat(verdict.verdict().health().candidate().errors()).isPositive();
            assertThat(flights.stageOf(flights.version(1)).stage()).isEqualTo(Stage.PRODUCTION);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aShadowIsComparedByAllWhoServeAndJudgedByARule() throws Exception {
        Shadowing shadowing =
                Shadowing.standard().reportEvery(Duration.ofMillis(1)).queue(10_000);
        ShadowRule rule = ShadowRule.of(100, 0.1).maxQuantileDelta(2);
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            ModelVersion candidate = candidate(flights);
            flights.rollouts().start(candidate, RolloutPolicy.shadow(1), because("looks good offline"));
            try (ServedModel<Integer> one = registry.serve("flights", ModelVersion::number, sharing(shadowing));
                    ServedModel<Integer> other = registry.serve("flights", ModelVersion::number, sharing(shadowing))) {
                Until.holds(() -> {
                    for (ServedModel<Integer> served : List.of(one, other)) {
                        assertThat(served.<Integer, RuntimeException>call("4711", number -> number))
                                .isEqualTo(1);
                    }
                    return flights.rollouts().shadow(candidate, rule).decision() == ShadowVerdict.Decision.AGREES;
                });
            }
            flights.rollouts().complete(candidate, because("answers alike"));

            ShadowReport report = flights.rollouts().shadow().orElseThrow();
            assertThat(report.version()).isEqualTo(2);
            assertThat(report.compared()).isGreaterThanOrEqualTo(100);
            assertThat(report.quantileDeltas()).containsEntry(50, 1.0);
            assertThat(flights.rollouts().shadow(candidate, rule).outcome().verdict())
                    .isEqualTo(Verdict.PASSED);
            assertThat(flights.rollouts().shadow(flights.version(1), rule).decision())
                    .isEqualTo(ShadowVerdict.Decision.NO_DATA);
        }
    }

    private static ServingOptions<Integer> sharing(Shadowing shadowing) {
        return ServingOptions.<Integer>standard().shadow(shadowing);
    }

    /** A model that answers with the number of its version, of which there are two. */
    static ServedModel<Integer> serveNumbers(ModelRegistry registry) {
        candidate(registry.model("flights"));
        return registry.serve("flights", ModelVersion::number);
    }

    /** A request of anybody; fails if that version is asked. */
    static void request(ServedModel<Integer> served, int failing) {
        try (Lease<Integer> lease =
                served.acquire("user-" + ThreadLocalRandom.current().nextInt())) {
            if (lease.model() == failing) {
                lease.failed();
            }
        }
    }
}
