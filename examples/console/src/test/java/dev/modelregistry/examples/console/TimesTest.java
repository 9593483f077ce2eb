package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T16:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T03:00:00.123456Z, 2026-11-26T03:00:00.123456Z",
        "2026-11-26T03:00+02:00, 2026-11-26T01:00:00Z",
        "2026-11-26T03:00, 2026-11-26T03:00:00Z",
        "2026-11-26 03:00:05, 2026-11-26T03:00:05Z",
        "2026-11-26, 2026-11-26T00:00:00Z",
        "2h ago, 2026-11-26T14:00:00Z",
        "90m, 2026-11-26T14:30:00Z",
        "1w ago, 2026-11-19T16:00:00Z",
        "Yesterday, 2026-11-25T16:00:00Z",
        "now, 2026-11-26T16:00:00Z",
    })
    void timesAreUnderstoodAsPeopleSayThem(String text, Instant instant) {
        assertThat(Times.parse(text, NOW)).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({"soon", "25:00", "2026-13-01", "-2h ago", "9999999d ago"})
    void othersAreRefusedWithWhatWouldDo(String text) {
        assertThatThrownBy(() -> Times.parse(text, NOW))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'2h ago' or yesterday");
    }

    @Test
    void anAgeHasTheLargestUnitThatFits() {
        assertThat(Times.age(NOW.minusSeconds(59), NOW)).isEqualTo("59s ago");
        assertThat(Times.age(NOW.minusSeconds(3599), NOW)).isEqualTo("59m ago");
        assertThat(Times.age(NOW.minusSeconds(47 * 3600), NOW)).isEqualTo("47h ago");
        assertThat(Times.age(NOW.minusSeconds(49 * 3600), NOW)).isEqualTo("2d ago");
        assertThat(Times.age(NOW.plusSeconds(3), NOW))
                .as("another host's clock")
                .isEqualTo("0s ago");
    }
}
