package dev.modelregistry.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.core.shadow.PairSample.Pair;
import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairSampleTest {
    private static PairSample of(double[] control, double[] candidate) {
        return new PairSample(IntStream.range(0, control.length)
                .mapToObj(i -> new Pair(i, control[i], candidate[i]))
                .toList());
    }

    private static double[] values(double... values) {
        return values;
    }

    /** Ranks 1, 2.5, 2.5, 4 and 1, 3.5, 2, 3.5: from their means 2.5, 3.75 / 4.5. */
    @Test
    void rankCorrelationIsWhatIsReckonedByHand() {
        assertThat(of(values(1, 2, 2, 3), values(1, 3, 2, 3)).rankCorrelation())
                .hasValueCloseTo(3.75 / 4.5, within(1e-15));
        assertThat(of(values(1, 2, 3, 4, 5), values(2, 1, 4, 3, 5)).rankCorrelation())
                .hasValueCloseTo(1 - 6 * 4 / 120.0, within(1e-15)); // 1 − 6 ∑d² / (n³ − n) without ties
    }

    /** Reckoned with SciPy 1.17.1, spearmanr. */
    @Test
    void rankCorrelationIsWhatAnotherProgramSays() {
        double[] control = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
        double[] candidate = {2, 7, 1, 8, 2, 8, 1, 8, 2, 8};

        assertThat(of(control, candidate).rankCorrelation()).hasValueCloseTo(0.13471506281091267, within(1e-15));
    }

    @Test
    void orderAloneCountsForIt() {
        double[] grows = IntStream.range(0, PairSample.LIMIT).asDoubleStream().toArray();
        double[] explodes = IntStream.range(0, PairSample.LIMIT)
                .mapToDouble(i -> Math.exp(i))
                .toArray();
        double[] falls =
                IntStream.range(0, PairSample.LIMIT).mapToDouble(i -> -i).toArray();

        assertThat(of(grows, explodes).rankCorrelation()).hasValue(1);
        assertThat(of(grows, falls).rankCorrelation()).hasValue(-1);
    }

    @Test
    void zeroesOfEitherSignAreEqual() {
        assertThat(of(values(0.0, -0.0, 1), values(-0.0, 0.0, 1)).rankCorrelation())
                .hasValue(1);
    }

    @Test
    void aCandidateThatGivesEverybodyTheSameRanksNothing() {
        assertThat(of(values(1, 2, 3), values(7, 7, 7)).rankCorrelation()).hasValue(0);
        assertThat(of(values(7, 7, 7), values(1, 2, 3)).rankCorrelation()).isEmpty();
        assertThat(of(values(7), values(7)).rankCorrelation()).isEmpty();
        assertThat(PairSample.NONE.rankCorrelation()).isEmpty();
    }

    @Test
    void aQuantileIsTheLeastOutputThatCompletesIt() {
        double[] tens = IntStream.rangeClosed(1, 20).mapToDouble(i -> 10 * i).toArray();
        PairSample sample = of(new double[20], tens);

        assertThat(sample.quantileDelta(5)).hasValue(10);
        assertThat(sample.quantileDelta(6)).hasValue(20);
        assertThat(sample.quantileDelta(50)).hasValue(100);
        assertThat(sample.quantileDelta(95)).hasValue(190);
        assertThat(sample.quantileDelta(100)).hasValue(200);
        assertThat(of(values(3, 1, 2), values(5, 9, 1)).quantileDelta(50)).hasValue(5 - 2);
        assertThat(of(values(3), values(1)).quantileDelta(5)).hasValue(-2);
        assertThat(PairSample.NONE.quantileDelta(50)).isEmpty();
    }

    @Test
    void aQuantileOutOfRangeIsRefused() {
        for (int percent : new int[] {0, 101}) {
            assertThatThrownBy(() -> PairSample.NONE.quantileDelta(percent))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("quantile " + percent + " % is not from 1 to 100 %");
        }
    }

    @Test
    void partsAddUpToTheLowestPrioritiesOfAllInAnyOrder() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            List<PairSample> parts = new ArrayList<>();
            List<Pair> all = new ArrayList<>();
            for (int part = 0; part < 5; part++) {
                PairSample sample = PairSample.NONE;
                for (int i = random.nextInt(2) * random.nextInt(700); i > 0; i--) {
                    // few priorities, so that some are equal
                    Pair pair = new Pair(random.nextInt(2_000), random.nextInt(3), random.nextInt(3));
                    all.add(pair);
                    sample = sample.plus(new PairSample(List.of(pair)));
                }
                parts.add(sample);
            }
            all.sort((one, other) -> one.priority() != other.priority()
                    ? Long.compare(one.priority(), other.priority())
                    : one.control() != other.control()
                            ? Double.compare(one.control(), other.control())
                            : Double.compare(one.candidate(), other.candidate()));
            List<Pair> lowest = all.subList(0, Math.min(all.size(), PairSample.LIMIT));

            for (int order = 0; order < 5; order++) {
                Collections.shuffle(parts, random);
                PairSample left = parts.stream().reduce(PairSample.NONE, PairSample::plus);
                PairSample right = parts.get(0)
                        .plus(parts.get(1).plus(parts.get(2).plus(parts.get(3).plus(parts.get(4)))));
                assertThat(left.pairs()).isEqualTo(lowest);
                assertThat(right).isEqualTo(left);
            }
        }
    }

    /**
     * 1,500 requests of three JVMs, of which one has most and all have drifted; each request is marked by its output. Each of 30 stretches
     * should be in the sample as often as the next; the sum of the squares is like χ² with 29 degrees of freedom, 58.3 at most in 999 of 1,000.
     */
    @Test
    void eachRequestIsAsLikelyToStayWhereverAndWheneverItCame() {
        int requests = 1_500;
        int stretches = 30;
        int rounds = 40;
        SplittableRandom random = new SplittableRandom(2);
        double[] stayed = new double[stretches];
        for (int round = 0; round < rounds; round++) {
            int at = 0;
            PairSample together = PairSample.NONE;
            for (int share : new int[] {900, 500, 100}) {
                ShadowRecorder recorder = new ShadowRecorder(ShadowComparison.start(), random.split());
                for (int i = 0; i < share; i++, at++) {
                    recorder.numbers(at, at);
                }
                together = together.plus(recorder.seen().numbers().sample());
            }
            assertThat(together.pairs()).hasSize(PairSample.LIMIT);
            together.pairs().forEach(pair -> stayed[(int) pair.control() * stretches / requests]++);
        }
        double expected = (double) rounds * PairSample.LIMIT / stretches;
        double variance = expected * (1 - (double) PairSample.LIMIT / requests);
        double squares = 0;
        for (double each : stayed) {
            squares += (each - expected) * (each - expected) / variance;
        }
        assertThat(squares).isBetween(10.0, 58.3);
    }

    @Test
    void whatIsNoSampleIsRefused() {
        List<Pair> many = IntStream.rangeClosed(0, PairSample.LIMIT)
                .mapToObj(i -> new Pair(i, 0, 0))
                .toList();
        List<Pair> unordered = List.of(new Pair(2, 0, 0), new Pair(1, 0, 0));

        assertThatThrownBy(() -> new PairSample(many))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("513 pairs are no sample; there may be 512");
        assertThatThrownBy(() -> new PairSample(unordered))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "pair 1 of the sample, Pair[priority=1, control=0.0, candidate=0.0], has a lower priority than"
                                + " the one before; give them in order");
        assertThatThrownBy(() -> new Pair(1, 0, Double.NaN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("outputs 0.0 and NaN are no pair for a sample; both must be finite");
    }
}
