package dev.modelregistry.core.journal;

import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import java.util.List;

/** What the engine adds to commits and learns of them. */
public interface Observer {
    /** The index entries that go with a commit; asked only if the store has an index. */
    List<Change> entries(JournalState before, JournalState after, Commit commit);

    /** A commit of this process is in this journal. */
    void committed(JournalId journal);

    /** A commit of this process may be in this journal. */
    void doubted(JournalId journal);
}
