package dev.modelregistry.core.judge;

import static dev.modelregistry.descriptor.Direction.HIGHER_IS_BETTER;
import static dev.modelregistry.descriptor.Direction.LOWER_IS_BETTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class MeanTestTest {
    private static final double ALPHA = 0.05;

    /** Means of 1.2 and 1, and variances of 1. */
    private static final Arms<Moments> ABOVE = arms(200, 1.2, 3_800, 1);

    /** The published bound, turned around: at the level that the evidence is good for, the sequence begins at 0. */
    @Test
    void theEvidenceIsTheLevelAtWhichTheConfidenceSequenceLeavesZero() {
        double alpha = Math.exp(-errors(0).next(ABOVE).logEvidence());

        double rhoSquared = (-2 * Math.log(0.1) + Math.log(-2 * Math.log(0.1) + 1)) / 250;
        double t = 1 / (1 / 200.0 + 1 / 3_800.0);
        // of all 4,000: 3,998 within the arms, and 200 · 3,800 / 4,000 · 0.2² between them
        double variance = (3_998 + 190 * 0.04) / 3_999;
        double deviation = Math.sqrt(variance / 200 + variance / 3_800);
        double bound = deviation
                * Math.sqrt(2
                        * (t * rhoSquared + 1)
                        / (t * rhoSquared)
                        * Math.log1p(Math.sqrt(t * rhoSquared + 1) / (2 * alpha)));
        assertThat(bound).isCloseTo(0.2, within(1e-9));
        assertThat(alpha).isBetween(0.05, 0.5);
    }

    @Test
    void theDirectionSaysWhichSideIsWorse() {
        Arms<Moments> far = arms(2_000, 1.2, 38_000, 1);

        assertThat(test(LOWER_IS_BETTER, 0).next(far).isWorse(ALPHA)).isTrue();
        assertThat(test(HIGHER_IS_BETTER, 0).next(far).isWorse(ALPHA)).isFalse();
        Arms<Moments> below = arms(2_000, 0.8, 38_000, 1);
        assertThat(test(LOWER_IS_BETTER, 0).next(below).isWorse(ALPHA)).isFalse();
        assertThat(test(HIGHER_IS_BETTER, 0).next(below).isWorse(ALPHA)).isTrue();
    }

    @Test
    void whatIsToleratedIsNoEvidence() {
        Arms<Moments> far = arms(20_000, 1.2, 380_000, 1);

        assertThat(errors(0.2).next(far).logEvidence()).isNegative();
        assertThat(errors(0.15).next(far).isWorse(ALPHA)).isTrue();
    }

    @Test
    void itSaysNothingBelowItsMinimum() {
        MeanTest few = errors(0).next(arms(99, 50, 3_800, 1));

        assertThat(few.logEvidence()).isZero();
        assertThat(few.outlook(ALPHA)).isEmpty();
        assertThat(few.lack()).contains("needs 1 more scores 'error' of the candidate, which has 99");
        assertThat(errors(0).next(arms(100, 50, 30, 1)).lack())
                .contains("needs 70 more scores 'error' of control, which has 30");
        assertThat(errors(0).next(arms(100, 50, 100, 1)).isWorse(ALPHA)).isTrue();
    }

    @Test
    void incrementsAddUp() {
        MeanTest two = errors(0).next(arms(100, 1.4, 1_900, 1)).next(arms(100, 1, 1_900, 1));

        assertThat(two.seen().candidate().count()).isEqualTo(200);
        assertThat(two.seen().candidate().mean()).isCloseTo(1.2, within(1e-12));
        assertThat(two.seen().control().count()).isEqualTo(3_800);
    }

    /** An arm that has had no rare value yet has no variance, which must not be taken for certainty. */
    @Test
    void anArmWithoutVarianceIsNotTakenForCertain() {
        Arms<Moments> rare = new Arms<>(new Moments(100, 0, 0), new Moments(1_900, 0.01, 18.81));

        assertThat(test(HIGHER_IS_BETTER, 0).next(rare).logEvidence()).isNegative();
    }

    @Test
    void constantsAreCompared() {
        Moments ones = new Moments(1_000, 1, 0);
        Moments twos = new Moments(1_000, 2, 0);

        assertThat(errors(0).next(new Arms<>(twos, ones)).isWorse(ALPHA)).isTrue();
        assertThat(errors(0).next(new Arms<>(ones, ones)).logEvidence()).isNegative();
        // so close to 0 that the squares vanish
        assertThat(errors(0)
                        .next(new Arms<>(new Moments(1_000, 1e-200, 0), new Moments(1_000, 0, 0)))
                        .logEvidence())
                .isNegative();
    }

    /** To two scores: that the variances divide by n − 1 is not extrapolated. */
    @Test
    void theOutlookIsWhatItTakesIfAllGoesOnLikeThis() {
        long more = errors(0).next(arms(100, 1.2, 1_900, 1)).outlook(ALPHA).orElseThrow();

        assertThat(more).isBetween(50L, 200L);
        assertThat(errors(0).next(inProportion(102 + more)).isWorse(ALPHA)).isTrue();
        assertThat(errors(0).next(inProportion(98 + more)).isWorse(ALPHA)).isFalse();
        assertThat(errors(1).next(ABOVE).outlook(ALPHA)).isEmpty();
    }

    private static Arms<Moments> inProportion(long candidates) {
        return arms(candidates, 1.2, 19 * candidates, 1);
    }

    @Test
    void itsFindingQuotesTheNumbers() {
        assertThat(errors(0.05).next(ABOVE).finding())
                .isEqualTo("the candidate's 200 scores 'error' have a mean of 1.2, control's 3,800 one of 1"
                        + " (0.05 worse is tolerated)");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> MeanTest.start(" ", LOWER_IS_BETTER, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("score ' ' is blank; give it a name");
        for (double tolerance : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> errors(tolerance))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("tolerance " + tolerance + " of score 'error' is not 0 or more, and finite");
        }
    }

    private static MeanTest errors(double tolerance) {
        return test(LOWER_IS_BETTER, tolerance);
    }

    private static MeanTest test(Direction better, double tolerance) {
        return MeanTest.start("error", better, tolerance);
    }

    private static Arms<Moments> arms(long candidates, double candidate, long controls, double control) {
        return new Arms<>(
                new Moments(candidates, candidate, candidates - 1), new Moments(controls, control, controls - 1));
    }
}
