package dev.modelregistry.core;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads which blobs the commits of all journals name, and goes on from there when it is asked again. What it does not understand it refuses,
 * because that may name anything. Used by one thread.
 */
abstract class Names {
    private static final int PAGE = 500;

    private final Engine engine;
    private final Map<JournalId, Head> read = new HashMap<>();

    Names(Engine engine) {
        this.engine = engine;
    }

    /** A journal names a blob, which it may do several times. Whether that was erased later is not asked here. */
    abstract void named(JournalId journal, NamedBlob blob);

    /**
     * Reads what has been committed up to now.
     *
     * @throws CorruptStoreException if a commit is damaged or missing
     * @throws UnsupportedFormatException if a newer library wrote something
     */
    final void advance() {
        engine.journals().heads().forEach(this::read);
    }

    private void read(JournalId journal, Head end) {
        Head at = read.getOrDefault(journal, Head.NONE);
        while (at.revision() < end.revision()) {
            for (Commit commit : engine.journals().page(journal, at.revision(), end.revision(), PAGE)) {
                if (!commit.previous().equals(at.hash())) {
                    throw new CorruptStoreException("journal " + journal + ": commit " + commit.revision() + " names "
                            + commit.previous() + " as the one before; that has the hash " + at.hash());
                }
                commit.events().forEach(event -> read(journal, event));
                at = new Head(commit.revision(), commit.hash());
                read.put(journal, at);
            }
        }
    }

    private void read(JournalId journal, RegistryEvent event) {
        if (event.type() == EventType.UNKNOWN) {
            throw new UnsupportedFormatException(
                    "journal " + journal + " has an event that this library does not know (" + event.summary()
                            + "), and it may name bytes; use the library that wrote it");
        }
        NamedBlob.of(engine, journal, event).forEach(blob -> named(journal, blob));
    }
}
