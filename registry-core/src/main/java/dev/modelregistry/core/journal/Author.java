package dev.modelregistry.core.journal;

import dev.modelregistry.Change;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import java.util.Optional;

/** Who makes a change, and the change's terms. */
public record Author(Actor actor, Change change) {
    /**
     * The author of a change.
     *
     * @throws InvalidInputException if neither the change nor the registry handle names an actor
     */
    public static Author of(Change change, Optional<Actor> fallback) {
        return new Author(
                change.actor()
                        .or(() -> fallback)
                        .orElseThrow(
                                () -> new InvalidInputException(
                                        "nobody is named as the author of this change; use registry.as(\"who\") or because(…).by(\"who\")")),
                change);
    }

    /**
     * Refuses terms that mean nothing where a change is more than one commit of one journal.
     *
     * @param why what it is instead
     * @throws InvalidInputException if the change has a request key or an expected revision
     */
    public void requireReasonAlone(String why) {
        if (change.requestKey().isPresent() || change.expectedRevision().isPresent()) {
            throw new InvalidInputException(
                    why + "; give a reason alone, without a request key and an expected revision");
        }
    }
}
