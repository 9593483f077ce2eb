package dev.modelregistry.core.index;

import dev.modelregistry.event.EventType;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The image of an index between processes, where a store keeps one. Where it cannot be read or kept, that costs time alone. Thread-safe. */
final class KeptImage {
    /** To be raised when the same commits make other entries than before, or the image is written in another way. */
    private static final int FORMAT = 1;

    /** What this library would make entries of, if a journal said it: an older one passed over what a newer one does not. */
    private static final String VOCABULARY = Stream.concat(
                    Arrays.stream(EventType.values()).map(EventType::wireName),
                    Arrays.stream(Attribute.values()).map(Attribute::toString))
            .collect(Collectors.joining(" ", FORMAT + " ", ""));

    private static final Logger LOG = LoggerFactory.getLogger(KeptImage.class);

    private final RegistryStore store;

    /** The image that a store keeps, if it does. */
    KeptImage(RegistryStore store) {
        this.store = store;
    }

    Optional<Image> read() {
        try {
            return place().flatMap(IndexImage::read).flatMap(bytes -> Image.decode(VOCABULARY, bytes));
        } catch (RuntimeException unreadable) { // it is derived, and whatever is wrong with it, the journals are there
            LOG.warn("Reading all journals, because the image of the index cannot be read", unreadable);
            return Optional.empty();
        }
    }

    void replace(Map<JournalId, Head> heads, Entries entries) {
        if (store.access() != Access.READ_WRITE) {
            return;
        }
        try {
            place().ifPresent(place -> Image.encode(VOCABULARY, heads, entries).ifPresent(place::replace));
        } catch (RuntimeException notKept) {
            LOG.warn("The image of the index was not kept", notKept);
        }
    }

    /** None where blobs are encrypted: large descriptors are blobs, and the image has what they say. */
    private Optional<IndexImage> place() {
        return store.encryptsBlobs() ? Optional.empty() : store.indexImage();
    }
}
