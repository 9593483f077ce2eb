package dev.modelregistry.id;

import dev.modelregistry.text.Names;

/**
 * Who makes a change: an id that the host chooses, such as a user id or the name of a job, 1 to 256 characters. It is written into
 * history for ever, so prefer an id that can be unlinked from a person over a name or an e-mail address. Immutable.
 *
 * @param id the id, without control characters or blank ends
 */
public record Actor(String id) {
    /** @throws dev.modelregistry.error.InvalidInputException if the id is blank, too long or has control characters */
    public Actor {
        Names.text("actor", id, 256);
    }

    /** The actor with this id; the same as the constructor. */
    public static Actor of(String id) {
        return new Actor(id);
    }

    @Override
    public String toString() {
        return id;
    }
}
