package dev.modelregistry.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.examples.benchmarks.Measure.Comparison;
import dev.modelregistry.examples.benchmarks.Measure.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureTest {
    @Test
    void theMedianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(30, 10, 20)).isEqualTo(new Spread(10, 20, 30));
        assertThat(Spread.of(40, 10, 20, 30)).isEqualTo(new Spread(10, 25, 40));
    }

    @Test
    void bothTakeTurnsAndWarmUpsDoNotCount() throws IOException {
        List<String> turns = new ArrayList<>();
        Iterator<Double> times = List.of(1000.0, 10.0, 20.0, 40.0).iterator();

        Comparison measured = Measure.inTurns(
                1,
                3,
                () -> {
                    turns.add("baseline");
                    return 10;
                },
                () -> {
                    turns.add("library");
                    return times.next();
                });

        assertThat(turns)
                .containsExactly(
                        "baseline", "library", "baseline", "library", "baseline", "library", "baseline", "library");
        assertThat(measured)
                .isEqualTo(new Comparison(new Spread(10, 10, 10), new Spread(10, 20, 40), new Spread(1, 2, 4)));
    }
}
