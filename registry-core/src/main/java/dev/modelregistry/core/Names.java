package dev.modelregistry.core;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the commits of all journals name, and goes on from there when it is asked again. What cannot be read, or may say something
 * that is not understood, stops it: it may name anything. Used by one thread.
 */
abstract class Names {
    private static final int PAGE = 500;

    final Engine engine;
    private final Map<JournalId, Head> read = new HashMap<>();

    Names(Engine engine) {
        this.engine = engine;
    }

    /** Takes in a commit, of which all events are known. */
    abstract void read(JournalId journal, Commit commit, Bytes bytes);

    /** All commits of a journal that there are were taken in. */
    abstract void done(JournalId journal);

    /**
     * Reads what has been committed since the last time.
     *
     * @throws CorruptStoreException if a commit is damaged or missing
     * @throws UnsupportedFormatException if a newer library wrote something
     */
    final void advance() {
        engine.journals().requireKnownKinds();
        engine.journals().heads().forEach(this::read);
    }

    /** Whether there was any commit. */
    final boolean isEmpty() {
        return read.isEmpty();
    }

    private void read(JournalId journal, Head end) {
        Head at = read.getOrDefault(journal, Head.NONE);
        if (end.revision() < at.revision()) {
            throw new CorruptStoreException("journal " + journal + " had revision " + at.revision()
                    + " a moment ago and ends at revision " + end.revision() + " now: commits were lost");
        }
        if (end.revision() == at.revision()) {
            return;
        }
        while (at.revision() < end.revision()) {
            List<CommitBytes> page =
                    engine.store().journals().read(journal, at.revision(), PAGE).commits();
            if (page.isEmpty()) {
                throw new CorruptStoreException("journal " + journal + " ends at revision " + at.revision()
                        + ", but its head is " + end.revision() + ": commits were lost");
            }
            for (CommitBytes bytes : page) {
                Commit commit = CommitCodec.decode(journal, bytes);
                if (!commit.previous().equals(at.hash())) {
                    throw new CorruptStoreException("journal " + journal + ": commit " + commit.revision() + " names "
                            + commit.previous() + " as the one before; that has the hash " + at.hash());
                }
                commit.events().forEach(event -> requireKnown(journal, event));
                read(journal, commit, bytes.bytes());
                at = bytes.head();
            }
        }
        done(journal);
        read.put(journal, at);
    }

    private static void requireKnown(JournalId journal, RegistryEvent event) {
        if (event.type() == EventType.UNKNOWN) {
            throw new UnsupportedFormatException(
                    "journal " + journal + " has an event that this library does not know (" + event.summary()
                            + "), and it may name bytes; use the library that wrote it");
        }
    }
}
