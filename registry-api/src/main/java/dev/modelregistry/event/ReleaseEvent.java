package dev.modelregistry.event;

import dev.modelregistry.release.Member;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One fact about models that go into production together: in the journal of their set, whose commits decide, or in that of a model, which
 * gives its place in production over to a release before it is decided, and takes over what came of it. Immutable.
 */
public sealed interface ReleaseEvent extends RegistryEvent {
    /**
     * Versions are chosen, and about to be prepared; in the journal of the set.
     *
     * @param release its number
     * @param members the versions, in the order of the models' names; none if the set is dissolved by it
     * @param instead the release that it is in place of, by a rollback; empty if there is none
     */
    record ReleaseProposed(int release, List<Member> members, OptionalInt instead) implements ReleaseEvent {
        /** Copies the list. */
        public ReleaseProposed {
            members = List.copyOf(members);
        }

        @Override
        public EventType type() {
            return EventType.RELEASE_PROPOSED;
        }

        @Override
        public String summary() {
            return "proposed release " + release + " "
                    + (members.isEmpty()
                            ? "without any model"
                            : "of " + members.stream().map(Member::toString).collect(Collectors.joining(", ")))
                    + (instead.isPresent() ? " in place of release " + instead.getAsInt() : "");
        }
    }

    /**
     * All its versions are in production from this commit on; in the journal of the set.
     *
     * @param release its number
     */
    record ReleasePromoted(int release) implements ReleaseEvent {
        @Override
        public EventType type() {
            return EventType.RELEASE_PROMOTED;
        }

        @Override
        public String summary() {
            return "put release " + release + " into production";
        }
    }

    /**
     * None of its versions will come into production by it; in the journal of the set.
     *
     * @param release its number
     */
    record ReleaseAbandoned(int release) implements ReleaseEvent {
        @Override
        public EventType type() {
            return EventType.RELEASE_ABANDONED;
        }

        @Override
        public String summary() {
            return "abandoned release " + release;
        }
    }

    /**
     * What is in production of this model is for a release to decide from now on; in the journal of a model. Its gates were passed, and the version
     * stays where it is until that is decided.
     *
     * @param set the release set
     * @param release the release
     * @param number the version that is in production if the release is promoted; empty if the model leaves the set by it
     * @param failed the version that has failed then, by a rollback; empty if none has
     */
    record MemberPrepared(String set, int release, OptionalInt number, OptionalInt failed) implements ReleaseEvent {
        @Override
        public EventType type() {
            return EventType.MEMBER_PREPARED;
        }

        @Override
        public String summary() {
            return "prepared "
                    + (number.isPresent() ? "version " + number.getAsInt() + " for" : "to be left out of")
                    + " release " + release + " of set '" + set + "'";
        }
    }

    /**
     * The release was decided, and the stages follow; in the journal of a model.
     *
     * @param set the release set
     * @param release the release
     * @param isPromoted whether it was promoted, and not abandoned
     */
    record MemberSettled(String set, int release, boolean isPromoted) implements ReleaseEvent {
        @Override
        public EventType type() {
            return EventType.MEMBER_SETTLED;
        }

        @Override
        public String summary() {
            return "follows release " + release + " of set '" + set + "', which was "
                    + (isPromoted ? "promoted" : "abandoned");
        }
    }

    /**
     * The model decides for itself again; in the journal of a model.
     *
     * @param set the release set that it was in
     */
    record MemberLeft(String set) implements ReleaseEvent {
        @Override
        public EventType type() {
            return EventType.MEMBER_LEFT;
        }

        @Override
        public String summary() {
            return "left set '" + set + "'";
        }
    }
}
