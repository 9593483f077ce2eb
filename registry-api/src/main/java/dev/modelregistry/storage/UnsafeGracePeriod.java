package dev.modelregistry.storage;

import java.time.Duration;

/**
 * Grace periods of less than two hours, for a registry that nobody else writes to meanwhile, in this process or in another one. Where
 * somebody does, the bytes of what is being registered can be lost, and its commit names what is not there.
 */
public final class UnsafeGracePeriod {
    private UnsafeGracePeriod() {}

    /**
     * A period of any length from zero to a hundred years.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is negative or longer
     */
    public static GracePeriod of(Duration duration) {
        return GracePeriod.checked(duration);
    }
}
