package dev.modelregistry.core.memory;

import dev.modelregistry.contract.ReferenceIndex;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Memory with an index of its own, which is applied under the same lock as the journals: half of the contract asks only
 * such stores.
 */
public class IndexedFixture extends MemoryFixture {
    private final ReferenceIndex index = new ReferenceIndex(ground.journals());

    /** Over new ground. */
    public IndexedFixture() {}

    @Override
    RegistryStore instance() {
        return new Forwarding.Store(Forwarding.with(ground, new IndexedJournals())) {
            @Override
            public Optional<IndexStore> index() {
                return Optional.of(index);
            }
        };
    }

    /** Whether the changes of an append count. */
    boolean isApplied(JournalStore.Head before, JournalStore.Head after) {
        return !before.equals(after);
    }

    private final class IndexedJournals extends Forwarding.Journals {
        IndexedJournals() {
            super(ground);
        }

        @Override
        public AppendResult append(
                JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
            synchronized (index) {
                Head before = headOf(journal);
                AppendResult result = next.append(journal, expected, commits, entries);
                if (isApplied(before, headOf(journal))) {
                    index.apply(entries);
                }
                return result;
            }
        }

        @Override
        public Slice read(JournalId journal, long afterRevision, int limit) {
            synchronized (index) { // what is there is in the index, too
                return super.read(journal, afterRevision, limit);
            }
        }

        @Override
        public Map<JournalId, Head> heads(Collection<JournalId> journals) {
            synchronized (index) {
                return super.heads(journals);
            }
        }

        private Head headOf(JournalId journal) {
            return next.heads(List.of(journal)).getOrDefault(journal, Head.NONE);
        }
    }
}
