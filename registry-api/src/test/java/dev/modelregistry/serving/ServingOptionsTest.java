package dev.modelregistry.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServingOptionsTest {
    private static final Counts NOTHING = new Counts(0, 0, Optional.empty(), Optional.empty());
    private static final Rollout.Act ACT = new Rollout.Act(7, Instant.EPOCH, Actor.of("alice"), "new weather");
    private static final Rollout ROLLOUT = new Rollout(
            RolloutPlan.of(RolloutPolicy.immediate()), OptionalInt.of(1), List.of(2), 0, false, List.of(), ACT, ACT);
    private static final RolloutVerdict VERDICT =
            new RolloutVerdict(Decision.HOLD, 0, "too few", new Health(NOTHING, NOTHING), List.of());

    @Test
    void eachChoiceIsKeptByTheOthers() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ServingOptions<String> options = ServingOptions.<String>standard()
                .warmUp(model -> calls.addAndGet(1))
                .check(model -> calls.addAndGet(10))
                .closer(model -> calls.addAndGet(100))
                .onAlert(alert -> calls.addAndGet(1_000))
                .loadLimit(Duration.ofSeconds(1))
                .retryAfter(Duration.ofSeconds(2))
                .drainLimit(Duration.ofSeconds(3))
                .trackLeases();

        options.warmUp().accept("");
        options.check().accept("");
        options.closer().accept("");
        assertThat(calls).hasValue(111);
        assertThat(options.loadLimit()).hasSeconds(1);
        assertThat(options.retryAfter()).hasSeconds(2);
        assertThat(options.drainLimit()).hasSeconds(3);
        assertThat(options.tracksLeases()).isTrue();
        assertThat(ServingOptions.standard().tracksLeases()).isFalse();
    }

    @Test
    void aSelfTestIsKeptByTheOtherChoicesAndTheLastOneCounts() throws Exception {
        ServingOptions<String> required = ServingOptions.<String>standard()
                .requiredSelfTest((model, inputs) -> Map.of("model", model))
                .trackLeases();
        ServingOptions<String> optional =
                required.selfTest((model, inputs) -> inputs).trackLeases();

        assertThat(required.selfTest().orElseThrow().predict("m", Map.of("a", 1)))
                .isEqualTo(Map.of("model", "m"));
        assertThat(required.requiresExamples()).isTrue();
        assertThat(optional.selfTest().orElseThrow().predict("m", Map.of("a", 1)))
                .isEqualTo(Map.of("a", 1));
        assertThat(optional.requiresExamples()).isFalse();
        assertThat(ServingOptions.standard().selfTest()).isEmpty();
        assertThat(ServingOptions.standard().requiresExamples()).isFalse();
    }

    @Test
    void whatCanBeClosedIsClosedIfNothingElseIsSaid() throws Exception {
        AtomicInteger closings = new AtomicInteger();
        AutoCloseable model = closings::incrementAndGet;

        ServingOptions.<Object>standard().closer().accept(model);
        ServingOptions.<Object>standard().closer().accept("nothing to close");

        assertThat(closings).hasValue(1);
    }

    @Test
    void timesThatAreNoneAreRefused() {
        ServingOptions<String> options = ServingOptions.standard();

        assertThatThrownBy(() -> options.loadLimit(Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("load limit PT0S is not above zero");
        assertThatThrownBy(() -> options.retryAfter(Duration.ofSeconds(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("retry after PT-1S is not above zero");
        assertThatThrownBy(() -> options.drainLimit(ChronoUnit.FOREVER.getDuration()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("drain limit PT")
                .hasMessageEndingWith(" is too long; at most 365 days are allowed");
    }

    @Test
    void whatIsSaidOfJudgingIsKeptByTheOthers() {
        List<RolloutVerdict> told = new ArrayList<>();
        HealthCheck orders = HealthCheck.of("orders", health -> Optional.empty());
        HealthCheck queue = HealthCheck.of("queue", health -> Optional.empty());
        ServingOptions<String> options = ServingOptions.<String>standard()
                .healthCheck(orders)
                .onVerdict((rollout, verdict) -> told.add(verdict))
                .awaitScores(Duration.ofMinutes(5), 7)
                .leaveRollouts()
                .healthCheck(queue)
                .trackLeases();

        options.onVerdict().accept(ROLLOUT, VERDICT);
        assertThat(told).containsExactly(VERDICT);
        assertThat(options.healthChecks()).containsExactly(orders, queue);
        assertThat(options.scoresWithin()).hasMinutes(5);
        assertThat(options.scoresAwaited()).isEqualTo(7);
        assertThat(options.movesRollouts()).isFalse();
        assertThat(options.loadLimit()).hasMinutes(5);
    }

    @Test
    void ifNothingIsSaidOfJudgingRolloutsAreMovedAndScoresAwaitedForADay() {
        ServingOptions<String> options = ServingOptions.standard();

        options.onVerdict().accept(ROLLOUT, VERDICT);
        assertThat(options.healthChecks()).isEmpty();
        assertThat(options.movesRollouts()).isTrue();
        assertThat(options.scoresWithin()).hasDays(1);
        assertThat(options.scoresAwaited()).isEqualTo(100_000);
    }

    @Test
    void aCopyLeavesTheOriginalAlone() {
        HealthCheck orders = HealthCheck.of("orders", health -> Optional.empty());
        ServingOptions<String> original = ServingOptions.<String>standard().healthCheck(orders);

        original.healthCheck(orders).leaveRollouts().awaitScores(Duration.ofSeconds(1), 1);

        assertThat(original.healthChecks()).containsExactly(orders).isUnmodifiable();
        assertThat(original.movesRollouts()).isTrue();
        assertThat(original.scoresWithin()).hasDays(1);
        assertThat(original.scoresAwaited()).isEqualTo(100_000);
    }

    @Test
    void scoresThatCannotBeAwaitedAreRefused() {
        ServingOptions<String> options = ServingOptions.standard();

        assertThatThrownBy(() -> options.awaitScores(Duration.ZERO, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("time for scores PT0S is not above zero");
        assertThatThrownBy(() -> options.awaitScores(Duration.ofDays(366), 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("time for scores PT8784H is too long; at most 365 days are allowed");
        assertThatThrownBy(() -> options.awaitScores(Duration.ofDays(1), 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("0 awaited scores are not above zero");
        assertThat(options.awaitScores(Duration.ofDays(365), 1).scoresWithin()).hasDays(365);
    }

    @Test
    void aVersionTakesTheSumOfItsArtifactsUnlessTheHostKnowsBetter() {
        MemoryBudget budget = MemoryBudget.ofBytes(1_000);
        Descriptor version = Descriptor.builder(SemanticVersion.parse("1.0.0"))
                .artifact(new ArtifactEntry("model.onnx", Digest.ZERO, 300))
                .artifact(new ArtifactEntry("vocabulary.txt", Digest.ZERO, 20))
                .build();
        ServingOptions<String> standard = ServingOptions.<String>standard().memory(budget);
        ServingOptions<String> estimated = standard.memory(
                        budget,
                        described -> 3 * described.artifact("model.onnx").size())
                .trackLeases();

        assertThat(standard.memory()).containsSame(budget);
        assertThat(standard.memoryEstimate().applyAsLong(version)).isEqualTo(320);
        assertThat(estimated.memory()).containsSame(budget);
        assertThat(estimated.memoryEstimate().applyAsLong(version)).isEqualTo(900);
        assertThat(estimated.memory(budget).memoryEstimate().applyAsLong(version))
                .as("the last one counts")
                .isEqualTo(320);
        assertThat(ServingOptions.standard().memory()).isEmpty();
    }

    @Test
    void answersAreKeptUnlessMemoryMattersMore() {
        assertThat(ServingOptions.standard().swap()).isEqualTo(Swap.KEEP_AVAILABLE);
        assertThat(ServingOptions.standard()
                        .swap(Swap.SPARE_MEMORY)
                        .trackLeases()
                        .swap())
                .isEqualTo(Swap.SPARE_MEMORY);
    }

    @Test
    @SuppressWarnings("NullAway")
    void whatIsNotThereIsRefused() {
        ServingOptions<String> options = ServingOptions.standard();

        assertThatNullPointerException()
                .isThrownBy(() -> options.healthCheck(null))
                .withMessage("healthCheck");
        assertThatNullPointerException()
                .isThrownBy(() -> options.onVerdict(null))
                .withMessage("onVerdict");
        assertThatNullPointerException().isThrownBy(() -> options.memory(null)).withMessage("budget");
        assertThatNullPointerException()
                .isThrownBy(() -> options.memory(MemoryBudget.ofBytes(1), null))
                .withMessage("estimate");
        assertThatNullPointerException().isThrownBy(() -> options.swap(null)).withMessage("swap");
    }
}
