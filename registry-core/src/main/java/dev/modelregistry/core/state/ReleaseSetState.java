package dev.modelregistry.core.state;

import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The releases of a set after a commit. Immutable; made by {@link ReleaseSetFold}.
 *
 * @param releases all there are, by their numbers from 1
 * @param current the number of the one in production; 0 if there is none
 * @param underWay the number of the one that is not decided yet; 0 if there is none
 */
public record ReleaseSetState(
        Head head, Instant time, PersistentMap<Integer, Release> releases, int current, int underWay)
        implements JournalState {
    /** Nothing was ever released. */
    public static final ReleaseSetState NOTHING =
            new ReleaseSetState(Head.NONE, Instant.EPOCH, PersistentMap.empty(), 0, 0);

    @Override
    public boolean hasExpired(int number) {
        return false;
    }

    @Override
    public Erasures erasures() {
        return Erasures.NONE;
    }

    /** The release with a number, or null. */
    public @Nullable Release release(int number) {
        return releases.get(number);
    }

    /** The one in production, or null. */
    public @Nullable Release currentRelease() {
        return release(current);
    }

    /** The one that is not decided yet, or null. */
    public @Nullable Release releaseUnderWay() {
        return release(underWay);
    }

    /** All releases in the order of their numbers. */
    public List<Release> all() {
        return IntStream.rangeClosed(1, releases.size())
                .mapToObj(number -> Objects.requireNonNull(release(number)))
                .toList();
    }

    /** What a rollback returns to: the release with the highest number below the current one that was promoted, has not failed, and is of other versions; or null. */
    public @Nullable Release lastGood() {
        Release now = currentRelease();
        for (int number = current - 1; now != null && number > 0; number--) {
            Release before = Objects.requireNonNull(release(number));
            boolean isOther = !before.members().equals(now.members());
            if (before.status() == Status.PROMOTED && !before.members().isEmpty() && isOther && !hasFailed(before)) {
                return before;
            }
        }
        return null;
    }

    /** Whether the same versions failed, as another release. */
    private boolean hasFailed(Release release) {
        List<Member> members = release.members();
        return all().stream()
                .anyMatch(other ->
                        other.status() == Status.FAILED && other.members().equals(members));
    }

    ReleaseSetState at(Head next, Instant when) {
        return new ReleaseSetState(next, when, releases, current, underWay);
    }

    ReleaseSetState with(Release release) {
        return new ReleaseSetState(head, time, releases.put(release.number(), release), current, underWay);
    }

    ReleaseSetState current(int number) {
        return new ReleaseSetState(head, time, releases, number, underWay);
    }

    ReleaseSetState underWay(int number) {
        return new ReleaseSetState(head, time, releases, current, number);
    }
}
