package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final int RISKS = Mixture.RISKS.size();
    private static final double ROUNDING = 1e-9;

    private static List<Double> all(double value) {
        return Collections.nCopies(RISKS, value);
    }

    /** log M after intervals with these likelihood ratios. */
    private static double evidence(double... ratios) {
        Restarts restarts = new Restarts();
        double sum = 0;
        for (double ratio : ratios) {
            sum += restarts.gains(all(Math.log(ratio))).get(0);
        }
        return Math.exp(sum);
    }

    /** S(1) = L/2, M(1) = L/2 + 1/2; S(2) = (S(1) + 1/6) L, M(2) = S(2) + 1/3. */
    @Test
    void isTheMeanOfEvidencesThatBeginInEachInterval() {
        assertThat(evidence(4)).isCloseTo(2.5, within(ROUNDING));
        assertThat(evidence(4, 3)).isCloseTo((2 + 1 / 6.0) * 3 + 1 / 3.0, within(ROUNDING));
        assertThat(evidence(0.5, 0.5, 0.5))
                .isCloseTo(((0.25 + 1 / 6.0) * 0.5 + 1 / 12.0) * 0.5 + 0.25, within(ROUNDING));
    }

    @Test
    void aMeanOfOneStaysOne() {
        // A ratio of 2 or 1/2 with probabilities 1/3 and 2/3 has a mean of 1.
        double mean = 0;
        for (int path = 0; path < 1 << 10; path++) {
            double[] ratios = new double[10];
            double probability = 1;
            for (int i = 0; i < 10; i++) {
                boolean isUp = (path >> i & 1) == 1;
                ratios[i] = isUp ? 2 : 0.5;
                probability *= isUp ? 1 / 3.0 : 2 / 3.0;
            }
            mean += probability * evidence(ratios);
        }

        assertThat(mean).isCloseTo(1, within(ROUNDING));
    }

    @Test
    void aGoodTimeLeavesAFloorFromWhichABadOneIsFound() {
        Restarts restarts = new Restarts();
        double sum = 0;
        for (int i = 0; i < 999; i++) {
            sum += restarts.gains(all(-10)).get(0);
        }
        assertThat(Math.exp(sum)).isBetween(1 / 1_000.0, 1.1 / 1_000);

        for (int i = 0; i < 4; i++) {
            sum += restarts.gains(all(5)).get(0);
        }
        assertThat(Math.exp(sum)).isGreaterThan(20);
    }

    @Test
    void intervalsThatSayNothingCostNothing() {
        Restarts restarts = new Restarts();
        for (int i = 0; i < 1_000; i++) {
            assertThat(restarts.gains(all(0))).isEqualTo(all(0));
        }

        assertThat(Math.exp(restarts.gains(all(Math.log(4))).get(0))).isCloseTo(2.5, within(ROUNDING));
    }

    @Test
    void eachRelativeRiskGoesByItself() {
        List<Double> ratios = new ArrayList<>(all(0));
        ratios.set(3, Math.log(4));

        List<Double> gains = new Restarts().gains(ratios);

        assertThat(Math.exp(gains.get(3))).isCloseTo(2.5, within(ROUNDING));
        assertThat(gains.get(2)).isCloseTo(0, within(ROUNDING));
    }

    /** A candidate exactly at the limit, over 200 looks. */
    @Test
    void whoIsNotWorseIsStillSeldomFound() {
        Chance chance = new Chance(5);
        int found = 0;
        for (int rollout = 0; rollout < 1_000; rollout++) {
            Restarts restarts = new Restarts();
            List<Double> sum = LimitTest.NOTHING;
            boolean isFound = false;
            for (int look = 0; look < 200 && !isFound; look++) {
                Tally seen = new Tally(50, chance.binomial(50, 0.05));
                sum = Mixture.product(
                        sum, restarts.gains(LimitTest.of(0.05, seen).logLikelihoods()));
                isFound = new LimitTest(0.05, seen, sum).isWorse(0.05);
            }
            found += isFound ? 1 : 0;
        }

        assertThat(found).isLessThanOrEqualTo(50);
    }
}
