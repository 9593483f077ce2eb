package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.ReleaseEvent.ReleaseAbandoned;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a release set decides, each decision a pure function. */
public final class Releasing {
    /** More would not fit into an event one day. */
    private static final int MAX_MEMBERS = 500;

    private Releasing() {}

    /**
     * Proposes a release of some versions; nothing if just they are in production, and the models follow the set.
     *
     * @param members in the order of the models' names
     * @param isFollowed whether all models do what the current release says
     * @param partners gives the releases of other models that a version works with
     */
    public static List<RegistryEvent> propose(
            ReleaseSetState state,
            String set,
            List<Member> members,
            boolean isFollowed,
            Function<Member, Map<ModelName, VersionRange>> partners) {
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new InvalidInputException("a release of set '" + set + "' with " + members.size()
                    + " versions; give 1 to " + MAX_MEMBERS + ", one of each model");
        }
        checkDistinct(set, members);
        checkNoneUnderWay(state);
        Release current = state.currentRelease();
        if (isFollowed && current != null && current.members().equals(members)) {
            return List.of();
        }
        checkCompatible(members, partners);
        return List.of(new ReleaseProposed(next(state), members, OptionalInt.empty()));
    }

    /** Whether a release has failed already, so that nothing is left to do about it. */
    public static boolean hasFailed(ReleaseSetState state, Release failed) {
        Release known = state.release(failed.number());
        if (known == null || !known.members().equals(failed.members())) {
            throw new NotFoundException("set '" + failed.set() + "' has no release " + failed.number() + " of "
                    + failed.members() + "; it comes from another registry");
        }
        return known.status() == Status.FAILED;
    }

    /**
     * Proposes a release of the versions of an earlier one in the place of one that failed.
     *
     * @throws ConflictException if that is not in production any more
     */
    public static List<RegistryEvent> proposeReturn(ReleaseSetState state, Release failed, Release good) {
        checkNoneUnderWay(state);
        if (state.current() != failed.number()) {
            Release current = state.currentRelease();
            throw new ConflictException(failed + " is not in production: "
                    + (current == null ? "nothing is" : current + " is") + "; read again and decide again");
        }
        return List.of(new ReleaseProposed(next(state), good.members(), OptionalInt.of(failed.number())));
    }

    /** Proposes to let all models go; nothing if there are none. */
    public static List<RegistryEvent> proposeEnd(ReleaseSetState state) {
        checkNoneUnderWay(state);
        return state.currentRelease() == null
                ? List.of()
                : List.of(new ReleaseProposed(next(state), List.of(), OptionalInt.empty()));
    }

    /** Puts the release under way into production. */
    public static List<RegistryEvent> promote(ReleaseSetState state, String set, int release) {
        if (state.underWay() != release) {
            throw new ConflictException("release " + release + " of set '" + set
                    + "' was abandoned by somebody else while it was prepared; read again and decide again");
        }
        return List.of(new ReleasePromoted(release));
    }

    /** Gives up the release under way; nothing if there is none, or another one. */
    public static List<RegistryEvent> abandon(ReleaseSetState state, int release) {
        return release > 0 && state.underWay() == release ? List.of(new ReleaseAbandoned(release)) : List.of();
    }

    private static int next(ReleaseSetState state) {
        return state.releases().size() + 1;
    }

    private static void checkDistinct(String set, List<Member> members) {
        Map<String, List<Member>> byModel = members.stream()
                .collect(Collectors.groupingBy(member -> member.model().folded()));
        byModel.values().stream().filter(same -> same.size() > 1).findFirst().ifPresent(same -> {
            throw new InvalidInputException(
                    "a release of set '" + set + "' with " + same + "; give one version of each model");
        });
    }

    private static void checkNoneUnderWay(ReleaseSetState state) {
        Release release = state.releaseUnderWay();
        if (release != null) {
            throw new RejectedException(release + " is under way since " + release.at() + " by " + release.by() + " ("
                    + release.reason() + "); wait for it, or abandon it if that process has ended");
        }
    }

    private static void checkCompatible(List<Member> members, Function<Member, Map<ModelName, VersionRange>> partners) {
        Map<String, Member> byModel = members.stream()
                .collect(Collectors.toMap(member -> member.model().folded(), Function.identity()));
        List<String> problems = new ArrayList<>();
        for (Member member : members) {
            partners.apply(member).forEach((model, range) -> {
                Member partner = byModel.get(model.folded());
                if (partner == null) {
                    problems.add(member + " works with " + model + " " + range + ", which is not in the release");
                } else if (!range.contains(partner.version())) {
                    problems.add(member + " works with " + model + " " + range + ", not with " + partner);
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new RejectedException("these versions do not work with each other: " + String.join("; ", problems));
        }
    }
}
