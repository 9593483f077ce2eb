package dev.modelregistry.core.state;

import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    /**
     * What a rollback may return to, the best first: the releases below the current one that were promoted, have not failed, are of other versions, and have none that failed since.
     */
    public List<Release> returns() {
        Release now = currentRelease();
        List<Release> returns = new ArrayList<>();
        Set<Member> failed = new HashSet<>();
        for (int number = releases.size(); now != null && number > 0; number--) {
            Release release = Objects.requireNonNull(release(number));
            failed.addAll(failedBy(release));
            boolean wasGood = release.status() == Status.PROMOTED
                    && !release.members().isEmpty()
                    && !release.members().equals(now.members());
            if (number < current && wasGood && Collections.disjoint(release.members(), failed)) {
                returns.add(release);
            }
        }
        return returns;
    }

    /** The versions that a rollback to this release took out of production. */
    private Set<Member> failedBy(Release release) {
        if (release.instead().isEmpty() || release.status() == Status.ABANDONED) {
            return Set.of();
        }
        Release failed = Objects.requireNonNull(release(release.instead().getAsInt()));
        Set<Member> members = new HashSet<>(failed.members());
        members.removeAll(Set.copyOf(release.members()));
        return members;
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
