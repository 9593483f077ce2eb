package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void eachBucketEndsWhereTheNextOneBegins() {
        for (int i = 0; i < Latencies.BUCKETS - 1; i++) {
            assertThat(Latencies.bucket(Latencies.end(i) - 1)).isEqualTo(i);
            assertThat(Latencies.bucket(Latencies.end(i))).isEqualTo(i + 1);
        }
    }

    @Test
    void noBucketIsWiderThanASixteenth() {
        for (int i = 1; i < Latencies.BUCKETS; i++) {
            assertThat(Latencies.end(i) / (double) Latencies.end(i - 1)).isBetween(1.03, 1.0625);
        }
    }

    @Test
    void theyGoFromAMicrosecondToSomeMinutesAndHoldWhatIsBeyond() {
        assertThat(Latencies.end(0)).isEqualTo(1_088);
        assertThat(Duration.ofNanos(Latencies.end(Latencies.BUCKETS - 1))).isGreaterThan(Duration.ofMinutes(4));
        assertThat(Latencies.bucket(0)).isZero();
        assertThat(Latencies.bucket(-5)).isZero();
        assertThat(Latencies.bucket(Long.MIN_VALUE)).isZero();
        assertThat(Latencies.bucket(Long.MAX_VALUE)).isEqualTo(Latencies.BUCKETS - 1);
        assertThat(Latencies.ofNanos(-5, Long.MAX_VALUE).count()).isEqualTo(2);
    }

    @Test
    void quantilesAreThoseOfTheDurationsButForTheWidthOfABucket() {
        Chance chance = new Chance(1);
        long[] nanos = new long[10_000];
        Arrays.setAll(nanos, i -> (long) (10 * MILLI * Math.exp(chance.normal())));
        Latencies latencies = Latencies.ofNanos(nanos);
        Arrays.sort(nanos);

        for (double part : new double[] {0.01, 0.5, 0.9, 0.95, 0.99, 1}) {
            long exact = nanos[(int) Math.ceil(part * nanos.length) - 1];
            assertThat(latencies.quantile(part)).isGreaterThan(exact);
            assertThat(latencies.quantile(part) / (double) exact).isCloseTo(1, within(0.0625));
        }
    }

    @Test
    void aQuantileIsTheEndOfTheBucketThatCompletesIt() {
        Latencies latencies = Latencies.ofNanos(MILLI, 2 * MILLI, 3 * MILLI, 4 * MILLI);

        assertThat(latencies.quantile(0.5)).isEqualTo(Latencies.end(Latencies.bucket(2 * MILLI)));
        assertThat(latencies.quantile(0.51)).isEqualTo(Latencies.end(Latencies.bucket(3 * MILLI)));
        assertThat(latencies.quantile(1e-9)).isEqualTo(Latencies.end(Latencies.bucket(MILLI)));
        assertThat(Latencies.ofNanos(Long.MAX_VALUE).quantile(1)).isEqualTo(Latencies.end(Latencies.BUCKETS - 1));
    }

    @Test
    void howManyTookLongerIsExactAtTheEndsOfBuckets() {
        long bound = Latencies.end(Latencies.bucket(2 * MILLI));
        Latencies latencies = Latencies.ofNanos(MILLI, 2 * MILLI, bound - 1, bound, 3 * MILLI);

        assertThat(latencies.atLeast(bound)).isEqualTo(2);
        assertThat(latencies.atLeast(bound - 1)).isEqualTo(2);
        assertThat(latencies.atLeast(bound + 1)).isEqualTo(1);
        assertThat(latencies.atLeast(Long.MAX_VALUE)).isZero();
        assertThat(latencies.atLeast(1)).isEqualTo(5);
    }

    @Test
    void theyAddUp() {
        Latencies before = Latencies.ofNanos(MILLI, 2 * MILLI);
        Latencies since = Latencies.ofNanos(MILLI, 30 * MILLI);
        Latencies now = before.plus(since);

        assertThat(now).isEqualTo(Latencies.ofNanos(30 * MILLI, MILLI, 2 * MILLI, MILLI));
        assertThat(now.count()).isEqualTo(4);
    }

    @Test
    void theCountsAreCopies() {
        long[] counts = Latencies.ofNanos(MILLI).counts();
        Latencies latencies = Latencies.of(counts);
        counts[0] = 7;
        latencies.counts()[0] = 7;

        assertThat(latencies).isEqualTo(Latencies.ofNanos(MILLI));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        Latencies one = Latencies.ofNanos(MILLI);
        long[] many = new long[Latencies.BUCKETS];
        many[0] = Long.MAX_VALUE;
        many[1] = 1;

        assertThatThrownBy(() -> Latencies.of(1, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("2 buckets; there must be 448");
        assertThatThrownBy(() -> Latencies.of(many))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("bucket 1 counts 1;");
        assertThatThrownBy(() -> one.quantile(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("quantile 0.0 of 1 latencies; it must be above 0 and at most 1, and of 1 latency or more");
        assertThatThrownBy(() -> Latencies.NONE.quantile(0.5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("quantile 0.5 of 0 latencies");
    }

    @Test
    void saysHowLongTheyAre() {
        assertThat(Latencies.NONE).hasToString("no latencies");
        assertThat(Latencies.ofNanos(5_000, 5_000, 12 * MILLI, 2_000 * MILLI))
                .hasToString("4 latencies, half of them below 5.12 µs, 95 % below 2.01 s");
    }
}
