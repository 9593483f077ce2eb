package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTestTest {
    private static final double ROUNDING = 1e-12;
    private static final double ALPHA = 0.05;
    private static final double LIMIT = 0.01;
    private static final int LOOKS = 200;
    private static final int REQUESTS = 50; // of the candidate before each look

    private final Chance chance = new Chance(20_240_502);

    /** r³ / (1 + (r − 1) / 100)^100 for r = 1.2 is 1.4150, for r = 10 it is 0.1809, and the mean of all ten is 2.1752. */
    @Test
    void theEvidenceIsTheMeanReckonedByHand() {
        assertThat(evidence(100, 3)).isCloseTo(2.175155, within(1e-6));
        assertThat(evidence(100, 0)).isCloseTo(0.226915, within(1e-6));
        assertThat(evidence(100, 10)).isCloseTo(378_826.29, within(0.01));
        assertThat(evidence(0, 0)).isCloseTo(1, within(ROUNDING));
    }

    @Test
    void theEvidenceIsOneOnAverageExactlyAtTheLimitAndLessBelowIt() {
        for (double limit : new double[] {0.001, 0.01, 0.3, 0.9}) {
            for (int requests = 1; requests <= 12; requests++) {
                assertThat(meanEvidence(limit, limit, requests)).as("%s", limit).isCloseTo(1, within(ROUNDING));
                assertThat(meanEvidence(limit, limit / 2, requests))
                        .as("%s", limit)
                        .isLessThan(1);
                assertThat(meanEvidence(limit, (1 + limit) / 2, requests))
                        .as("%s", limit)
                        .isGreaterThan(1);
            }
        }
    }

    /** Over all numbers of errors, where each request fails with this probability. */
    private static double meanEvidence(double limit, double rate, int requests) {
        double sum = 0;
        double ways = 1;
        for (int errors = 0; errors <= requests; errors++) {
            double probability = ways * Math.pow(rate, errors) * Math.pow(1 - rate, requests - errors);
            sum += probability
                    * Math.exp(LimitTest.of(limit, new Tally(requests, errors)).logEvidence());
            ways = ways * (requests - errors) / (errors + 1);
        }
        return sum;
    }

    private static double evidence(long requests, long errors) {
        return Math.exp(LimitTest.of(LIMIT, new Tally(requests, errors)).logEvidence());
    }

    @Test
    void aCandidateAtTheLimitIsSeldomRolledBack() {
        assertThat(rolledBack(2_000, LIMIT)).isLessThanOrEqualTo(ALPHA);
    }

    @Test
    void aCandidateAtThreeTimesTheLimitIsFound() {
        assertThat(rolledBack(1_000, 3 * LIMIT)).isGreaterThanOrEqualTo(0.9);
    }

    private double rolledBack(int rollouts, double rate) {
        double ended = 0;
        for (int i = 0; i < rollouts; i++) {
            ended += isRolledBack(rate) ? 1 : 0;
        }
        return ended / rollouts;
    }

    private boolean isRolledBack(double rate) {
        Tally seen = Tally.NONE;
        for (int look = 0; look < LOOKS; look++) {
            seen = seen.plus(new Tally(REQUESTS, chance.binomial(REQUESTS, rate)));
            if (LimitTest.of(LIMIT, seen).isWorse(ALPHA)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theOutlookIsWhatItTakesIfAllGoesOnLikeThis() {
        long more = LimitTest.of(LIMIT, new Tally(100, 3)).outlook(ALPHA).orElseThrow();

        long times = 1 + (more + 99) / 100;
        assertThat(times).isBetween(3L, 10L);
        assertThat(evidence(100 * times, 3 * times)).isGreaterThanOrEqualTo(20);
        assertThat(evidence(100 * (times - 1), 3 * (times - 1))).isLessThan(20);
        assertThat(LimitTest.of(LIMIT, new Tally(100, 10)).outlook(ALPHA)).hasValue(0);
        assertThat(LimitTest.of(LIMIT, new Tally(1_000, 5)).outlook(ALPHA)).isEmpty();
        assertThat(LimitTest.of(LIMIT, Tally.NONE).outlook(ALPHA)).isEmpty();
    }

    @Test
    void lacksNothingButRequests() {
        assertThat(LimitTest.of(LIMIT, Tally.NONE).lack()).contains("no request of the candidate has come");
        assertThat(LimitTest.of(LIMIT, new Tally(1, 0)).lack()).isEmpty();
    }

    @Test
    void saysWhatItIsAndWhatItFound() {
        LimitTest test = LimitTest.of(0.005, new Tally(1_200, 36));

        assertThat(test.name()).isEqualTo("error limit");
        assertThat(test.unit()).isEqualTo("requests");
        assertThat(test.finding()).isEqualTo("3.0 % of the candidate's 1,200 requests failed, and 0.5 % may");
    }

    @Test
    void hugeCountsDoNotOverflow() {
        long most = Long.MAX_VALUE;

        assertThat(LimitTest.of(LIMIT, new Tally(most, most)).logEvidence())
                .isFinite()
                .isGreaterThan(1e19);
        assertThat(LimitTest.of(LIMIT, new Tally(most, 0)).logEvidence())
                .isFinite()
                .isLessThan(-1e16);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.01, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
    void aLimitThatIsNoneIsRefused(double limit) {
        assertThatThrownBy(() -> LimitTest.of(limit, Tally.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("limit " + limit + " is not above 0 and below 1");
    }
}
