package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void countsHaveTheirThousandsApart() {
        assertThat(Words.count(0)).isEqualTo("0");
        assertThat(Words.count(999)).isEqualTo("999");
        assertThat(Words.count(1_000)).isEqualTo("1,000");
        assertThat(Words.count(Long.MAX_VALUE)).isEqualTo("9,223,372,036,854,775,807");
    }

    @Test
    void aGuessHasTwoDigitsAndIsNotTooLow() {
        assertThat(Words.about(7)).isEqualTo("7");
        assertThat(Words.about(120)).isEqualTo("120");
        assertThat(Words.about(121)).isEqualTo("130");
        assertThat(Words.about(1_234_567)).isEqualTo("1,300,000");
    }

    @Test
    void percentagesShowWhatIsRare() {
        assertThat(Words.percent(1, 8)).isEqualTo("12.5 %");
        assertThat(Words.percent(80, 8_020)).isEqualTo("1.0 %");
        assertThat(Words.percent(994, 100_000)).isEqualTo("0.99 %");
        assertThat(Words.percent(123, 10_000_000)).isEqualTo("0.0012 %");
        assertThat(Words.percent(3, 3)).isEqualTo("100.0 %");
        assertThat(Words.percent(0, 3)).isEqualTo("0 %");
        assertThat(Words.percent(0, 0)).isEqualTo("none");
    }

    @Test
    void numbersHaveFourDigits() {
        assertThat(Words.number(0.712345)).isEqualTo("0.7123");
        assertThat(Words.number(-1200)).isEqualTo("-1200");
        assertThat(Words.number(0)).isEqualTo("0");
        assertThat(Words.number(1e300)).isEqualTo("1E+300");
        assertThat(Words.number(1e-300)).isEqualTo("1E-300");
    }

    @Test
    void evidenceThatIsNotEnoughDoesNotLookLikeIt() {
        assertThat(Words.evidence(Math.log(20))).isEqualTo("20");
        assertThat(Words.evidence(Math.log(19.99))).isEqualTo("19");
        assertThat(Words.evidence(Math.log(9.99))).isEqualTo("9.9");
        assertThat(Words.evidence(0)).isEqualTo("1.0");
        assertThat(Words.evidence(Double.NEGATIVE_INFINITY)).isEqualTo("0.0");
        assertThat(Words.evidence(1e10)).isEqualTo("more than 1,000,000");
    }

    @Test
    void durationsHaveAFittingUnit() {
        assertThat(Words.duration(1_040)).isEqualTo("1.04 µs");
        assertThat(Words.duration(12_345_678)).isEqualTo("12.3 ms");
        assertThat(Words.duration(274_877_906_944L)).isEqualTo("275 s");
    }
}
