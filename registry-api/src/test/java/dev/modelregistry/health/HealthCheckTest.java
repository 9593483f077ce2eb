package dev.modelregistry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.HealthCheck.Check;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final Check FINE = health -> Optional.empty();
    private static final HealthCheck ORDERS = HealthCheck.of("orders", FINE);

    @Test
    void hasTenSecondsAndFailsAtTheThirdIfNothingIsSaid() {
        assertThat(ORDERS.name()).isEqualTo("orders");
        assertThat(ORDERS.check()).isSameAs(FINE);
        assertThat(ORDERS.failures()).isEqualTo(3);
        assertThat(ORDERS.limit()).hasSeconds(10);
        assertThat(ORDERS).hasToString("health check 'orders'");
    }

    @Test
    void eachChoiceIsKeptByTheOthersAndLeavesTheOriginalAlone() {
        HealthCheck strict = ORDERS.failures(1).limit(Duration.ofSeconds(2));
        HealthCheck other = ORDERS.limit(Duration.ofSeconds(2)).failures(1);

        for (HealthCheck check : new HealthCheck[] {strict, other}) {
            assertThat(check.name()).isEqualTo("orders");
            assertThat(check.check()).isSameAs(FINE);
            assertThat(check.failures()).isOne();
            assertThat(check.limit()).hasSeconds(2);
        }
        assertThat(ORDERS.failures()).isEqualTo(3);
        assertThat(ORDERS.limit()).hasSeconds(10);
    }

    @Test
    void lessThanOneFailureIsRefused() {
        assertThatThrownBy(() -> ORDERS.failures(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("0 failures of health check 'orders' in a row; give 1 or more");
        assertThatThrownBy(() -> ORDERS.failures(-1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertThatThrownBy(() -> ORDERS.limit(Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("limit PT0S of health check 'orders' is not above zero");
        assertThatThrownBy(() -> ORDERS.limit(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("limit PT-0.001S of health check 'orders' is not above zero");
    }

    /** Nanoseconds count how long it is awaited, and they are not without end. */
    @Test
    void aLimitWithoutEndIsRefused() {
        assertThat(ORDERS.limit(Duration.ofDays(365)).limit()).hasDays(365);
        assertThatThrownBy(() -> ORDERS.limit(Duration.ofDays(365).plusNanos(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "limit PT8760H0.000000001S of health check 'orders' is too long; at most 365 days are allowed");
        assertThatThrownBy(() -> ORDERS.limit(ChronoUnit.FOREVER.getDuration()))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThat(HealthCheck.of("x".repeat(128), FINE).name()).hasSize(128);
        assertThatThrownBy(() -> HealthCheck.of(" ", FINE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("health check ' ' is blank; give 1 to 128 characters");
        assertThatThrownBy(() -> HealthCheck.of("x".repeat(129), FINE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(" has 129 characters; at most 128 are allowed");
    }
}
