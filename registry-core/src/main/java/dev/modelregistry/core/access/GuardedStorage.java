package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.Erasure;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RegistryView;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.access.Operation;
import dev.modelregistry.id.Digest;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Garbage;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.Reindexed;
import java.util.List;
import java.util.stream.Stream;

/** The bytes of a registry and its index, for those who may look after them or erase; what else names bytes is told as far as it may be read. */
record GuardedStorage(Unguarded registry, RegistryView nothing, Guard guard) implements RegistryStorage {
    private RegistryStorage toLookAfter() {
        guard.require(guard.request(Operation.COLLECT));
        return registry.storage();
    }

    @Override
    public Garbage garbage(GracePeriod age) {
        return toLookAfter().garbage(age);
    }

    @Override
    public Garbage trash(GracePeriod age) {
        return toLookAfter().trash(age);
    }

    @Override
    public List<Garbage.Blob> trashed() {
        return toLookAfter().trashed();
    }

    @Override
    public boolean restore(Digest digest) {
        return toLookAfter().restore(digest);
    }

    @Override
    public Garbage purge(GracePeriod inTrash) {
        return toLookAfter().purge(inTrash);
    }

    @Override
    public ErasureReport erase(Erasure erasure, Change change) {
        Guard by = guard.by(change);
        erasure.ofVersions().stream()
                .map(Erasure.OfVersion::version)
                .filter(version -> !by.mayRead(version.model()))
                .findFirst()
                .ifPresent(hidden -> nothing.resolve(hidden.uri()));
        erasure.ofRuns().stream()
                .map(Erasure.OfRun::run)
                .filter(run -> !by.mayRead(run.model()))
                .findFirst()
                .ifPresent(nothing::run);
        AccessRequest request = by.request(Operation.ERASE);
        Stream.concat(
                        erasure.ofVersions().stream()
                                .map(each -> request.model(each.version().model())
                                        .version(each.version().number())),
                        erasure.ofRuns().stream()
                                .map(each -> request.model(each.run().model())))
                .distinct()
                .forEach(by::require);
        return registry.storage(by::mayRead).erase(erasure, change);
    }

    @Override
    public Reindexed reindex() {
        return toLookAfter().reindex();
    }
}
