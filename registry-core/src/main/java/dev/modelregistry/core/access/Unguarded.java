package dev.modelregistry.core.access;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.Search;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.JournalId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A registry that asks nobody, and what it can do for those who do. */
public interface Unguarded extends ModelRegistry, UnguardedView {
    @Override
    Unguarded as(Actor actor);

    @Override
    Unguarded with(Freshness freshness);

    @Override
    UnguardedView asOf(Instant instant);

    /** As {@link #audit(AuditQuery)}, of some journals alone. */
    Stream<Commit> audit(AuditQuery query, Predicate<JournalId> visible);

    /** As {@link #search()}, which finds of some models alone. */
    Search search(Predicate<ModelName> visible);

    /**
     * As {@link #lineage()}, which tells of some models alone.
     *
     * @param models in whose name versions are taken out of service
     */
    RegistryLineage lineage(Predicate<ModelName> visible, Function<ModelName, RegisteredModel> models);

    /** As {@link #storage()}, which tells of some journals alone. */
    RegistryStorage storage(Predicate<JournalId> visible);

    /** As {@link #exportAuditLog(Path, AuditQuery, AuditFormat)}, of some journals alone. */
    void exportAuditLog(Path file, AuditQuery query, AuditFormat format, Predicate<JournalId> visible);
}
