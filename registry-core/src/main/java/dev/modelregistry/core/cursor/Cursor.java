package dev.modelregistry.core.cursor;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a subscription has come in one journal, who is at it, and what went wrong there last. Each change is written by compare-and-set on
 * what was read; so a worker whose claim was taken over finds that out by its next write, which fails, and its cursor stays where the other
 * one's is. Immutable.
 *
 * @param acknowledged the last revision that was acknowledged
 * @param claim who delivers from this journal; null if nobody
 * @param trouble the failure of the commit behind the acknowledged one; null if it has not failed
 */
public record Cursor(
        long acknowledged, @Nullable Claim claim, @Nullable Trouble trouble) {
    /**
     * A worker's word that it delivers from a journal. Nothing depends on the clocks but how soon others take over.
     *
     * @param worker which one
     * @param at when it said so last
     * @param lease how long this holds
     */
    public record Claim(String worker, Instant at, Duration lease) {}

    /**
     * A commit that the subscriber fails on.
     *
     * @param revision which one
     * @param since when it failed first
     * @param tries how often it failed
     * @param at when it failed last
     * @param pause how long to wait from then on
     * @param failure what was thrown last
     */
    public record Trouble(long revision, Instant since, int tries, Instant at, Duration pause, String failure) {
        /** When it is tried again. */
        public Instant next() {
            return at.plus(pause);
        }
    }

    /** What a worker may do next. */
    public sealed interface Step {
        /** Nothing: all is acknowledged. */
        record Nothing() implements Step {}

        /**
         * Nothing while somebody else is at it, who may be done at any time.
         *
         * @param until how long the claim holds
         */
        record Theirs(Instant until) implements Step {}

        /**
         * Nothing yet: it has failed.
         *
         * @param until when it is tried again
         */
        record Wait(Instant until) implements Step {}

        /**
         * Write down that somebody did not come back from it; then it is as after a failure.
         *
         * @param worker whose claim has run out
         */
        record TakeOver(String worker) implements Step {}

        /** Claim it and deliver. */
        record Deliver() implements Step {}
    }

    /** Where nothing was acknowledged since a subscription began behind a revision. */
    public static Cursor at(long revision) {
        return new Cursor(revision, null, null);
    }

    /** What a worker may do next in a journal that ends at a revision. */
    public Step next(long head, String worker, Instant now) {
        if (acknowledged >= head) {
            return new Step.Nothing();
        }
        if (claim != null && !claim.worker.equals(worker) && holds(claim.at, claim.lease, now)) {
            return new Step.Theirs(claim.at.plus(claim.lease));
        }
        if (trouble != null && holds(trouble.at, trouble.pause, now)) {
            return new Step.Wait(trouble.next());
        }
        if (claim != null && !claim.worker.equals(worker)) {
            return new Step.TakeOver(claim.worker);
        }
        return new Step.Deliver();
    }

    /** A clock that was set back must not make a minute last for days; one that is a little behind another must not end it at once. */
    private static boolean holds(Instant from, Duration span, Instant now) {
        return now.isBefore(from.plus(span)) && now.isAfter(from.minus(span));
    }

    /** Claimed, or claimed anew, by a worker that has acknowledged up to a revision. */
    public Cursor claimed(long upTo, String worker, Duration lease, Instant now) {
        return new Cursor(forward(upTo), new Claim(worker, now, lease), troubleBehind(upTo));
    }

    /** Left to whoever comes next, acknowledged up to a revision. */
    public Cursor released(long upTo) {
        return new Cursor(forward(upTo), null, troubleBehind(upTo));
    }

    /** Left to whoever comes next, acknowledged up to a revision; the one behind it failed. */
    public Cursor failed(long upTo, Instant now, Duration pause, String failure) {
        Trouble before = troubleBehind(upTo);
        return new Cursor(
                forward(upTo),
                null,
                new Trouble(upTo + 1, before == null ? now : before.since, tries(upTo) + 1, now, pause, failure));
    }

    /** How often the commit behind a revision has failed. */
    public int tries(long upTo) {
        Trouble behind = troubleBehind(upTo);
        return behind == null ? 0 : behind.tries;
    }

    private @Nullable Trouble troubleBehind(long upTo) {
        return trouble != null && trouble.revision > upTo ? trouble : null;
    }

    private long forward(long upTo) {
        if (upTo < acknowledged) {
            throw new IllegalArgumentException(
                    "a cursor at " + acknowledged + " cannot go back to " + upTo + "; this is a bug");
        }
        return upTo;
    }
}
