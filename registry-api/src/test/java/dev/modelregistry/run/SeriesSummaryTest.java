package dev.modelregistry.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeriesSummaryTest {
    private static SeriesSummary of(double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> SeriesSummary.of(7, value))
                .reduce(SeriesSummary::and)
                .orElseThrow();
    }

    @Test
    void countsAndKeepsTheLastAndTheExtremes() {
        SeriesSummary summary = SeriesSummary.of(3, 0.5)
                .and(SeriesSummary.of(1, 0.75))
                .and(SeriesSummary.of(2, 0.25))
                .and(SeriesSummary.of(9, 0.5));

        assertThat(summary).isEqualTo(new SeriesSummary(4, 9, 0.5, 0.25, 0.75));
    }

    @Test
    void joinsInAnyGrouping() {
        assertThat(of(3, 1, Double.NaN).and(of(2, 5))).isEqualTo(of(3, 1, Double.NaN, 2, 5));
        assertThat(of(3).and(of(1, Double.NaN, 2, 5))).isEqualTo(of(3, 1, Double.NaN, 2, 5));
    }

    @Test
    void whatIsNotANumberIsTheLastButNeitherLowestNorHighest() {
        assertThat(of(Double.NaN, 2, 1, Double.NaN)).isEqualTo(new SeriesSummary(4, 7, Double.NaN, 1, 2));
        assertThat(of(Double.NaN, Double.NaN)).isEqualTo(new SeriesSummary(2, 7, Double.NaN, Double.NaN, Double.NaN));
        assertThat(of(Double.POSITIVE_INFINITY, 0, Double.NEGATIVE_INFINITY).highest())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }
}
