package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Comparison;
import dev.modelregistry.Copied;
import dev.modelregistry.Freshness;
import dev.modelregistry.LineageView;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.RegistrySettings;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RegistryView;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.Retention;
import dev.modelregistry.RunView;
import dev.modelregistry.Search;
import dev.modelregistry.ServedModel;
import dev.modelregistry.Subscriptions;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.Verification;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.core.access.GuardedRegistry;
import dev.modelregistry.core.access.Unguarded;
import dev.modelregistry.core.compare.Comparer;
import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Target;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.Sharing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A handle on an open registry: the engine, on whose behalf, and how current reads are. */
final class DefaultRegistry implements Unguarded {
    private static final Pattern BEGINNING_OF_HASH = Pattern.compile("[0-9a-f]{7,39}|[0-9a-f]{41,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private final Engine engine;
    /** Who moves rollouts where the host does not say who it is. */
    private static final Actor CONTROLLER = Actor.of("rollout-controller");

    private final Optional<Actor> actor;
    private final Freshness freshness;

    DefaultRegistry(Engine engine, Optional<Actor> actor, Freshness freshness) {
        this.engine = engine;
        this.actor = actor;
        this.freshness = freshness;
    }

    @Override
    public String id() {
        return engine.store().registryId();
    }

    @Override
    public String location() {
        return engine.store().location();
    }

    @Override
    public Sharing sharing() {
        return engine.store().sharing();
    }

    @Override
    public Durability durability() {
        return engine.store().durability();
    }

    @Override
    public Access access() {
        return engine.store().access();
    }

    @Override
    public DefaultRegistry as(Actor who) {
        return new DefaultRegistry(engine, Optional.of(who), freshness);
    }

    @Override
    public DefaultRegistry with(Freshness how) {
        return new DefaultRegistry(engine, actor, how);
    }

    @Override
    public <T> ServedModel<T> serve(ModelName model, ModelLoader<T> loader, ServingOptions<T> options) {
        return engine.servings().serve(model, loader, options, actor.orElse(CONTROLLER));
    }

    @Override
    public RegisteredModel model(ModelName name) {
        return new LiveModel(engine, name, actor, freshness);
    }

    @Override
    public List<RegisteredModel> models() {
        return engine.journals().states(freshness).stream()
                .filter(state -> !state.isDeleted())
                .flatMap(state -> state.name().stream())
                .map(this::model)
                .toList();
    }

    @Override
    public TrainingRun startRun(ModelName name, Change change) {
        return LiveRun.start(engine, new LiveModel(engine, name, actor, freshness), Author.of(change, actor));
    }

    @Override
    public RunView run(RunId id) {
        return engine.runs(freshness).run(id);
    }

    @Override
    public RegistrySettings settings() {
        return new LiveSettings(engine, actor, freshness);
    }

    @Override
    public Retention retention() {
        return new LiveRetention(engine, actor);
    }

    @Override
    public Search search() {
        return search(any -> true);
    }

    @Override
    public Search search(Predicate<ModelName> visible) {
        return new LiveSearch(engine, freshness, visible);
    }

    @Override
    public RegistryLineage lineage() {
        return lineage(any -> true, this::model);
    }

    @Override
    public LineageView lineage(Predicate<ModelName> visible) {
        return lineage(visible, this::model);
    }

    @Override
    public RegistryLineage lineage(Predicate<ModelName> visible, Function<ModelName, RegisteredModel> models) {
        return new LiveLineage(engine, actor, freshness, visible, models);
    }

    @Override
    public ReleaseSet releaseSet(String name) {
        return new LiveReleaseSet(engine, name, actor, freshness);
    }

    @Override
    public List<ReleaseSet> releaseSets() {
        return engine.journals().releaseSets().stream().map(this::releaseSet).toList();
    }

    @Override
    public List<ModelVersion> versionsTagged(String key, String value) {
        return versionsWith(EntryNames.key(Target.VERSIONS, Attribute.TAG, key), only(value));
    }

    @Override
    public List<ModelVersion> versionsOfCommit(String commit) {
        if (commit.isBlank()) {
            throw new InvalidInputException("commit '" + commit + "' is blank; give its id");
        }
        String node = EntryNames.nodes(Attribute.COMMIT) + commit;
        if (!BEGINNING_OF_HASH.matcher(commit).matches()) {
            return versionsWith(EntryNames.INPUT, only(node));
        }
        return versionsWith(EntryNames.INPUT, new Range.StartingWith(node)).stream()
                .filter(version -> version.lineage()
                        .code()
                        .filter(code -> code.commit().equals(commit)
                                || HASH.matcher(code.commit()).matches())
                        .isPresent())
                .toList();
    }

    private static Range only(String text) {
        return Range.OneOf.only(new Value.Text(text));
    }

    private List<ModelVersion> versionsWith(String key, Range range) {
        return engine.indexing().entitiesWith(key, range, freshness).stream()
                .filter(entity -> entity.startsWith("version/"))
                .distinct()
                .flatMap(entity ->
                        engine.journal(ModelName.of(EntryNames.modelOf(entity))).state(freshness).name().stream()
                                .map(name -> new ModelUri(
                                        name, new ModelUri.ByNumber(Integer.parseInt(EntryNames.lastOf(entity))))))
                .flatMap(uri -> find(uri).stream())
                .sorted(Comparator.<ModelVersion, JournalId>comparing(version -> JournalId.of(version.model()))
                        .thenComparingInt(ModelVersion::number))
                .toList();
    }

    @Override
    public Optional<ModelVersion> find(ModelUri uri) {
        return Resolver.find(engine, uri, engine.model(uri.model(), freshness));
    }

    @Override
    public ModelVersion resolve(ModelUri uri) {
        return Resolver.resolve(engine, uri, engine.model(uri.model(), freshness));
    }

    @Override
    public boolean isSettled() {
        return false;
    }

    @Override
    public PastRegistry asOf(Instant instant) {
        PastRegistry.checkPast(engine, instant);
        return new PastRegistry(engine, instant);
    }

    @Override
    public Comparison compare(ModelVersion baseline, ModelVersion... others) {
        engine.requireOpen();
        List<ModelVersion> versions = new ArrayList<>(List.of(others));
        versions.add(0, baseline);
        return Comparer.compare(versions);
    }

    @Override
    public Verification verify() {
        return new Verifier(engine).run();
    }

    @Override
    public Verification verify(Checkpoint known, TrustedKey... trusted) {
        engine.requireOpen();
        if (!known.registry().equals(id())) {
            throw new InvalidInputException("checkpoint " + known + " is of registry " + known.registry() + "; this is "
                    + this + ". If this is a copy of that registry, call verifyCopy");
        }
        return verifyCopy(known, trusted);
    }

    @Override
    public Verification verifyCopy(Checkpoint original, TrustedKey... trusted) {
        engine.requireOpen();
        original.requireSignedBy(trusted);
        return new Verifier(engine).run(original);
    }

    @Override
    public Checkpoint checkpoint(CheckpointSigner signer) {
        engine.requireOpen();
        Instant before = engine.clock().instant(); // so that whatever has an earlier time is in it
        return Checkpoint.of(id(), before, engine.journals().heads(), signer);
    }

    @Override
    public Stream<Commit> audit(AuditQuery query) {
        return audit(query, any -> true);
    }

    @Override
    public Stream<Commit> audit(AuditQuery query, Predicate<JournalId> visible) {
        return Trail.of(engine::journals, query, visible);
    }

    @Override
    public void exportAuditLog(Path file, AuditQuery query, AuditFormat format) {
        exportAuditLog(file, query, format, any -> true);
    }

    @Override
    public void exportAuditLog(Path file, AuditQuery query, AuditFormat format, Predicate<JournalId> visible) {
        AuditLog.export(engine, file, query, format, visible);
    }

    @Override
    public RegistryView nothing() {
        return new EmptyRegistry(engine, engine.clock());
    }

    @Override
    public Copied copyTo(ModelRegistry target) {
        ModelRegistry opened = target instanceof GuardedRegistry guarded ? guarded.opened() : target;
        if (!(opened instanceof DefaultRegistry other)) {
            throw new InvalidInputException(
                    target + " is not a registry that this library opened; open it with ModelRegistry.openOrCreate(…)");
        }
        engine.requireOpen();
        other.engine.requireOpen();
        if (engine.isSameAs(other.engine)) {
            throw new InvalidInputException(this + " cannot be copied into itself; choose another target");
        }
        return new Copier(engine, other.engine).run();
    }

    @Override
    public RegisteredModel.Watch watch(Consumer<Commit> listener) {
        return engine.notifications().watch(listener);
    }

    @Override
    public Subscription subscribe(String name, SubscriptionOptions options, Subscriber subscriber) {
        return engine.notifications().subscribe(name, options, subscriber);
    }

    @Override
    public RegistryStorage storage() {
        return storage(any -> true);
    }

    @Override
    public RegistryStorage storage(Predicate<JournalId> visible) {
        return new LiveStorage(engine, actor, visible);
    }

    @Override
    public Subscriptions subscriptions() {
        return new LiveSubscriptions(engine, actor);
    }

    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return "model registry " + engine.registryId() + " in " + engine.location();
    }
}
