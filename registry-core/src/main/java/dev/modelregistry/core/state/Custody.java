package dev.modelregistry.core.state;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the artifacts of a version must be kept.
 *
 * @param hold since when it is held; null if it is not
 * @param expired that it has expired; null if it has not
 * @param revived when it was last brought back; null if it never was
 */
public record Custody(
        @Nullable Entry hold,
        @Nullable Expired expired,
        @Nullable Entry revived) {
    /** Nobody said anything of it. */
    public static final Custody NONE = new Custody(null, null, null);

    /**
     * That a version or a run has expired.
     *
     * @param at when and by whom
     * @param policies the names of the policies by which it did
     * @param reason why, in words
     */
    public record Expired(Entry at, List<String> policies, String reason) {}

    Custody held(@Nullable Entry when) {
        return new Custody(when, expired, revived);
    }

    Custody ended(Expired how) {
        return new Custody(hold, how, revived);
    }

    Custody broughtBack(Entry when) {
        return new Custody(hold, null, when);
    }

    /** What the age of a version registered then is counted from. */
    Instant countedFrom(Instant registered) {
        return revived == null ? registered : revived.time();
    }
}
