package dev.modelregistry.core.codec;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.event.RolloutEvent.RolloutPaused;
import dev.modelregistry.event.RolloutEvent.RolloutResumed;
import dev.modelregistry.event.RolloutEvent.RolloutReweighted;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.Analysis.Advance;
import dev.modelregistry.health.Analysis.Score;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.Health.Latency;
import dev.modelregistry.health.Health.Scores;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.SlotRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One of each kind, with every policy and every rule. */
final class RolloutEvents {
    private static final Routing ROUTING = Routing.standard()
            .layer(new Routing.Layer("checkout", 0.25, 0.5))
            .holdout(new Routing.Holdout("2026-q4", 0.05))
            .override("tester \"7\" €", 2)
            .override("demo", 1)
            .missingKey(MissingKey.BY_WEIGHT);

    static final List<RegistryEvent> ALL = List.of(
            started(
                    OptionalInt.of(1),
                    RolloutPlan.of(RolloutPolicy.canary(
                                    new Step(0.05, Duration.ofMinutes(10), 1_000),
                                    Step.of(1, Duration.ofSeconds(90, 5_000_000))))
                            .routing(ROUTING),
                    new SlotRange(2, 0, 3276)),
            started(OptionalInt.empty(), RolloutPlan.of(RolloutPolicy.immediate()), new SlotRange(2, 0, 65536)),
            started(
                    OptionalInt.of(1),
                    RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.5, 2, 0.25, 3, 0.25))),
                    new SlotRange(2, 0, 16384),
                    new SlotRange(3, 16384, 32768)),
            started(OptionalInt.of(1), RolloutPlan.of(RolloutPolicy.shadow(0.1))),
            started(
                    OptionalInt.of(1),
                    RolloutPlan.of(RolloutPolicy.canary(Step.of(1, Duration.ofMinutes(5))))
                            .analysis(Analysis.standard())),
            started(
                    OptionalInt.of(1),
                    RolloutPlan.of(RolloutPolicy.canary(Step.of(1, Duration.ofMinutes(5))))
                            .analysis(Analysis.standard()
                                    .alpha(0.01)
                                    .withoutLatency()
                                    .score(new Score("ndcg \"10\"", Direction.HIGHER_IS_BETTER, 0.02))
                                    .maximumErrorRate(0.03)
                                    .lookEvery(Duration.ofMillis(1_500))
                                    .advance(Advance.BY_HAND))),
            new RolloutMoved(1, List.of(new SlotRange(2, 0, 3276), new SlotRange(2, 4000, 65536))),
            new RolloutReweighted(new Split(Map.of(1, 0.9, 2, 0.1)), List.of(new SlotRange(2, 0, 6554))),
            new RolloutPaused(),
            new RolloutResumed(),
            new RolloutJudged(new RolloutVerdict(
                    Decision.ROLL_BACK,
                    1,
                    "2.0 % of the candidate's 900 requests failed",
                    new Health(
                            new Counts(
                                    900,
                                    18,
                                    Optional.of(new Latency(
                                            Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofNanos(9_000_001))),
                                    Optional.of(new Scores(40, 0.75))),
                            new Counts(0, 0, Optional.empty(), Optional.empty())),
                    List.of(new Evidence("errors", 41.5, 40), new Evidence("latency", 0.5, 40)))),
            new RolloutEnded(Outcome.COMPLETED),
            new RolloutEnded(Outcome.ROLLED_BACK),
            new RolloutEnded(Outcome.ABORTED));

    private RolloutEvents() {}

    private static RolloutStarted started(OptionalInt control, RolloutPlan plan, SlotRange... slots) {
        return new RolloutStarted(
                control, List.of(2, 3), plan, "xxh3-64/65536", "00000000-0000-0003-0000-000000000004", List.of(slots));
    }
}
