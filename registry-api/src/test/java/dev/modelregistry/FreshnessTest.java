package dev.modelregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
    @Test
    void latestNeverAnswersFromMemoryAndNeverServesStale() {
        assertThat(Freshness.latest().maxAgeNanos()).isZero();
        assertThat(Freshness.latest().servesStale()).isFalse();
        assertThat(Freshness.latest()).hasToString("latest");
    }

    @Test
    void pinnedNeverLooksAgain() {
        assertThat(Freshness.pinned().maxAgeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(Freshness.pinned().servesStale()).isTrue();
        assertThat(Freshness.pinned()).hasToString("pinned");
    }

    @Test
    void boundedKeepsItsAgeToTheNanosecond() {
        Freshness freshness = Freshness.bounded(Duration.ofNanos(1));

        assertThat(freshness.maxAgeNanos()).isEqualTo(1);
        assertThat(freshness.servesStale()).isTrue();
        assertThat(Freshness.bounded(Duration.ofSeconds(2))).hasToString("bounded by PT2S");
    }

    private static Stream<Duration> enormous() {
        return Stream.of(
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofNanos(Long.MAX_VALUE).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    @ParameterizedTest
    @MethodSource("enormous")
    void anEnormousAgeIsStillNoPin(Duration age) {
        assertThat(Freshness.bounded(age).maxAgeNanos()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesAgesThatAreNotAboveZero(long nanos) {
        Duration age = Duration.ofNanos(nanos);
        assertThatThrownBy(() -> Freshness.bounded(age))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "maximum age " + age + " is not above zero; for always current reads use Freshness.latest()");
    }
}
