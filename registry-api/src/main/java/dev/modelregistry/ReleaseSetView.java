package dev.modelregistry;

import dev.modelregistry.event.Commit;
import dev.modelregistry.release.Release;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be asked of a release set, now or as of an instant. Thread-safe; usable while its registry is open. */
public interface ReleaseSetView {
    /** Its name, in lower case. */
    String name();

    /** Whether anything was ever released, or proposed, by this name. */
    boolean exists();

    /** The number of commits in the set's journal; 0 if there is none. For {@link Change#ifRevisionIs}. */
    long revision();

    /** When this was last known to be current; for a view of the past, that instant. */
    Instant knownAt();

    /**
     * What was last put into production: by one commit, so all of it is there, or none. Empty if nothing was promoted, or the set was dissolved. Where somebody has broken the glass for one of its models, that has left the set, and its
     * own {@link ModelView#releaseSet} says so.
     */
    Optional<Release> current();

    /**
     * The versions that are {@linkplain #current in production}, in the order of the models' names: one consistent choice, whatever is promoted meanwhile.
     */
    List<ModelVersion> versions();

    /** What a rollback returns to, unless one of its versions cannot serve any more; empty if there is nothing to return to. */
    Optional<Release> lastGood();

    /** The release that is being prepared; if whoever did that has died, it waits for {@link ReleaseSet#abandon}. */
    Optional<Release> underWay();

    /** All releases, in the order of their numbers, those too that failed or were abandoned. */
    List<Release> releases();

    /** Every change from the first to the last, read from the store as the stream is consumed. */
    Stream<Commit> history();
}
