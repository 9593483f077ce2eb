package dev.modelregistry.contract;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;

/**
 * Appends batches to a contended journal as an engine would: behind the head that the last conflict named, until one is
 * appended.
 */
final class BatchWriter {
    /** Far more than a store under test needs; one that fails for ever is stopped here. */
    private static final int ATTEMPTS = 10_000;

    private final JournalStore journals;
    private final JournalId journal;
    private Head head = Head.NONE;

    BatchWriter(JournalStore journals, JournalId journal) {
        this.journals = journals;
        this.journal = journal;
    }

    /** Appends the batch and returns the head that was acknowledged. */
    Head append(Batch batch) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            AppendResult result = answered(batch.behind(head));
            if (result instanceof Appended appended) {
                head = appended.head();
                return head;
            }
            head = ((Conflict) result).actual();
        }
        throw new AssertionError(batch + " met " + ATTEMPTS + " conflicts in a row");
    }

    private AppendResult answered(List<CommitBytes> commits) {
        RuntimeException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return journals.append(journal, head, commits, List.of());
            } catch (OutcomeUnknownException | StoreUnavailableException repeat) {
                last = repeat; // to repeat the same call is what both of them ask for
            }
        }
        throw new AssertionError("no answer to an append behind " + head, last);
    }
}
