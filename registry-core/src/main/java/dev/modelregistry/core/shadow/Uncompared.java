package dev.modelregistry.core.shadow;

import dev.modelregistry.error.InvalidInputException;

/**
 * Requests that were copied, or should have been, and gave no pair of answers.
 *
 * @param dropped that the candidate was not asked, because the queue was full or they waited in it for too long
 * @param late to which it had no answer in time
 * @param failed at which it threw and control did not
 * @param notFinite to which it answered NaN or an infinity and control a finite number, which is a failure too
 * @param incomparable to which control answered NaN or an infinity, whatever the candidate did; nothing is told from them
 */
public record Uncompared(long dropped, long late, long failed, long notFinite, long incomparable) {
    static final Uncompared NONE = new Uncompared(0, 0, 0, 0, 0);
    static final Uncompared DROPPED = new Uncompared(1, 0, 0, 0, 0);
    static final Uncompared LATE = new Uncompared(0, 1, 0, 0, 0);
    static final Uncompared FAILED = new Uncompared(0, 0, 1, 0, 0);
    static final Uncompared NOT_FINITE = new Uncompared(0, 0, 0, 1, 0);
    static final Uncompared INCOMPARABLE = new Uncompared(0, 0, 0, 0, 1);

    /** @throws InvalidInputException if one is negative */
    public Uncompared {
        if (dropped < 0 || late < 0 || failed < 0 || notFinite < 0 || incomparable < 0) {
            throw new InvalidInputException("dropped " + dropped + ", late " + late + ", failed " + failed
                    + ", notFinite " + notFinite + ", incomparable " + incomparable + "; none may be negative");
        }
    }

    Uncompared plus(Uncompared other) {
        return new Uncompared(
                sum(dropped, other.dropped),
                sum(late, other.late),
                sum(failed, other.failed),
                sum(notFinite, other.notFinite),
                sum(incomparable, other.incomparable));
    }

    /** The requests to which the candidate owes an answer that can be used. */
    long lost() {
        return sum(late, sum(failed, notFinite));
    }

    static long sum(long one, long other) {
        try {
            return Math.addExact(one, other);
        } catch (ArithmeticException tooMany) {
            throw new InvalidInputException(one + " and " + other + " requests are too many", tooMany);
        }
    }

    @Override
    public String toString() {
        return Say.count(dropped) + " dropped, " + Say.count(late) + " late, " + Say.count(failed) + " failed, "
                + Say.count(notFinite) + " not finite, " + Say.count(incomparable) + " incomparable";
    }
}
