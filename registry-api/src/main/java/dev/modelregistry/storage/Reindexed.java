package dev.modelregistry.storage;

import dev.modelregistry.spi.JournalId;
import java.util.List;

/**
 * What was done to make the index say what the journals say. Immutable.
 *
 * @param journals how many journals were compared with the index; 0 where the store keeps none
 * @param entities how many models, versions, runs and nodes of the lineage that was
 * @param added how many entries the index lacked
 * @param removed how many entries the index had that no journal says
 * @param busy the journals that others wrote to so often meanwhile that something of them may still be wrong; call again
 */
public record Reindexed(long journals, long entities, long added, long removed, List<JournalId> busy) {
    /** Copies the list. */
    public Reindexed {
        busy = List.copyOf(busy);
    }

    /** Whether the index says now what the journals say. */
    public boolean isComplete() {
        return busy.isEmpty();
    }
}
