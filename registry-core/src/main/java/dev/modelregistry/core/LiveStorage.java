package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Erasure;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.id.Actor;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.ErasureReport;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The bytes of a registry.
 *
 * @param visible the journals that may be told of
 */
record LiveStorage(Engine engine, Optional<Actor> actor, Predicate<JournalId> visible) implements RegistryStorage {
    @Override
    public ErasureReport erase(Erasure erasure, Change change) {
        engine.requireOpen();
        return new Eraser(engine, visible).erase(erasure, Author.of(change, actor));
    }
}
