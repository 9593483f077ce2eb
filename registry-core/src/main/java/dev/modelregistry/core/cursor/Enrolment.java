package dev.modelregistry.core.cursor;

import dev.modelregistry.spi.JournalId;
import java.time.Instant;
import java.util.Set;

/**
 * That there is, or was, a subscription of a name. Immutable.
 *
 * @param generation which one of this name: an id that cells of its own begin with, so that a later one has none of them
 * @param begun when it was made
 * @param starts in how many cells it is said where journals ended then; 0 if it began at the beginning
 * @param journals those that it asks for; empty for all
 * @param forgotten whether it has ended for good
 */
public record Enrolment(String generation, Instant begun, int starts, Set<JournalId> journals, boolean forgotten) {
    /** Copies the set. */
    public Enrolment {
        journals = Set.copyOf(journals);
    }

    /** The same subscription, asking for other journals. */
    public Enrolment asking(Set<JournalId> others) {
        return new Enrolment(generation, begun, starts, others, forgotten);
    }

    /** The same subscription at its end. */
    public Enrolment forget() {
        return new Enrolment(generation, begun, starts, journals, true);
    }

    /** Whether a journal is one of those that it asks for. */
    public boolean asksFor(JournalId journal) {
        return journals.isEmpty() || journals.contains(journal);
    }
}
