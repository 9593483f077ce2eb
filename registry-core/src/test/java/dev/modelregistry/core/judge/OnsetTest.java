package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnsetTest {
    private static final double ROUNDING = 1e-9;
    private static final double LIMIT = 0.05;
    private static final double ALPHA = 0.05;

    private static List<Double> all(double value) {
        return Collections.nCopies(Mixture.RISKS.size(), value);
    }

    /** A test in which each part of a step had this likelihood ratio, whatever the risk. */
    private static Onset onset(int step, double... ratios) {
        List<Double> whole = LimitTest.NOTHING;
        Onsets onsets = Onsets.NONE;
        for (int part = 0; part < ratios.length; part++) {
            List<Double> logs = all(Math.log(ratios[part]));
            whole = Mixture.product(whole, logs);
            onsets = onsets.plus(Onsets.of(part, logs));
        }
        return new Onset(new LimitTest(LIMIT, Tally.NONE, whole), onsets, step);
    }

    private static double evidence(int step, double... ratios) {
        return Math.exp(onset(step, ratios).logEvidence());
    }

    @Test
    void nothingIsNoEvidence() {
        assertThat(evidence(0)).isCloseTo(1, within(ROUNDING));
        assertThat(evidence(1)).as("what began in the first step is given up").isCloseTo(0.75, within(ROUNDING));
        assertThat(evidence(2)).isCloseTo(1 / 2.0 + 1 / 24.0 + 1 / 8.0, within(ROUNDING));
    }

    /** In the first step ½ is for the beginning, ¼ for the step's parts and ¼ for steps to come. */
    @Test
    void isTheMeanOfEvidencesFromTheBeginningAndFromEachPartOn() {
        assertThat(evidence(0, 4)).isCloseTo(4 / 2.0 + (4 + 7) / 8.0 / 4 + 1 / 4.0, within(ROUNDING));
        assertThat(evidence(0, 0.5, 6)).isCloseTo(3 / 2.0 + (3 + 6 + 6 * 1) / 8.0 / 4 + 1 / 4.0, within(ROUNDING));
    }

    /** Each part doubles the evidence with a probability of 1/3, and else halves it: a mean of 1. */
    @Test
    void aMeanOfOneStaysOne() {
        double mean = 0;
        for (int path = 0; path < 1 << Onsets.PARTS; path++) {
            double[] ratios = new double[Onsets.PARTS];
            double probability = 1;
            for (int part = 0; part < ratios.length; part++) {
                boolean isUp = (path >> part & 1) == 1;
                ratios[part] = isUp ? 2 : 0.5;
                probability *= isUp ? 1 / 3.0 : 2 / 3.0;
            }
            mean += probability * evidence(0, ratios);
        }

        assertThat(mean).isCloseTo(1, within(ROUNDING));
    }

    @Test
    void aGoodTimeDoesNotHideABadOne() {
        double good = 1e-30;
        assertThat(evidence(0, good, good, good, good, good, good, 1_000, 1)).isGreaterThan(20);
        assertThat(evidence(3, good, good, good, good, good, good, 1e5, 1)).isGreaterThan(20);
        assertThat(evidence(0, good, good)).isBetween(0.4, 0.5);
    }

    @Test
    void saysOtherwiseWhatTheTestSays() {
        Onset onset = onset(0, 4);

        assertThat(onset.name()).isEqualTo("error limit");
        assertThat(onset.compares()).isFalse();
        assertThat(onset.lack()).isEqualTo(onset.test().lack());
        assertThat(onset.unit()).isEqualTo("requests");
        assertThat(onset.finding()).isEqualTo(onset.test().finding());
        assertThat(onset.outlook(ALPHA)).isEqualTo(onset.test().outlook(ALPHA));
    }

    /** A candidate exactly at the limit, over 160 looks, 20 in each part. */
    @Test
    void whoIsNotWorseIsStillSeldomFound() {
        Chance chance = new Chance(5);
        int found = 0;
        for (int rollout = 0; rollout < 1_000; rollout++) {
            List<Double> whole = LimitTest.NOTHING;
            Onsets onsets = Onsets.NONE;
            boolean isFound = false;
            for (int look = 0; look < 160 && !isFound; look++) {
                Tally seen = new Tally(50, chance.binomial(50, LIMIT));
                List<Double> logs = LimitTest.of(LIMIT, seen).logLikelihoods();
                whole = Mixture.product(whole, logs);
                onsets = onsets.plus(Onsets.of(look / 20, logs));
                isFound = new Onset(new LimitTest(LIMIT, seen, whole), onsets, 0).isWorse(ALPHA);
            }
            found += isFound ? 1 : 0;
        }

        assertThat(found).isLessThanOrEqualTo(50);
    }

    @Test
    void partsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Onsets(List.of(all(0))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("is not 8 times 10 finite numbers");
        assertThatThrownBy(() -> new Onsets(Collections.nCopies(8, List.of(1.0))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Onsets(Collections.nCopies(8, all(Double.NaN))))
                .isInstanceOf(InvalidInputException.class);
    }
}
