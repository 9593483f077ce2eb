package dev.modelregistry.health;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A question of the host's to a canary, asked at each look: are orders still coming in, is the queue short? The candidate is rolled back when the answer is no several times in a row. Immutable;
 * each method gives a copy.
 */
public final class HealthCheck {
    private static final int MAX_NAME = 128;
    private static final int FAILURES = 3;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final String name;
    private final Check check;
    private final int failures;
    private final Duration limit;

    private HealthCheck(String name, Check check, int failures, Duration limit) {
        this.name = name;
        this.check = check;
        this.failures = failures;
        this.limit = limit;
    }

    /** What is asked. Called on a thread of the library, never twice at a time. */
    @FunctionalInterface
    public interface Check {
        /**
         * Looks.
         *
         * @param health what was counted
         * @return what is wrong, in words; empty if nothing is
         * @throws Exception if it cannot be told: the rollout stays where it is
         */
        Optional<String> problem(Health health) throws Exception;
    }

    /**
     * A check that rolls back when it fails three looks in a row, and has 10 seconds for each.
     *
     * @param name for people, 1 to 128 characters
     * @throws InvalidInputException if the name is blank or too long
     */
    public static HealthCheck of(String name, Check check) {
        return new HealthCheck(
                Names.text("health check", name, MAX_NAME), Objects.requireNonNull(check, "check"), FAILURES, LIMIT);
    }

    /**
     * How many looks in a row it must fail.
     *
     * @throws InvalidInputException if it is below 1
     */
    public HealthCheck failures(int value) {
        if (value < 1) {
            throw new InvalidInputException(
                    value + " failures of health check '" + name + "' in a row; give 1 or more");
        }
        return new HealthCheck(name, check, value, limit);
    }

    /**
     * How long it may take; one that takes longer has not told anything, and is not asked again before it returns.
     *
     * @throws InvalidInputException if it is not above zero, or more than 365 days
     */
    public HealthCheck limit(Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new InvalidInputException("limit " + value + " of health check '" + name + "' is not above zero");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new InvalidInputException("limit " + value + " of health check '" + name + "' is too long; at most "
                    + LONGEST.toDays() + " days are allowed");
        }
        return new HealthCheck(name, check, failures, value);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What is asked. */
    public Check check() {
        return check;
    }

    /** How many looks in a row it must fail. */
    public int failures() {
        return failures;
    }

    /** How long it may take. */
    public Duration limit() {
        return limit;
    }

    @Override
    public String toString() {
        return "health check '" + name + "'";
    }
}
