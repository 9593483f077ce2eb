package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatencyTestTest {
    private static final long MILLI = 1_000_000;
    private static final Latencies FAST = repeated(500, 10 * MILLI);
    private static final Latencies SLOW = repeated(100, 100 * MILLI);
    private static final long THRESHOLD = Latencies.end(Latencies.bucket(10 * MILLI));

    @Test
    void theFirstIncrementOnlyTellsHowSlowControlIs() {
        LatencyTest test = LatencyTest.start().next(new Arms<>(SLOW, FAST));

        assertThat(test.slow()).isEqualTo(RateTest.start());
        assertThat(test.threshold()).isEqualTo(THRESHOLD);
        assertThat(test.lack())
                .contains(
                        "no request of the candidate has come that could be compared since it is known how long control's take");
    }

    @Test
    void whatIsSlowWasFixedBeforeTheIncrement() {
        LatencyTest test = LatencyTest.start().next(new Arms<>(SLOW, FAST));
        // Control becomes as slow as the candidate; that counts for both.
        LatencyTest next = test.next(new Arms<>(SLOW, repeated(500, 100 * MILLI)));

        assertThat(next.slow().seen()).isEqualTo(new Arms<>(new Tally(100, 100), new Tally(500, 500)));
        assertThat(next.threshold()).isEqualTo(Latencies.end(Latencies.bucket(100 * MILLI)));
        assertThat(next.isWorse(0.05)).isFalse();
    }

    @Test
    void aSlowerCandidateIsFound() {
        LatencyTest test =
                LatencyTest.start().next(new Arms<>(SLOW, FAST)).next(new Arms<>(SLOW.plus(FAST), FAST.plus(FAST)));

        assertThat(test.slow().seen()).isEqualTo(new Arms<>(new Tally(600, 100), new Tally(1_000, 0)));
        assertThat(test.isWorse(0.05)).isTrue();
        assertThat(test.lack()).isEmpty();
        assertThat(test.outlook(0.05)).hasValue(0);
        assertThat(test.finding())
                .isEqualTo("16.7 % of the candidate's 600 requests were slow, of control's 1,000 0 %"
                        + " (slower than 95 % of control's before, now 10.5 ms)");
    }

    @Test
    void theCandidateMayBeGrantedAFactor() {
        Arms<Latencies> aThirdMore = new Arms<>(repeated(100, 13 * MILLI), FAST);

        assertThat(LatencyTest.start(0.95, 1.5)
                        .next(aThirdMore)
                        .next(aThirdMore)
                        .slow()
                        .seen()
                        .candidate())
                .isEqualTo(new Tally(100, 0));
        assertThat(LatencyTest.start(0.95, 1.2)
                        .next(aThirdMore)
                        .next(aThirdMore)
                        .slow()
                        .seen()
                        .candidate())
                .isEqualTo(new Tally(100, 100));
        assertThat(LatencyTest.start(0.95, 1.5).next(aThirdMore).finding())
                .endsWith("(slower than 95 % of control's before, now 10.5 ms, 1.5 times that for the candidate)");
    }

    @Test
    void fewRequestsOfControlAreGatheredUntilThereAreEnough() {
        LatencyTest test = LatencyTest.start().next(new Arms<>(SLOW, repeated(300, 10 * MILLI)));

        assertThat(test.threshold()).isZero();
        assertThat(test.lack()).contains("needs 500 requests of control in one process to know how long they take");
        assertThat(test.finding()).endsWith("(slower than 95 % of control's before, not known yet)");
        LatencyTest next = test.next(new Arms<>(SLOW, repeated(200, 20 * MILLI)));
        assertThat(next.threshold()).isEqualTo(Latencies.end(Latencies.bucket(20 * MILLI)));
        assertThat(next.reference()).isEqualTo(Latencies.NONE);
    }

    @Test
    void aThresholdHoldsUntilTheNextOneIsKnown() {
        LatencyTest test = LatencyTest.start()
                .next(new Arms<>(SLOW, FAST))
                .next(new Arms<>(Latencies.NONE, repeated(499, 20 * MILLI)));

        assertThat(test.threshold()).isEqualTo(THRESHOLD);
        assertThat(test.next(new Arms<>(Latencies.NONE, repeated(1, 20 * MILLI)))
                        .threshold())
                .isEqualTo(Latencies.end(Latencies.bucket(20 * MILLI)));
    }

    @Test
    void whatIsWrittenDownGoesOnWhereItWas() {
        LatencyTest test = LatencyTest.start().next(new Arms<>(SLOW, FAST)).next(new Arms<>(SLOW, SLOW));
        LatencyTest again = new LatencyTest(
                test.quantile(),
                test.allowance(),
                new RateTest(test.slow().seen(), test.slow().logLikelihoods()),
                Latencies.of(test.reference().counts()),
                test.threshold());

        assertThat(again.next(new Arms<>(SLOW, FAST))).isEqualTo(test.next(new Arms<>(SLOW, FAST)));
        assertThat(test.reference()).isEqualTo(SLOW);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (double quantile : new double[] {0, 1, Double.NaN}) {
            assertThatThrownBy(() -> LatencyTest.start(quantile, 1))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("quantile " + quantile + " is not between 0 and 1; 0.95 is usual");
        }
        for (double allowance : new double[] {0.9, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> LatencyTest.start(0.95, allowance))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("allowance " + allowance
                            + " is not from 1 to 1000; the candidate may take that many times as long as control");
        }
        RateTest slow = RateTest.start();
        assertThatThrownBy(() -> new LatencyTest(0.95, 1, slow, Latencies.NONE, -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("threshold -1 ns is negative");
    }

    private static Latencies repeated(int count, long nanos) {
        long[] all = new long[count];
        Arrays.fill(all, nanos);
        return Latencies.ofNanos(all);
    }
}
