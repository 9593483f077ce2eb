package dev.modelregistry.core.cursor;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a subscription has come in one journal, who is at it, and what went wrong there last. Each change is written by compare-and-set on
 * what was read; so a worker whose claim was taken over finds that out by its next write, which fails, and its cursor stays where the other
 * one's is. Immutable.
 *
 * @param upTo the last commit that was acknowledged; its hash is zero where it is not known
 * @param claim who delivers from this journal; null if nobody
 * @param trouble the failure of the commit behind the acknowledged one; null if it has not failed
 */
public record Cursor(
        Head upTo, @Nullable Claim claim, @Nullable Trouble trouble) {
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

    private static final String SET_BACK =
            ": it was set back, as by a backup that was restored; forget the subscription to begin anew, or pass over the next commit to go on behind it";

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

        /** Ask anew where the journal ends: this is not what was acknowledged, or what failed is not there. */
        record Doubt() implements Step {}

        /** Claim it and deliver. */
        record Deliver() implements Step {}
    }

    /** Where nothing was acknowledged since a subscription began behind a revision. */
    public static Cursor at(long revision) {
        return at(new Head(revision, Digest.ZERO));
    }

    /** Where all is acknowledged up to a commit. */
    public static Cursor at(Head head) {
        return new Cursor(head, null, null);
    }

    /** The last revision that was acknowledged. */
    public long acknowledged() {
        return upTo.revision();
    }

    /** What is wrong if a journal has this commit, and none behind it where it is an earlier one than the acknowledged one. */
    public Optional<String> contradiction(Head head) {
        if (head.revision() < acknowledged()) {
            return Optional.of("the journal ends at commit " + head.revision() + ", but commit " + acknowledged()
                    + " was acknowledged" + SET_BACK);
        }
        boolean other = head.revision() == acknowledged()
                && !upTo.hash().equals(Digest.ZERO)
                && !upTo.hash().equals(head.hash());
        return other
                ? Optional.of(
                        "commit " + acknowledged() + " is another one than that which was acknowledged" + SET_BACK)
                : Optional.empty();
    }

    /** What a worker may do next in a journal that was said to end so. */
    public Step next(Head head, String worker, Instant now) {
        boolean more = acknowledged() < head.revision();
        if (!more && trouble == null && contradiction(head).isEmpty()) {
            return new Step.Nothing();
        }
        if (claim != null && !claim.worker.equals(worker) && holds(claim.at, claim.lease, now)) {
            return new Step.Theirs(claim.at.plus(claim.lease));
        }
        if (trouble != null && holds(trouble.at, trouble.pause, now)) {
            return new Step.Wait(trouble.next());
        }
        if (!more) {
            return new Step.Doubt();
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

    /** Claimed, or claimed anew, by a worker that has acknowledged up to a commit. */
    public Cursor claimed(Head done, String worker, Duration lease, Instant now) {
        return new Cursor(forward(done), new Claim(worker, now, lease), troubleBehind(done.revision()));
    }

    /** Left to whoever comes next, acknowledged up to a commit. */
    public Cursor released(Head done) {
        return new Cursor(forward(done), null, troubleBehind(done.revision()));
    }

    /** Left to whoever comes next, acknowledged up to a commit; the one behind it failed. */
    public Cursor failed(Head done, Instant now, Duration pause, String failure) {
        long revision = done.revision();
        Trouble before = troubleBehind(revision);
        return new Cursor(
                forward(done),
                null,
                new Trouble(
                        revision + 1, before == null ? now : before.since, tries(revision) + 1, now, pause, failure));
    }

    /** How often the commit behind a revision has failed. */
    public int tries(long revision) {
        Trouble behind = troubleBehind(revision);
        return behind == null ? 0 : behind.tries;
    }

    private @Nullable Trouble troubleBehind(long revision) {
        return trouble != null && trouble.revision > revision ? trouble : null;
    }

    private Head forward(Head done) {
        if (done.revision() < acknowledged()) {
            throw new IllegalArgumentException(
                    "a cursor at " + acknowledged() + " cannot go back to " + done.revision() + "; this is a bug");
        }
        return done;
    }
}
