package dev.modelregistry.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class ShareTest {
    private static final double ROUNDING = 1e-12;

    /** (1 − p)^n is 0.05 at p = 1 − 0.05^(1/n). */
    @Test
    void boundsOfNoneAndOfAllAreWhatIsReckonedByHand() {
        for (int n : new int[] {1, 10, 299, 100_000}) {
            assertThat(new Share(0, n).upper()).isCloseTo(1 - Math.pow(0.05, 1.0 / n), within(ROUNDING));
            assertThat(new Share(n, n).lower()).isCloseTo(Math.pow(0.05, 1.0 / n), within(ROUNDING));
            assertThat(new Share(0, n).lower()).isZero();
            assertThat(new Share(n, n).upper()).isEqualTo(1);
        }
        assertThat(new Share(0, 0).upper()).isEqualTo(1);
        assertThat(new Share(0, 0).lower()).isZero();
        assertThat(new Share(0, 0).rate()).isNaN();
    }

    /** Reckoned with SciPy 1.17.1 as quantiles of the beta distribution. */
    @Test
    void boundsAreWhatAnotherProgramSays() {
        assertThat(new Share(2, 180).upper()).isCloseTo(0.03456159321893774, within(ROUNDING));
        assertThat(new Share(2, 180).lower()).isCloseTo(0.0019777800653112713, within(ROUNDING));
        assertThat(new Share(30, 100).upper()).isCloseTo(0.3842206127942016, within(ROUNDING));
        assertThat(new Share(30, 100).lower()).isCloseTo(0.2249232243713866, within(ROUNDING));
        assertThat(new Share(12, 10_000).upper()).isCloseTo(0.0019435334014636135, within(ROUNDING));
        assertThat(new Share(12, 10_000).lower()).isCloseTo(0.0006925624238148458, within(ROUNDING));
    }

    /** Over all that may happen to 40 requests, for many true shares. */
    @Test
    void theTruthIsBeyondABoundInOneOfTwentyCasesAtMost() {
        for (double truth = 0.01; truth < 1; truth += 0.01) {
            double above = 0;
            double below = 0;
            double probability = Math.pow(1 - truth, 40);
            for (int hits = 0; hits <= 40; hits++) {
                above += new Share(hits, 40).upper() < truth ? probability : 0;
                below += new Share(hits, 40).lower() > truth ? probability : 0;
                probability *= (40 - hits) / (hits + 1.0) * truth / (1 - truth);
            }
            assertThat(above).as("above, truth %s", truth).isLessThanOrEqualTo(0.05);
            assertThat(below).as("below, truth %s", truth).isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void hugeCountsHaveBoundsToo() {
        Share half = new Share(Long.MAX_VALUE / 2, Long.MAX_VALUE);

        assertThat(half.lower()).isBetween(0.4999, 0.5);
        assertThat(half.upper()).isBetween(0.5, 0.5001);
        assertThat(new Share(1, Long.MAX_VALUE).upper()).isBetween(0.0, 1e-8);
        assertThat(new Share(Long.MAX_VALUE, Long.MAX_VALUE).upper()).isEqualTo(1);
        assertThat(new Share(Long.MAX_VALUE - 1, Long.MAX_VALUE).upper()).isEqualTo(1);
        assertThat(new Share(Integer.MAX_VALUE, Integer.MAX_VALUE + 1L).upper()).isEqualTo(1);
    }

    @Test
    void whatIsNoShareIsRefused() {
        assertThatThrownBy(() -> new Share(3, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("3 of 2 is no share");
        assertThatThrownBy(() -> new Share(-1, 2)).isInstanceOf(InvalidInputException.class);
    }
}
