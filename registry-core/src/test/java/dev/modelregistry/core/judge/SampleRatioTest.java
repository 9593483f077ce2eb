package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.core.judge.SampleRatio.Arm;
import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleRatioTest {
    private static final double CONCENTRATION = 1000;

    /** Unit by unit: each multiplies by how probable the prior and the units before it make its arm, over its share. */
    @Test
    void theEvidenceIsTheProductOfThePredictions() {
        double[] shares = {0.001, 0.05, 0.949};
        long[] units = {3, 140, 1_857};
        double product = 0;
        double all = CONCENTRATION;
        for (int arm = 0; arm < shares.length; arm++) {
            for (long before = 0; before < units[arm]; before++) {
                product += Math.log((CONCENTRATION * shares[arm] + before) / all / shares[arm]);
                all++;
            }
        }

        assertThat(ratio(shares, units).logEvidence()).isCloseTo(product, within(1e-9));
        assertThat(product).isGreaterThan(1);
    }

    @Test
    void withTheRightSharesTheEvidenceIsOneOnAverage() {
        double[] shares = {0.2, 0.3, 0.5};
        int units = 12;
        double sum = 0;
        for (int first = 0; first <= units; first++) {
            for (int second = 0; first + second <= units; second++) {
                int third = units - first - second;
                double probability = factorial(units)
                        / (factorial(first) * factorial(second) * factorial(third))
                        * Math.pow(0.2, first)
                        * Math.pow(0.3, second)
                        * Math.pow(0.5, third);
                sum += probability
                        * Math.exp(ratio(shares, first, second, third).logEvidence());
            }
        }

        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    private static double factorial(int n) {
        return n == 0 ? 1 : n * factorial(n - 1);
    }

    @Test
    void nothingIsNoEvidence() {
        assertThat(ratio(new double[] {0.05, 0.95}, 0, 0).logEvidence()).isCloseTo(0, within(1e-12));
    }

    @Test
    void aMismatchIsFoundAndARightRatioIsNot() {
        double[] shares = {0.05, 0.95};

        assertThat(ratio(shares, 500, 9_500).isMismatch(0.01)).isFalse();
        assertThat(ratio(shares, 800, 9_200).isMismatch(0.01)).isTrue();
        assertThat(ratio(shares, 300, 9_700).isMismatch(0.01)).isTrue();
        assertThat(ratio(shares, 0, 1_000).isMismatch(0.01)).isTrue();
    }

    /** Sums of logarithms of factorials would be off by more than 10 here. */
    @Test
    void hugeCountsLoseNoDigitsThatMatter() {
        long huge = 1L << 50;

        // −½ log((K + n) / K): the rest cancels out when the counts are as expected
        assertThat(ratio(new double[] {0.5, 0.5}, huge / 2, huge / 2).logEvidence())
                .isCloseTo(-0.5 * Math.log(huge / CONCENTRATION), within(0.001));
        assertThat(ratio(new double[] {0.5, 0.5}, Long.MAX_VALUE, 0).logEvidence())
                .isFinite()
                .isGreaterThan(1e18);
    }

    @Test
    void itsFindingNamesTheArmThatIsFarthestOff() {
        assertThat(ratio(new double[] {0.05, 0.15, 0.8}, 370, 780, 3_850).finding())
                .isEqualTo("arm 0 got 7.4 % of 5,000 keys, and 5.0 % were expected");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new Arm("candidate", 0, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("arm 'candidate' with share 0.0 and 1 units;"
                        + " the share must be above 0 and below 1, and the units not negative");
        assertThatThrownBy(() -> new Arm("candidate", 0.5, -1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Arm("candidate", Double.NaN, 1)).isInstanceOf(InvalidInputException.class);
        List<Arm> incomplete = List.of(new Arm("a", 0.5, 1), new Arm("b", 0.4, 1));
        assertThatThrownBy(() -> new SampleRatio(incomplete))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("arms " + incomplete
                        + "; there must be two or more of different names, with shares that sum to 1");
        List<Arm> twins = List.of(new Arm("a", 0.5, 1), new Arm("a", 0.5, 1));
        assertThatThrownBy(() -> new SampleRatio(twins)).isInstanceOf(InvalidInputException.class);
        List<Arm> alone = List.of(new Arm("a", 0.9995, 1));
        assertThatThrownBy(() -> new SampleRatio(alone)).isInstanceOf(InvalidInputException.class);
    }

    private static SampleRatio ratio(double[] shares, long... units) {
        Arm[] arms = new Arm[shares.length];
        for (int i = 0; i < arms.length; i++) {
            arms[i] = new Arm("arm " + i, shares[i], units[i]);
        }
        return new SampleRatio(List.of(arms));
    }
}
