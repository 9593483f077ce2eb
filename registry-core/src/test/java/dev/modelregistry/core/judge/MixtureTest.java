package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void theEvidenceIsTheMeanOfTheLikelihoods() {
        assertThat(Math.exp(Mixture.logMean(List.of(Math.log(1), Math.log(2), Math.log(6)), 1)))
                .isCloseTo(3, within(ROUNDING));
    }

    /** (1 + 4 + 36) / 3 */
    @Test
    void whatIsSeenTwiceCountsSquared() {
        assertThat(Math.exp(Mixture.logMean(List.of(Math.log(1), Math.log(2), Math.log(6)), 2)))
                .isCloseTo(41 / 3.0, within(ROUNDING));
    }

    @Test
    void likelihoodsThatNoNumberHoldsNeitherOverflowNorVanish() {
        assertThat(Mixture.logMean(List.of(1e18, 0.0), 1)).isEqualTo(1e18);
        assertThat(Mixture.logMean(List.of(-1e18, -1e18), 1)).isEqualTo(-1e18);
        assertThat(Mixture.logMean(List.of(-800.0, -800.0 + Math.log(3)), 1))
                .isCloseTo(-800 + Math.log(2), within(1e-9));
    }

    @Test
    void isAskedForEachRiskInItsOrder() {
        assertThat(Mixture.each(risk -> risk)).isEqualTo(Mixture.RISKS);
        assertThat(Mixture.each(risk -> 7)).isEqualTo(Collections.nCopies(10, 7.0));
    }
}
