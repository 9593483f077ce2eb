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
}
