package dev.modelregistry.core.journal;

import dev.modelregistry.event.Commit;

/** Is shown how a state became another one. */
public interface Steps<S> {
    /** The state before the first step. */
    void from(S state);

    /** The state that a commit made of the one before. */
    void to(S state, Commit commit);
}
