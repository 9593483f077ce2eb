package dev.modelregistry.storage;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;

/**
 * Grace periods of less than two hours, for a registry that nobody else writes to meanwhile, in this process or in another one. Where
 * somebody does, the bytes of what is being registered can be lost, and its commit names what is not there.
 */
public final class UnsafeGracePeriod {
    private UnsafeGracePeriod() {}

    /**
     * A period of any length.
     *
     * @throws InvalidInputException if it is negative
     */
    public static GracePeriod of(Duration duration) {
        if (duration.isNegative()) {
            throw new InvalidInputException("a grace period of " + duration + " is negative; zero is the shortest");
        }
        return new GracePeriod(duration);
    }
}
