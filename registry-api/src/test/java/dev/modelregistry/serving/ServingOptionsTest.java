package dev.modelregistry.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServingOptionsTest {
    @Test
    void eachChoiceIsKeptByTheOthers() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ServingOptions<String> options = ServingOptions.<String>standard()
                .warmUp(model -> calls.addAndGet(1))
                .check(model -> calls.addAndGet(10))
                .closer(model -> calls.addAndGet(100))
                .onAlert(alert -> calls.addAndGet(1_000))
                .loadLimit(Duration.ofSeconds(1))
                .retryAfter(Duration.ofSeconds(2))
                .drainLimit(Duration.ofSeconds(3))
                .trackLeases();

        options.warmUp().accept("");
        options.check().accept("");
        options.closer().accept("");
        assertThat(calls).hasValue(111);
        assertThat(options.loadLimit()).hasSeconds(1);
        assertThat(options.retryAfter()).hasSeconds(2);
        assertThat(options.drainLimit()).hasSeconds(3);
        assertThat(options.tracksLeases()).isTrue();
        assertThat(ServingOptions.standard().tracksLeases()).isFalse();
    }

    @Test
    void whatCanBeClosedIsClosedIfNothingElseIsSaid() throws Exception {
        AtomicInteger closings = new AtomicInteger();
        AutoCloseable model = closings::incrementAndGet;

        ServingOptions.<Object>standard().closer().accept(model);
        ServingOptions.<Object>standard().closer().accept("nothing to close");

        assertThat(closings).hasValue(1);
    }

    @Test
    void timesThatAreNoneAreRefused() {
        ServingOptions<String> options = ServingOptions.standard();

        assertThatThrownBy(() -> options.loadLimit(Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("load limit PT0S is not above zero");
        assertThatThrownBy(() -> options.retryAfter(Duration.ofSeconds(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("retry after PT-1S is not above zero");
        assertThatThrownBy(() -> options.drainLimit(ChronoUnit.FOREVER.getDuration()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("drain limit PT")
                .hasMessageEndingWith(" is too long; at most 365 days are allowed");
    }
}
