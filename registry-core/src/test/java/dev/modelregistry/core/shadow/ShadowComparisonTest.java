package dev.modelregistry.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShadowComparisonTest {
    private static ShadowRecorder recorder(ShadowComparison begun) {
        return new ShadowRecorder(begun, new SplittableRandom(5));
    }

    /** Outputs are quarters, so that distances are not rounded. */
    private static ShadowComparison random(Random random) {
        ShadowRecorder recorder =
                new ShadowRecorder(ShadowComparison.start(0.5), new SplittableRandom(random.nextLong()));
        for (int i = random.nextInt(900); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> recorder.dropped();
                case 1 -> recorder.late();
                case 2 -> recorder.failed();
                case 3 -> recorder.labels("l" + random.nextInt(5), "l" + random.nextInt(5));
                case 4 -> recorder.numbers(random.nextInt(2) == 0 ? 1 : Double.NaN, Double.NEGATIVE_INFINITY);
                default -> recorder.numbers(random.nextInt(9) / 4.0, random.nextInt(9) / 4.0);
            }
        }
        return recorder.seen();
    }

    @Test
    void partsAddUpToTheSameInAnyOrder() {
        Random random = new Random(6);
        for (int round = 0; round < 40; round++) {
            List<ShadowComparison> parts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                parts.add(random(random));
            }
            ShadowComparison sum = parts.stream().reduce(ShadowComparison::plus).orElseThrow();
            Collections.shuffle(parts, random);
            ShadowComparison other =
                    parts.get(0).plus(parts.get(1).plus(parts.get(2).plus(parts.get(3))));

            assertThat(other).isEqualTo(sum).hasSameHashCodeAs(sum).hasToString(sum.toString());
            assertThat(sum.plus(ShadowComparison.start(0.5))).isEqualTo(sum);
            assertThat(ShadowComparison.start(0.5).plus(sum)).isEqualTo(sum);
            assertThat(sum.compared())
                    .isEqualTo(
                            parts.stream().mapToLong(ShadowComparison::compared).sum());
        }
    }

    @Test
    void aNumberFlipsWhereTheOtherIsOnTheOtherSideOfTheThreshold() {
        assertThat(flips(0.5, 0.49)).isEqualTo(1); // at the threshold is not below
        assertThat(flips(0.49, 0.5)).isEqualTo(1);
        assertThat(flips(0.5, 0.5)).isZero();
        assertThat(flips(0.9, 0.51)).isZero();
        assertThat(flips(0.1, 0.2)).isZero();
    }

    private static long flips(double control, double candidate) {
        ShadowRecorder recorder = recorder(ShadowComparison.start(0.5));
        recorder.numbers(control, candidate);
        return recorder.seen().flips().hits();
    }

    @Test
    void labelsAreDecisionsAndNumbersWithoutAThresholdAreNone() {
        ShadowRecorder recorder = recorder(ShadowComparison.start());
        recorder.numbers(0, 1);
        assertThat(recorder.seen().flips()).isEqualTo(new Share(0, 0));
        recorder.labels("a", "b");
        assertThat(recorder.seen().flips()).isEqualTo(new Share(1, 1));

        ShadowRecorder both = recorder(ShadowComparison.start(0.5));
        both.numbers(0, 1);
        both.labels("a", "b");
        both.labels("a", "a");
        assertThat(both.seen().flips()).isEqualTo(new Share(2, 3));
    }

    @Test
    void lostIsWhatTheCandidateOwesAnAnswerTo() {
        ShadowRecorder recorder = recorder(ShadowComparison.start());
        recorder.dropped();
        recorder.numbers(Double.NaN, 1);
        assertThat(recorder.seen().lost()).isEqualTo(new Share(0, 0));

        recorder.late();
        recorder.failed();
        recorder.numbers(1, Double.NaN);
        recorder.numbers(1, 1);
        recorder.labels("a", "b");
        assertThat(recorder.seen().lost()).isEqualTo(new Share(3, 5));
    }

    @Test
    void distancesAreAbsolute() {
        ShadowRecorder recorder = recorder(ShadowComparison.start());
        assertThat(recorder.seen().numbers().meanDistance()).isEmpty();
        recorder.numbers(1, 3);
        recorder.numbers(3, 2);

        assertThat(recorder.seen().numbers().meanDistance()).hasValue(1.5);
    }

    @Test
    void distancesThatOverflowStopAtTheLargestNumber() {
        ShadowRecorder recorder = recorder(ShadowComparison.start());
        recorder.numbers(Double.MAX_VALUE, -Double.MAX_VALUE);
        recorder.numbers(Double.MAX_VALUE, -Double.MAX_VALUE);

        assertThat(recorder.seen().numbers().distance()).isEqualTo(Double.MAX_VALUE);
        assertThat(recorder.seen()).asString().contains("quantile deltas are p5 -Infinity");
    }

    @Test
    void whatFlipsAtDifferentThresholdsDoesNotAddUp() {
        ShadowComparison one = ShadowComparison.start(0.5);
        ShadowComparison other = ShadowComparison.start(0.6);
        ShadowComparison none = ShadowComparison.start();

        assertThatThrownBy(() -> one.plus(other))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("flips at the threshold 0.5 and at 0.6 do not add up; begin anew" + " where it changes");
        assertThatThrownBy(() -> none.plus(one))
                .hasMessageStartingWith("flips at the threshold none and at 0.5 do not");
        assertThatThrownBy(() -> ShadowComparison.start(Double.NaN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("threshold NaN is not finite; leave it out if nothing is decided by it");
    }

    @Test
    void sumsThatDoNotFitAreRefused() {
        Uncompared most = new Uncompared(0, Long.MAX_VALUE, 0, 0, 0);
        LabelPairs labels = new LabelPairs(Long.MAX_VALUE, 0, LabelPairs.NONE.frequent());

        assertThatThrownBy(() -> most.plus(Uncompared.LATE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("9223372036854775807 and 1 requests are too many");
        assertThatThrownBy(() -> labels.plus(LabelPairs.of("a", "a"))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void numbersThatContradictEachOtherAreRefused() {
        OptionalDouble none = OptionalDouble.empty();
        OptionalDouble half = OptionalDouble.of(0.5);
        PairSample one = recorded().numbers().sample();

        assertThatThrownBy(() -> new NumberPairs(none, 1, 1, 0, one))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("1 flips and a distance of 0.0 are not those of 1 pairs with the threshold none");
        assertThatThrownBy(() -> new NumberPairs(half, 1, 2, 0, one)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new NumberPairs(half, 1, -1, 0, one)).isInstanceOf(InvalidInputException.class);
        for (double distance : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new NumberPairs(half, 1, 0, distance, one))
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> new NumberPairs(half, 0, 0, 1, PairSample.NONE))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new NumberPairs(half, 2, 0, 0, one))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("1 pairs are no sample of 2; all stay up to 512");
        assertThatThrownBy(() -> new Uncompared(0, 0, 0, -1, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("dropped 0, late 0, failed 0, notFinite -1, incomparable 0; none may be negative");
    }

    private static ShadowComparison recorded() {
        ShadowRecorder recorder = recorder(ShadowComparison.start(0.5));
        recorder.numbers(0.25, 0.5);
        return recorder.seen();
    }

    @Test
    void saysWhatWasSeen() {
        assertThat(ShadowComparison.start())
                .hasToString("0 requests compared (0 dropped, 0 late, 0 failed, 0 not finite, 0 incomparable)");
        assertThat(recorded())
                .hasToString("1 requests compared (0 dropped, 0 late, 0 failed, 0 not finite, 0 incomparable); 1 of 1"
                        + " decisions flipped (100 %) at the threshold 0.5; mean absolute difference 0.25; of 1 pairs the"
                        + " rank correlation is unknown, quantile deltas are p5 0.25, p25 0.25, p50 0.25, p75 0.25, p95"
                        + " 0.25");
        ShadowRecorder labels = recorder(ShadowComparison.start());
        for (int i = 0; i < 2_000; i++) {
            labels.labels("cat", i % 1_000 == 0 ? "dog" : i % 2_000 == 1 ? "owl" : "cat");
        }
        labels.dropped();
        assertThat(labels.seen())
                .hasToString("2,000 requests compared (1 dropped, 0 late, 0 failed, 0 not finite, 0 incomparable); 3 of"
                        + " 2,000 decisions flipped (0.15 %); most often 'cat' -> 'dog' (2), 'cat' -> 'owl' (1)");
    }
}
