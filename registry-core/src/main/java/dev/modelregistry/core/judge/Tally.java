package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;

/**
 * Requests of an arm, and how many of them went wrong.
 *
 * @param requests that were answered
 * @param errors of them: those that failed, or were too slow
 */
public record Tally(long requests, long errors) {
    static final Tally NONE = new Tally(0, 0);

    /** @throws InvalidInputException if a number is negative, or more requests went wrong than there were */
    public Tally {
        if (errors < 0 || requests < errors) {
            throw new InvalidInputException(errors + " errors of " + requests
                    + " requests; there must be 0 or more, and no more than requests");
        }
    }

    /**
     * These and the others, as from another JVM.
     *
     * @throws InvalidInputException if the sum does not fit into a long
     */
    public Tally plus(Tally other) {
        try {
            return new Tally(Math.addExact(requests, other.requests), Math.addExact(errors, other.errors));
        } catch (ArithmeticException tooMany) {
            throw new InvalidInputException(requests + " and " + other.requests + " requests are too many", tooMany);
        }
    }
}
