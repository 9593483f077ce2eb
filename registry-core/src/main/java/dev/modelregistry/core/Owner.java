package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Erased;
import dev.modelregistry.storage.Part;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What has parts that may have been erased: a version or a run.
 *
 * @param words for messages
 * @param journal that names the parts
 * @param number of the version; {@link Erasures#RUN} for a run
 */
record Owner(String words, JournalId journal, int number) {
    static Owner version(String words, ModelName model, int number) {
        return new Owner(words, JournalId.of(model), number);
    }

    static Owner run(RunId run) {
        return new Owner("run " + run, JournalId.of(run), Erasures.RUN);
    }

    /**
     * Reads a part that must not have been erased.
     *
     * @throws NotFoundException if it was, or expired and is gone; the message says so
     * @throws CorruptStoreException if it is damaged, or gone and not erased
     */
    <T> T read(Engine engine, Part part, Supplier<T> read) {
        try {
            return unlessErased(engine, part, read)
                    .orElseThrow(() -> new NotFoundException(words + " "
                            + erased(engine, part, Freshness.pinned()).orElseThrow()));
        } catch (CorruptStoreException gone) {
            if (gone.getCause() instanceof NotFoundException
                    && engine.state(journal, Freshness.latest()).isReleased(new Erasable(number, part))) {
                throw new NotFoundException(
                        words + " has expired, and " + part + " is gone; register it anew, with its files", gone);
            }
            throw gone;
        }
    }

    /**
     * Reads a part; empty if it was erased. Whether it was is asked of what is known first, and of the store where the bytes are missing.
     *
     * @throws CorruptStoreException if it is damaged, or gone and not erased
     */
    <T> Optional<T> unlessErased(Engine engine, Part part, Supplier<T> read) {
        if (erased(engine, part, Freshness.pinned()).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read.get());
        } catch (CorruptStoreException gone) {
            if (erased(engine, part, Freshness.latest()).isPresent()) {
                return Optional.empty();
            }
            throw gone;
        }
    }

    private Optional<Erased> erased(Engine engine, Part part, Freshness freshness) {
        return engine.erasures(journal, freshness).of(new Erasable(number, part));
    }
}
