package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds out what names some blobs. Used by one thread. */
final class Namers extends Names {
    private final SortedMap<Digest, List<Namer>> namers = new TreeMap<>();

    /** Where a blob is named. */
    record Namer(JournalId journal, NamedBlob blob) {
        boolean isAmong(Map<JournalId, Set<Erasable>> keys) {
            return blob.key() != null && keys.getOrDefault(journal, Set.of()).contains(blob.key());
        }
    }

    /** Namers of these blobs, when {@link #advance} has looked. */
    Namers(Engine engine, Collection<Digest> blobs) {
        super(engine);
        blobs.forEach(blob -> namers.put(blob, new ArrayList<>()));
    }

    @Override
    void read(JournalId journal, Commit commit, Bytes bytes) {
        commit.events().stream()
                .flatMap(event -> NamedBlob.of(engine, journal, event).stream())
                .filter(blob -> namers.containsKey(blob.digest()))
                .forEach(blob -> namers.getOrDefault(blob.digest(), List.of()).add(new Namer(journal, blob)));
    }

    @Override
    void done(JournalId journal) {} // what was erased is asked when it is needed

    /** The blobs. */
    SortedSet<Digest> blobs() {
        return new TreeSet<>(namers.keySet());
    }

    /** What names a blob, as far as it looked, and was not erased by now. */
    List<Namer> of(Digest digest) {
        return namers.getOrDefault(digest, List.of()).stream()
                .filter(namer -> !namer.blob().isErased(engine.erasures(namer.journal(), Freshness.latest())))
                .toList();
    }
}
