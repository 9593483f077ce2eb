package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.Health.Latency;
import dev.modelregistry.health.Health.Scores;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static final Sample SAMPLE = new Sample(
            Latencies.ofNanos(1_000_000, 2_000_000, 3_000_000, 4_000_000),
            1,
            Moments.of(0.25, 0.75),
            SlotSample.of(0b11));

    @Test
    void sumsAreOfAllThatWasSeen() {
        Sample other = new Sample(Latencies.ofNanos(5_000_000, 6_000_000), 2, Moments.of(0.5), SlotSample.of(0b110));

        assertThat(SAMPLE.plus(other))
                .isEqualTo(new Sample(
                        Latencies.ofNanos(1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000),
                        3,
                        new Moments(3, 0.5, 0.125),
                        SlotSample.of(0b111)));
        assertThat(SAMPLE.plus(Sample.NONE)).isEqualTo(SAMPLE);
        assertThat(Sample.NONE.plus(SAMPLE)).isEqualTo(SAMPLE);
    }

    @Test
    void requestsAndErrorsAreItsTally() {
        assertThat(SAMPLE.tally()).isEqualTo(new Tally(4, 1));
        assertThat(Sample.NONE.tally()).isEqualTo(Tally.NONE);
    }

    /** A quantile is the end of the bucket that it is in: a sixteenth between powers of two. */
    @Test
    void healthIsTheNumbersOfBothArms() {
        Health health = Sample.health(new Arms<>(SAMPLE, Sample.NONE));

        assertThat(health.candidate().requests()).isEqualTo(4);
        assertThat(health.candidate().errors()).isEqualTo(1);
        assertThat(health.candidate().errorRate()).isEqualTo(0.25);
        assertThat(health.candidate().latency())
                .contains(new Latency(
                        Duration.ofNanos(2_031_616), Duration.ofNanos(4_063_232), Duration.ofNanos(4_063_232)));
        assertThat(health.candidate().scores()).contains(new Scores(2, 0.5));
        assertThat(health.control()).isEqualTo(new Counts(0, 0, Optional.empty(), Optional.empty()));
    }

    @Test
    void moreErrorsThanRequestsAreRefused() {
        assertThat(new Sample(SAMPLE.latencies(), 4, Moments.NONE, SlotSample.NONE).errors())
                .isEqualTo(4);
        assertThatThrownBy(() -> new Sample(SAMPLE.latencies(), 5, Moments.NONE, SlotSample.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("5 errors of 4 requests; there must be 0 or more, and no more than requests");
        assertThatThrownBy(() -> new Sample(SAMPLE.latencies(), -1, Moments.NONE, SlotSample.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("-1 errors of 4 requests; there must be 0 or more, and no more than requests");
    }
}
