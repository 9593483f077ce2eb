package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Erasure;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Garbage;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.Reindexed;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The bytes of a registry, and its index.
 *
 * @param visible the journals that may be told of
 */
record LiveStorage(Engine engine, Optional<Actor> actor, Predicate<JournalId> visible) implements RegistryStorage {
    private Collector collector() {
        engine.requireOpen();
        return new Collector(engine);
    }

    @Override
    public Garbage garbage(GracePeriod age) {
        return collector().garbage(age);
    }

    @Override
    public Garbage trash(GracePeriod age) {
        return collector().trash(age);
    }

    @Override
    public List<Garbage.Blob> trashed() {
        return collector().trashed();
    }

    @Override
    public boolean restore(Digest digest) {
        engine.requireOpen();
        return engine.blobs().find(digest).isEmpty()
                && engine.blobs().renew(digest).isPresent();
    }

    @Override
    public Garbage purge(GracePeriod inTrash) {
        return collector().purge(inTrash);
    }

    @Override
    public ErasureReport erase(Erasure erasure, Change change) {
        engine.requireOpen();
        return new Eraser(engine, visible).erase(erasure, Author.of(change, actor));
    }

    @Override
    public Reindexed reindex() {
        engine.requireOpen();
        return new Reindexer(engine).run();
    }
}
