package dev.modelregistry.release;

import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * A choice of versions, one of each model, that go into production together. Immutable.
 *
 * @param set the release set
 * @param number counted from 1 in each set, those that were abandoned too
 * @param members the versions, in the order of the models' names
 * @param instead the release that failed and that this one was made in place of, by a rollback; empty if there is none
 * @param status what became of it
 * @param at when it became that
 * @param by who decided that
 * @param reason why
 */
public record Release(
        String set,
        int number,
        List<Member> members,
        OptionalInt instead,
        Status status,
        Instant at,
        Actor by,
        String reason) {
    /** Copies the list. */
    public Release {
        members = List.copyOf(members);
    }

    /** What became of a release. */
    public enum Status {
        /** Its versions are being checked and prepared, or whoever did that has died; nothing of it is in production. */
        UNDER_WAY,
        /** It went into production; the last such release of a set is there still. */
        PROMOTED,
        /** It was in production, and was rolled back. */
        FAILED,
        /** It never came into production. */
        ABANDONED
    }

    /**
     * The version of a model.
     *
     * @throws NotFoundException if the model is not in it
     */
    public Member member(ModelName model) {
        return members.stream()
                .filter(member -> member.model().equals(model))
                .findFirst()
                .orElseThrow(() ->
                        new NotFoundException(this + " has no version of model '" + model + "'; it has " + members));
    }

    /** The version of a model; see {@link #member(ModelName)}. */
    public Member member(String model) {
        return member(ModelName.of(model));
    }

    /** Such as {@code release 4 of set 'checkout'}. */
    @Override
    public String toString() {
        return "release " + number + " of set '" + set + "'";
    }
}
