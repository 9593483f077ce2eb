package dev.modelregistry.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads which blobs the commits of all journals name, and goes on from there when it is asked again. A blob counts as named wherever its digest
 * stands in the bytes of a commit or of a descriptor, so that also what a newer library adds to them counts. What cannot be read, or
 * may say something that is not understood, stops it: it may name anything. Used by one thread.
 */
final class Marks {
    private static final int PAGE = 500;
    private static final int HEX = 64;

    private final Engine engine;
    private final BiConsumer<JournalId, Digest> named;
    private final Map<JournalId, Head> read = new HashMap<>();

    /** @param named is told of each digest that a journal names, and of other hashes, and of some several times */
    Marks(Engine engine, BiConsumer<JournalId, Digest> named) {
        this.engine = engine;
        this.named = named;
    }

    /**
     * Reads what has been committed since the last time.
     *
     * @throws CorruptStoreException if a commit or a descriptor is damaged or missing
     * @throws UnsupportedFormatException if a newer library wrote something
     */
    void advance() {
        engine.journals().requireKnownKinds();
        engine.journals().heads().forEach(this::read);
    }

    /** Whether there was any commit. */
    boolean isEmpty() {
        return read.isEmpty();
    }

    private void read(JournalId journal, Head end) {
        Head at = read.getOrDefault(journal, Head.NONE);
        if (end.revision() < at.revision()) {
            throw new CorruptStoreException("journal " + journal + " had revision " + at.revision()
                    + " a moment ago and ends at revision " + end.revision() + " now: commits were lost");
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
                digests(journal, bytes.bytes());
                commit.events().forEach(event -> read(journal, event));
                at = bytes.head();
            }
        }
        read.put(journal, at);
    }

    private void read(JournalId journal, RegistryEvent event) {
        if (event.type() == EventType.UNKNOWN) {
            throw new UnsupportedFormatException(
                    "journal " + journal + " has an event that this library does not know (" + event.summary()
                            + "), and it may name blobs; collect garbage with the library that wrote it");
        }
        if (event instanceof VersionRegistered registered
                && registered.descriptor().isEmpty()) {
            digests(journal, engine.blob(registered.digest(), NamedBlob.place(journal, event) + ", descriptor"));
        }
    }

    /** Every 64 hexadecimal digits that stand by themselves. */
    private void digests(JournalId journal, Bytes bytes) {
        byte[] text = bytes.array();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || !isHex(text[i])) {
                if (i - start == HEX) {
                    named.accept(journal, Digest.parse(new String(text, start, HEX, US_ASCII)));
                }
                start = i + 1;
            }
        }
    }

    private static boolean isHex(byte c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
