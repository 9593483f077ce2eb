package dev.modelregistry.core.state;

import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one version.
 *
 * @param number its number
 * @param version its semantic version
 * @param digest of its descriptor
 * @param modelHash of its artifacts and configuration
 * @param registered when it was registered
 * @param stage where it is
 * @param entered when it came there
 * @param record how it did in production
 * @param tags its tags
 * @param reviews what has been said of it for the stages that it wants to enter
 * @param comments the revision of each comment on it, by the comment's number
 * @param custody whether its artifacts must be kept
 */
public record VersionState(
        int number,
        SemanticVersion version,
        Digest digest,
        Digest modelHash,
        Entry registered,
        Stage stage,
        Entry entered,
        TrackRecord record,
        PersistentMap<String, String> tags,
        PersistentMap<Stage, ReviewState> reviews,
        PersistentMap<Integer, Long> comments,
        Custody custody) {

    /**
     * How a version did in production.
     *
     * @param served the revision at which it last entered production; 0 if it never did
     * @param good the revision at which it last proved good; 0 if it never did
     * @param failed when it last failed; null if it never did, or was promoted to production again since
     */
    public record TrackRecord(
            long served, long good, @Nullable Entry failed) {
        static final TrackRecord NONE = new TrackRecord(0, 0, null);

        /** Whether it proved good, and did not fail since. */
        public boolean isGood() {
            return good > 0 && failed == null;
        }
    }

    /** In another stage, where all has been said about its coming; out of use, nothing that was said of it counts any more. */
    VersionState in(Stage to, Entry when) {
        PersistentMap<Stage, ReviewState> left = to.equals(Stage.ARCHIVED) ? PersistentMap.empty() : reviews.remove(to);
        TrackRecord next = to.equals(Stage.PRODUCTION) ? new TrackRecord(when.revision(), record.good, null) : record;
        return new VersionState(
                number, version, digest, modelHash, registered, to, when, next, tags, left, comments, custody);
    }

    VersionState provedGood(Entry when) {
        return with(new TrackRecord(record.served, when.revision(), record.failed));
    }

    VersionState failed(Entry when) {
        TrackRecord next = new TrackRecord(record.served, record.good, when);
        return new VersionState(
                number,
                version,
                digest,
                modelHash,
                registered,
                stage,
                entered,
                next,
                tags,
                PersistentMap.empty(),
                comments,
                custody);
    }

    private VersionState with(TrackRecord next) {
        return new VersionState(
                number, version, digest, modelHash, registered, stage, entered, next, tags, reviews, comments, custody);
    }

    VersionState tagged(PersistentMap<String, String> next) {
        return new VersionState(
                number,
                version,
                digest,
                modelHash,
                registered,
                stage,
                entered,
                record,
                next,
                reviews,
                comments,
                custody);
    }

    /** What has been said of it for a stage since it last entered there. */
    public ReviewState review(Stage to) {
        ReviewState review = reviews.get(to);
        return review == null ? ReviewState.EMPTY : review;
    }

    VersionState reviewed(Stage to, ReviewState review) {
        PersistentMap<Stage, ReviewState> next = review.isEmpty() ? reviews.remove(to) : reviews.put(to, review);
        return new VersionState(
                number, version, digest, modelHash, registered, stage, entered, record, tags, next, comments, custody);
    }

    VersionState commented(long revision) {
        PersistentMap<Integer, Long> next = comments.put(comments.size() + 1, revision);
        return new VersionState(
                number, version, digest, modelHash, registered, stage, entered, record, tags, reviews, next, custody);
    }

    VersionState kept(Custody next) {
        return new VersionState(
                number, version, digest, modelHash, registered, stage, entered, record, tags, reviews, comments, next);
    }

    /** Whether its artifacts may be gone. */
    public boolean isExpired() {
        return custody.expired() != null;
    }

    /** What its age is counted from. */
    public Instant countedFrom() {
        return custody.countedFrom(registered.time());
    }

    /** Whether a rollback may return to it. */
    boolean isGood() {
        return record.isGood() && !isExpired();
    }
}
