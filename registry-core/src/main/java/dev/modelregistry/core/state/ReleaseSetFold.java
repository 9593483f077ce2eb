package dev.modelregistry.core.state;

import static dev.modelregistry.core.state.Fold.check;
import static dev.modelregistry.core.state.Fold.misplaced;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.ReleaseEvent.ReleaseAbandoned;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;

/** The one place where events become the releases of a set. Pure. */
public final class ReleaseSetFold {
    private ReleaseSetFold() {}

    /**
     * The releases after a commit.
     *
     * @throws CorruptStoreException if the commit does not follow this state, or says what cannot be: nothing is skipped
     */
    public static ReleaseSetState apply(ReleaseSetState state, Commit commit) {
        state.checkFollows(commit);
        ReleaseSetState next = state.at(new Head(commit.revision(), commit.hash()), commit.time());
        for (RegistryEvent event : commit.events()) {
            next = apply(next, event, commit);
        }
        return next;
    }

    private static ReleaseSetState apply(ReleaseSetState next, RegistryEvent event, Commit commit) {
        if (event instanceof ReleaseProposed proposed) {
            int number = next.releases().size() + 1;
            boolean follows = next.underWay() == 0
                    && proposed.release() == number
                    && (proposed.instead().isEmpty() || proposed.instead().getAsInt() == next.current())
                    && areDistinct(proposed.members());
            check(follows, event, commit);
            String set = JournalId.parse(commit.journal()).key();
            Release release = new Release(
                    set,
                    number,
                    proposed.members(),
                    proposed.instead(),
                    Status.UNDER_WAY,
                    commit.time(),
                    commit.actor(),
                    commit.reason());
            return next.with(release).underWay(number);
        } else if (event instanceof ReleasePromoted promoted) {
            Release release = underWay(next, promoted.release(), event, commit);
            ReleaseSetState after = next.with(became(release, Status.PROMOTED, commit));
            Release failed = release.instead().isPresent()
                    ? next.release(release.instead().getAsInt())
                    : null;
            after = failed == null ? after : after.with(became(failed, Status.FAILED, commit));
            return after.underWay(0).current(release.members().isEmpty() ? 0 : release.number());
        } else if (event instanceof ReleaseAbandoned abandoned) {
            Release release = underWay(next, abandoned.release(), event, commit);
            return next.with(became(release, Status.ABANDONED, commit)).underWay(0);
        } else if (event.type() == EventType.UNKNOWN) {
            return next;
        }
        throw misplaced(event, commit);
    }

    private static Release underWay(ReleaseSetState state, int number, RegistryEvent event, Commit commit) {
        Release release = state.releaseUnderWay();
        if (release == null || release.number() != number) {
            throw misplaced(event, commit);
        }
        return release;
    }

    private static Release became(Release release, Status status, Commit commit) {
        return new Release(
                release.set(),
                release.number(),
                release.members(),
                release.instead(),
                status,
                commit.time(),
                commit.actor(),
                commit.reason());
    }

    private static boolean areDistinct(List<Member> members) {
        return members.stream()
                        .map(member -> member.model().folded())
                        .distinct()
                        .count()
                == members.size();
    }
}
