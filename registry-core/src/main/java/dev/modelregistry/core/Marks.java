package dev.modelregistry.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Tells which blobs are needed. A blob counts as named wherever its digest stands in the bytes of a commit or of a descriptor, so that also
 * what a newer library adds to them counts; unless all of that is known, and was erased or has expired. Used by one thread.
 */
final class Marks extends Names {
    private static final int HEX = 64;
    private static final Set<EventType> RELEASING = EnumSet.of(
            EventType.VERSION_ERASED, EventType.RUN_ERASED, EventType.VERSION_EXPIRED, EventType.RUN_EXPIRED);

    private final BiConsumer<JournalId, Digest> needed;
    /** Of the journal that is being read. */
    private final Set<Digest> mentioned = new HashSet<>();

    private final List<NamedBlob> named = new ArrayList<>();
    private boolean isAnythingReleased;

    /** @param needed is told of each digest that a journal needs, and of other hashes, and of some several times */
    Marks(Engine engine, BiConsumer<JournalId, Digest> needed) {
        super(engine);
        this.needed = needed;
    }

    @Override
    void read(JournalId journal, Commit commit, Bytes bytes) {
        digests(bytes);
        for (RegistryEvent event : commit.events()) {
            named.addAll(NamedBlob.of(engine, journal, event));
            isAnythingReleased |= RELEASING.contains(event.type());
            if (event instanceof VersionRegistered registered
                    && registered.descriptor().isEmpty()) {
                digests(engine.blob(registered.digest(), NamedBlob.place(journal, event) + ", descriptor"));
            }
        }
    }

    /** What was erased or expired is named before, as a rule in the same pass; what was read in an earlier pass counts until the next collection. */
    @Override
    void done(JournalId journal) {
        Predicate<NamedBlob> isReleased = blob -> false;
        if (isAnythingReleased) {
            JournalState state = engine.state(journal, Freshness.latest());
            isReleased = blob -> blob.isReleased(state);
        }
        named.stream().filter(isReleased).map(NamedBlob::digest).forEach(mentioned::remove);
        named.stream().filter(isReleased.negate()).map(NamedBlob::digest).forEach(mentioned::add);
        mentioned.forEach(digest -> needed.accept(journal, digest));
        mentioned.clear();
        named.clear();
        isAnythingReleased = false;
    }

    /** Every 64 hexadecimal digits that stand by themselves. */
    private void digests(Bytes bytes) {
        byte[] text = bytes.array();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || !isHex(text[i])) {
                if (i - start == HEX) {
                    mentioned.add(Digest.parse(new String(text, start, HEX, US_ASCII)));
                }
                start = i + 1;
            }
        }
    }

    private static boolean isHex(byte c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
