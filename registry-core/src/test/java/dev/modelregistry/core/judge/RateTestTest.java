package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RateTestTest {
    private static final double ROUNDING = 1e-12;
    private static final double ALPHA = 0.05;
    private static final int MANY_LOOKS = 200;

    /** The candidate's 10 requests had 2 errors, control's 90 had 1; so p is 0.1. */
    private static final Arms<Tally> SMALL = arms(10, 2, 90, 1);

    @Test
    void theRisksGoFromOneAndAFifthToTenInEqualRatios() {
        assertThat(Mixture.RISKS).hasSize(10).startsWith(1.2);
        assertThat(Mixture.RISKS.get(9)).isCloseTo(10, within(ROUNDING));
        for (int i = 1; i < 10; i++) {
            assertThat(Mixture.RISKS.get(i) / Mixture.RISKS.get(i - 1)).isCloseTo(1.265649, within(1e-6));
        }
    }

    @Test
    void theLikelihoodsAreTheOnesReckonedByHand() {
        RateTest test = RateTest.start().next(SMALL);

        // 2 log 1.2 − 3 log 1.02 and 2 log 10 − 3 log 1.9
        assertThat(test.logLikelihoods().get(0)).isCloseTo(0.305235, within(1e-6));
        assertThat(test.logLikelihoods().get(9)).isCloseTo(2.679609, within(1e-6));
    }

    @Test
    void theEvidenceIsTheMeanOfTheBinomialLikelihoodRatios() {
        double sum = 0;
        for (double risk : Mixture.RISKS) {
            double share = risk * 0.1 / (1 - 0.1 + risk * 0.1);
            sum += share / 0.1 * share / 0.1 * (1 - share) / 0.9;
        }

        assertThat(Math.exp(RateTest.start().next(SMALL).logEvidence())).isCloseTo(sum / 10, within(ROUNDING));
    }

    /** With one error the hypergeometric distribution is the binomial one, and nothing is given away. */
    @Test
    void ifTheRatesAreEqualTheEvidenceIsOneOnAverageAfterOneError() {
        for (int candidates = 0; candidates <= 10; candidates++) {
            for (int controls = 0; controls <= 10; controls++) {
                if (candidates + controls > 0) {
                    assertThat(meanEvidence(RateTest.start(), candidates, controls, 1))
                            .as("%s and %s requests", candidates, controls)
                            .isCloseTo(1, within(ROUNDING));
                }
            }
        }
    }

    @Test
    void ifTheRatesAreEqualTheEvidenceIsAtMostOneOnAverageWhateverTheNumberOfErrors() {
        for (int candidates = 0; candidates <= 10; candidates++) {
            for (int controls = 0; controls <= 10; controls++) {
                for (int errors = 0; errors <= candidates + controls; errors++) {
                    assertThat(meanEvidence(RateTest.start(), candidates, controls, errors))
                            .as("%s errors of %s and %s requests", errors, candidates, controls)
                            .isLessThanOrEqualTo(1 + ROUNDING);
                }
            }
        }
    }

    @Test
    void ifTheRatesAreEqualTheEvidenceDoesNotGrowOnAverageWhateverWasSeenBefore() {
        for (Arms<Tally> before : List.of(SMALL, arms(5, 0, 5, 4), arms(20, 19, 1, 0))) {
            RateTest test = RateTest.start().next(before);
            for (int errors = 0; errors <= 12; errors++) {
                assertThat(meanEvidence(test, 5, 7, errors))
                        .as("%s errors after %s", errors, before)
                        .isLessThanOrEqualTo(Math.exp(test.logEvidence()) * (1 + ROUNDING));
            }
        }
    }

    /** Over all the ways in which errors may fall on the requests. */
    private static double meanEvidence(RateTest test, int candidates, int controls, int errors) {
        double ways = 0;
        double sum = 0;
        for (int failed = Math.max(0, errors - controls); failed <= Math.min(candidates, errors); failed++) {
            double these = choose(candidates, failed) * choose(controls, errors - failed);
            ways += these;
            sum += these
                    * Math.exp(test.next(arms(candidates, failed, controls, errors - failed))
                            .logEvidence());
        }
        return sum / ways;
    }

    private static double choose(int n, int k) {
        double ways = 1;
        for (int i = 0; i < k; i++) {
            ways = ways * (n - i) / (i + 1);
        }
        return ways;
    }

    @Test
    void twoIncrementsWithTheSameShareAreAsGoodAsTheirSum() {
        RateTest two = RateTest.start().next(arms(10, 2, 90, 1)).next(arms(20, 0, 180, 3));
        RateTest one = RateTest.start().next(arms(30, 2, 270, 4));

        assertThat(two.seen()).isEqualTo(one.seen());
        for (int i = 0; i < 10; i++) {
            assertThat(two.logLikelihoods().get(i))
                    .isCloseTo(one.logLikelihoods().get(i), within(ROUNDING));
        }
    }

    @Test
    void theEvidenceOfTwoProcessesIsThatOfOneThatSawBothIncrements() {
        RateTest one = RateTest.start().next(arms(10, 2, 90, 1));
        RateTest other = RateTest.start().next(arms(500, 9, 700, 30));
        RateTest both = RateTest.start().next(arms(10, 2, 90, 1)).next(arms(500, 9, 700, 30));

        for (RateTest sum : List.of(one.plus(other), other.plus(one))) {
            assertThat(sum.seen()).isEqualTo(both.seen()).isEqualTo(arms(510, 11, 790, 31));
            for (int i = 0; i < 10; i++) {
                assertThat(sum.logLikelihoods().get(i))
                        .isCloseTo(both.logLikelihoods().get(i), within(ROUNDING));
            }
        }
        assertThat(one.plus(RateTest.start())).isEqualTo(one);
    }

    /** Where all risks explain it alike, the evidence is a likelihood, and those multiply. */
    @Test
    void theLikelihoodsOfTwoProcessesMultiply() {
        RateTest six = new RateTest(SMALL, Collections.nCopies(10, Math.log(6)));
        RateTest seven = new RateTest(SMALL, Collections.nCopies(10, Math.log(7)));

        assertThat(Math.exp(six.plus(seven).logEvidence())).isCloseTo(42, within(1e-9));
        assertThat(six.isWorse(ALPHA)).isFalse();
        assertThat(six.plus(seven).isWorse(ALPHA)).isTrue();
    }

    /** More errors at a time when the candidate has more of the requests: together they would look like the candidate's fault. */
    @Test
    void aShareThatGrowsWhileBothArmsGetWorseIsNoEvidence() {
        RateTest apart = RateTest.start().next(arms(500, 5, 9_500, 95)).next(arms(5_000, 500, 5_000, 500));
        RateTest together = RateTest.start().next(arms(5_500, 505, 14_500, 595));

        assertThat(apart.logEvidence()).isNegative();
        assertThat(together.isWorse(ALPHA)).isTrue();
    }

    @Test
    void anArmWithoutRequestsIsNoEvidence() {
        assertThat(RateTest.start().next(arms(0, 0, 90, 30)).logEvidence()).isCloseTo(0, within(ROUNDING));
        assertThat(RateTest.start().next(arms(90, 30, 0, 0)).logEvidence()).isCloseTo(0, within(ROUNDING));
        assertThat(RateTest.start().next(arms(0, 0, 0, 0)).logEvidence()).isCloseTo(0, within(ROUNDING));
        assertThat(RateTest.start().next(arms(0, 0, 90, 30)).lack())
                .contains("no request of the candidate has come that could be compared");
        assertThat(RateTest.start().next(arms(90, 30, 0, 0)).lack())
                .contains("no request of control has come to compare with");
        assertThat(RateTest.start().next(SMALL).lack()).isEmpty();
    }

    @Test
    void noErrorsAreNoEvidence() {
        assertThat(RateTest.start().next(arms(1_000, 0, 9_000, 0)).logEvidence())
                .isCloseTo(0, within(ROUNDING));
    }

    @Test
    void fewerErrorsAreEvidenceAgainstIt() {
        assertThat(RateTest.start().next(arms(500, 5, 500, 50)).logEvidence()).isLessThan(-3);
    }

    @Test
    void hugeCountsDoNotOverflow() {
        long half = Long.MAX_VALUE / 2;
        RateTest test = RateTest.start().next(arms(half, half, half, 0));

        assertThat(test.logEvidence()).isFinite().isGreaterThan(1e18);
        assertThat(test.isWorse(1e-300)).isTrue();
        assertThat(RateTest.start().next(arms(half, 0, half, half)).logEvidence())
                .isFinite()
                .isLessThan(-1e17);
        Arms<Tally> more = arms(half + 2, 0, 0, 0);
        assertThatThrownBy(() -> test.next(more))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("4611686018427387905 requests are too many");
    }

    @Test
    void whatIsWrittenDownGoesOnWhereItWas() {
        RateTest test = RateTest.start().next(SMALL);

        assertThat(new RateTest(test.seen(), test.logLikelihoods()).next(SMALL)).isEqualTo(test.next(SMALL));
        assertThat(test.next(SMALL)).isNotEqualTo(test);
    }

    @Test
    void whatCannotHaveBeenWrittenDownIsRefused() {
        Arms<Tally> seen = RateTest.start().seen();
        List<Double> few = List.of(1.0, 2.0);
        List<Double> broken = Collections.nCopies(10, Double.NaN);

        assertThatThrownBy(() -> new RateTest(seen, few))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("log-likelihoods [1.0, 2.0] are not 10 finite numbers");
        assertThatThrownBy(() -> new RateTest(seen, broken)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aProbabilityThatIsNoneIsRefused() {
        RateTest test = RateTest.start();

        for (double alpha : new double[] {0, 1, -0.05, 5, Double.NaN}) {
            assertThatThrownBy(() -> test.isWorse(alpha))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("alpha " + alpha + " is not between 0 and 1; 0.05 is usual");
        }
    }

    /** Each look has this in it, so that it can be seen when it is enough. */
    @Test
    void theOutlookIsWhatItTakesIfAllGoesOnLikeThis() {
        Arms<Tally> each = arms(50, 1, 950, 10);
        RateTest test = after(10, each);
        long more = test.outlook(ALPHA).orElseThrow();
        int looks = 10 + Math.toIntExact((more + 49) / 50);

        assertThat(looks).isBetween(12, 40);
        assertThat(after(looks - 1, each).isWorse(ALPHA)).isFalse();
        assertThat(after(looks, each).isWorse(ALPHA)).isTrue();
    }

    @Test
    void theOutlookIsNothingMoreIfItIsWorseAndUnknownIfItDoesNotLookWorse() {
        // still below 1, as most of the risks explain nothing, but one of them does
        RateTest unsure = after(2, arms(50, 1, 950, 12));
        assertThat(unsure.logEvidence()).isNegative();
        assertThat(unsure.outlook(ALPHA).orElseThrow()).isBetween(1_000L, 10_000L);
        assertThat(after(MANY_LOOKS, arms(50, 1, 950, 10)).outlook(ALPHA)).hasValue(0);
        assertThat(after(MANY_LOOKS, arms(50, 1, 950, 20)).outlook(ALPHA)).isEqualTo(OptionalLong.empty());
        assertThat(RateTest.start().outlook(ALPHA)).isEmpty();
    }

    private static RateTest after(int looks, Arms<Tally> each) {
        RateTest test = RateTest.start();
        for (int i = 0; i < looks; i++) {
            test = test.next(each);
        }
        return test;
    }

    @Test
    void itsFindingQuotesTheNumbers() {
        assertThat(RateTest.start().next(arms(412, 21, 8_020, 80)).finding())
                .isEqualTo("5.1 % of the candidate's 412 requests failed, of control's 8,020 1.0 %");
        assertThat(RateTest.start().next(arms(0, 0, 80_000, 8)).finding())
                .isEqualTo("none of the candidate's 0 requests failed, of control's 80,000 0.01 %");
    }

    private static Arms<Tally> arms(long candidates, long failed, long controls, long controlsFailed) {
        return new Arms<>(new Tally(candidates, failed), new Tally(controls, controlsFailed));
    }
}
