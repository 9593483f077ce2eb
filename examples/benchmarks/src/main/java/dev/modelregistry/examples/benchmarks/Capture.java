package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.GatedStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A store in memory that tells of each append what a database would be given: the commits, and the changes to an index that it says to have.
 * Nothing can be searched in it. <b>Must be closed.</b>
 */
final class Capture extends GatedStore {
    private static final String URL = "memory:";

    private final RegistryStore memory;

    /** Is told of what was appended. */
    interface Appends {
        void appended(JournalId journal, List<CommitBytes> commits, List<IndexStore.Change> entries);
    }

    private Capture(RegistryStore memory, InstantSource clock, Appends appends) {
        super(
                new Gate(URL, null),
                new About(
                        memory.registryId(),
                        memory.location(),
                        memory.sharing(),
                        memory.durability(),
                        memory.durabilityLoweredBy(),
                        memory.encryptsBlobs(),
                        clock),
                new Parts(
                        new Told(memory.journals(), appends),
                        memory.blobs(),
                        memory.cells(),
                        Optional.of(new NoIndex())));
        this.memory = memory;
    }

    static Capture of(InstantSource clock, Appends appends) {
        RegistryStore memory = ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.accepts(URL))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no store for " + URL + "; registry-core is missing"))
                .open(URL, OpenMode.CREATE_IF_ABSENT);
        return new Capture(memory, clock, appends);
    }

    @Override
    protected void release() {
        memory.close();
    }

    private record Told(JournalStore kept, Appends appends) implements JournalStore {
        @Override
        public AppendResult append(
                JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
            AppendResult result = kept.append(journal, expected, commits, entries);
            if (result instanceof AppendResult.Appended) {
                appends.appended(journal, commits, entries);
            }
            return result;
        }

        @Override
        public Slice read(JournalId journal, long afterRevision, int limit) {
            return kept.read(journal, afterRevision, limit);
        }

        @Override
        public Map<JournalId, Head> heads(Collection<JournalId> journals) {
            return kept.heads(journals);
        }

        @Override
        public List<String> kinds() {
            return kept.kinds();
        }

        @Override
        public List<JournalId> list(String kind, String afterKey, int limit) {
            return kept.list(kind, afterKey, limit);
        }

        @Override
        public void putSnapshot(JournalId journal, Snapshot snapshot) {
            kept.putSnapshot(journal, snapshot);
        }

        @Override
        public Optional<Snapshot> latestSnapshot(JournalId journal, long atMostRevision) {
            return kept.latestSnapshot(journal, atMostRevision);
        }
    }
}
