package dev.modelregistry;

import dev.modelregistry.id.Actor;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody said of a version. That it was said, by whom and when, is kept for ever; the words can be {@linkplain RegistryStorage#erase
 * erased}. Thread-safe; usable while its registry is open.
 */
public interface Comment {
    /** The most bytes that the text may have in UTF-8. */
    int MAX_BYTES = 64 << 10;

    /** 1, 2, 3 … in the order in which the version was commented on. */
    int number();

    /** Who said it. */
    Actor by();

    /** When. */
    Instant at();

    /** Why, in the words of the {@link Change}. */
    String reason();

    /**
     * The words, read from the store at each call; empty if they were erased: {@link ModelView#erased} says by whom, when and why.
     *
     * @throws dev.modelregistry.error.CorruptStoreException if they are damaged, or gone and not erased
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     * @throws dev.modelregistry.error.RegistryClosedException if the registry is closed
     */
    Optional<String> text();
}
