package dev.modelregistry.core.index;

import dev.modelregistry.error.RegistryException;
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

/** The image of an index between processes, where a store keeps one. Where it cannot be read or kept, that costs time alone. */
public final class KeptImage {
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
    public KeptImage(RegistryStore store) {
        this.store = store;
    }

    Optional<Image> read() {
        try {
            return store.indexImage().flatMap(IndexImage::read).flatMap(bytes -> Image.decode(VOCABULARY, bytes));
        } catch (RegistryException unreadable) {
            LOG.warn(
                    "Reading all journals, because the image of the index cannot be read: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }

    void replace(Map<JournalId, Head> heads, Entries entries) {
        Optional<IndexImage> image = store.access() == Access.READ_WRITE ? store.indexImage() : Optional.empty();
        try {
            image.ifPresent(place -> place.replace(Image.encode(VOCABULARY, heads, entries)));
        } catch (RegistryException notKept) {
            LOG.debug("The image of the index was not kept", notKept);
        }
    }
}
