package dev.modelregistry.pipeline;

import dev.modelregistry.error.InvalidInputException;
import java.util.Objects;

/** How far back a rollback goes, counted in versions that were good in production. Immutable. */
public final class Rollback {
    private static final int MAX_STEPS = 100;
    private static final Rollback LAST_GOOD = new Rollback(1, false);

    private final int steps;
    private final boolean overridesFlapGuard;

    private Rollback(int steps, boolean overridesFlapGuard) {
        this.steps = steps;
        this.overridesFlapGuard = overridesFlapGuard;
    }

    /** To the version that was good last. */
    public static Rollback toLastGood() {
        return LAST_GOOD;
    }

    /**
     * Several versions back.
     *
     * @param n 1 is the version that was good last, 2 the one that was good before it, and so on
     * @throws InvalidInputException if it is not 1 to 100
     */
    public static Rollback steps(int n) {
        if (n < 1 || n > MAX_STEPS) {
            throw new InvalidInputException("a rollback by " + n + " steps is not possible; give 1 to " + MAX_STEPS
                    + ", where 1 is the version that was good last");
        }
        return new Rollback(n, false);
    }

    /** A copy that rolls back even what a rollback has put into production a moment ago; see {@link Pipeline#flapWindow()}. */
    public Rollback despiteFlapGuard() {
        return new Rollback(steps, true);
    }

    /** How many good versions back; 1 is the last one. */
    public int steps() {
        return steps;
    }

    /** Whether it is done even within the {@link Pipeline#flapWindow()}. */
    public boolean overridesFlapGuard() {
        return overridesFlapGuard;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rollback that && steps == that.steps && overridesFlapGuard == that.overridesFlapGuard;
    }

    @Override
    public int hashCode() {
        return Objects.hash(steps, overridesFlapGuard);
    }

    @Override
    public String toString() {
        return (steps == 1 ? "rollback to the last good version" : "rollback by " + steps + " good versions")
                + (overridesFlapGuard ? " despite the flap guard" : "");
    }
}
