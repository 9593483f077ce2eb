package dev.modelregistry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.Analysis.Advance;
import dev.modelregistry.health.Analysis.Latency;
import dev.modelregistry.health.Analysis.Score;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisTest {
    private static final Score SCORE = new Score("ndcg", Direction.HIGHER_IS_BETTER, 0.02);

    private static Analysis all() {
        return Analysis.standard()
                .alpha(0.01)
                .latency(new Latency(0.99, 2))
                .score(SCORE)
                .maximumErrorRate(0.03)
                .lookEvery(Duration.ofMinutes(1))
                .advance(Advance.BY_HAND);
    }

    @Test
    void theStandardComparesErrorsAndLatencyAndMovesByItself() {
        Analysis standard = Analysis.standard();

        assertThat(standard.alpha()).isEqualTo(0.05);
        assertThat(standard.latency()).contains(new Latency(0.95, 1.25));
        assertThat(standard.score()).isEmpty();
        assertThat(standard.maximumErrorRate()).isEmpty();
        assertThat(standard.lookEvery()).hasSeconds(10);
        assertThat(standard.advance()).isEqualTo(Advance.BY_ITSELF);
        assertThat(standard).hasToString("analysis with alpha 0.05, latency 0.95 × 1.25, every PT10S, by itself");
    }

    @Test
    void eachChoiceIsKeptByTheOthers() {
        Analysis analysis = all();

        assertThat(analysis.alpha()).isEqualTo(0.01);
        assertThat(analysis.latency()).contains(new Latency(0.99, 2));
        assertThat(analysis.score()).contains(SCORE);
        assertThat(analysis.maximumErrorRate()).hasValue(0.03);
        assertThat(analysis.lookEvery()).hasMinutes(1);
        assertThat(analysis.advance()).isEqualTo(Advance.BY_HAND);
        assertThat(analysis)
                .hasToString(
                        "analysis with alpha 0.01, latency 0.99 × 2.0, score 'ndcg', at most 0.03 errors, every PT1M,"
                                + " by hand");
        assertThat(analysis.alpha(0.5).latency(new Latency(0.5, 1)).alpha(0.01).latency(new Latency(0.99, 2)))
                .isEqualTo(analysis);
        assertThat(analysis.withoutLatency().latency()).isEmpty();
        assertThat(analysis.withoutLatency().latency(new Latency(0.99, 2))).isEqualTo(analysis);
    }

    @Test
    void aCopyLeavesTheOriginalAlone() {
        Analysis original = Analysis.standard();
        List<Analysis> copies = copies(original);

        assertThat(copies).hasSize(7).doesNotContain(original).doesNotHaveDuplicates();
        assertThat(original).isEqualTo(Analysis.standard());
        assertThat(original).hasToString("analysis with alpha 0.05, latency 0.95 × 1.25, every PT10S, by itself");
    }

    private static List<Analysis> copies(Analysis original) {
        return List.of(
                original.alpha(0.01),
                original.latency(new Latency(0.99, 1.25)),
                original.withoutLatency(),
                original.score(SCORE),
                original.maximumErrorRate(0.03),
                original.lookEvery(Duration.ofSeconds(11)),
                original.advance(Advance.BY_HAND));
    }

    @Test
    void thoseOfTheSameRulesAreEqual() {
        assertThat(all()).isEqualTo(all()).hasSameHashCodeAs(all()).isNotEqualTo("analysis");
        List<Analysis> others =
                copies(all().latency(new Latency(0.9, 1)).score(new Score("f1", Direction.HIGHER_IS_BETTER, 0)));
        assertThat(others).doesNotContain(all());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.05, 5, Double.NaN})
    void anAlphaThatIsNoProbabilityIsRefused(double alpha) {
        Analysis analysis = Analysis.standard();

        assertThatThrownBy(() -> analysis.alpha(alpha))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("alpha " + alpha + " is not between 0 and 1; 0.05 is usual");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.05, 5, Double.NaN})
    void anErrorRateThatAllowsNoneOrAllIsRefused(double rate) {
        Analysis analysis = Analysis.standard();

        assertThatThrownBy(() -> analysis.maximumErrorRate(rate))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("maximum error rate " + rate + " is not above 0 and below 1");
    }

    @Test
    void timesBetweenLooksThatCannotBeAreRefused() {
        Analysis analysis = Analysis.standard();

        assertThat(analysis.lookEvery(Duration.ofDays(1)).lookEvery()).hasDays(1);
        assertThat(analysis.lookEvery(Duration.ofMillis(1)).lookEvery()).hasMillis(1);
        refused(Duration.ZERO, "look every PT0S is not above zero");
        refused(Duration.ofSeconds(-1), "look every PT-1S is not above zero");
        refused(Duration.ofDays(1).plusMillis(1), "look every PT24H0.001S is too long; at most 1 days are allowed");
        refused(Duration.ofNanos(1), "look every PT0.000000001S has parts of a millisecond; give whole milliseconds");
    }

    private static void refused(Duration lookEvery, String message) {
        Analysis analysis = Analysis.standard();

        assertThatThrownBy(() -> analysis.lookEvery(lookEvery))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.05, 95, Double.NaN})
    void aQuantileThatIsNoneIsRefused(double quantile) {
        assertThatThrownBy(() -> new Latency(quantile, 1.25))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("quantile " + quantile + " is not between 0 and 1; 0.95 is usual");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 1_000.1, -1, Double.NaN})
    void anAllowanceThatIsNoneIsRefused(double allowance) {
        assertThat(new Latency(0.95, 1).allowance()).isOne();
        assertThat(new Latency(0.95, 1_000).allowance()).isEqualTo(1_000);
        assertThatThrownBy(() -> new Latency(0.95, allowance))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("allowance " + allowance
                        + " is not from 1 to 1000; the candidate may take that many times as long as control");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
    void aToleranceThatIsNoneIsRefused(double tolerance) {
        assertThat(new Score("ndcg", Direction.LOWER_IS_BETTER, 0).tolerance()).isZero();
        assertThatThrownBy(() -> new Score("ndcg", Direction.HIGHER_IS_BETTER, tolerance))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("tolerance " + tolerance + " of score 'ndcg' is not 0 or more, and finite");
    }

    @Test
    void aScoreWithoutANameIsRefused() {
        assertThat(new Score("x".repeat(128), Direction.HIGHER_IS_BETTER, 0).name())
                .hasSize(128);
        assertThatThrownBy(() -> new Score(" ", Direction.HIGHER_IS_BETTER, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("score ' ' is blank; give 1 to 128 characters");
        assertThatThrownBy(() -> new Score("x".repeat(129), Direction.HIGHER_IS_BETTER, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(" has 129 characters; at most 128 are allowed");
    }
}
