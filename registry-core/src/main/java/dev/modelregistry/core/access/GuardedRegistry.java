package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.Comparison;
import dev.modelregistry.Copied;
import dev.modelregistry.Freshness;
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
import dev.modelregistry.Search;
import dev.modelregistry.ServedModel;
import dev.modelregistry.Subscriptions;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.Verification;
import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.access.Operation;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.Sharing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A handle on a registry that asks a policy. Where it is and what its store promises is free to be known, and so is closing it. */
public final class GuardedRegistry extends GuardedView implements ModelRegistry {
    private final Unguarded inner;

    private GuardedRegistry(Unguarded inner, Guard guard) {
        super(inner, guard);
        this.inner = inner;
    }

    /** A registry guarded for an actor, whose handle it is. */
    public static ModelRegistry of(Unguarded inner, AccessPolicy policy, Actor actor) {
        return new GuardedRegistry(inner, new Guard(policy, actor));
    }

    /** The registry itself, to write anything into. */
    public ModelRegistry opened() {
        return ofWhole(Operation.COPY_INTO);
    }

    private Unguarded ofWhole(Operation operation) {
        guard.require(guard.request(operation));
        return inner;
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public Sharing sharing() {
        return inner.sharing();
    }

    @Override
    public Durability durability() {
        return inner.durability();
    }

    @Override
    public Access access() {
        return inner.access();
    }

    @Override
    public ModelRegistry as(Actor actor) {
        Guard other = guard.actingAs(actor);
        return new GuardedRegistry(inner.as(actor), other);
    }

    @Override
    public ModelRegistry with(Freshness freshness) {
        return new GuardedRegistry(inner.with(freshness), guard);
    }

    @Override
    public RegisteredModel model(ModelName name) {
        return new GuardedModel(
                inner.model(name), inner.with(Freshness.latest()).model(name), nothing.model(name), guard);
    }

    @Override
    public List<RegisteredModel> models() {
        return super.models().stream().map(model -> model(model.name())).toList();
    }

    @Override
    public RegistrySettings settings() {
        return new GuardedSettings(inner.settings(), guard);
    }

    @Override
    public Retention retention() {
        return new GuardedRetention(inner.retention(), nothing, guard);
    }

    @Override
    public Search search() {
        return inner.search(guard::mayRead);
    }

    @Override
    public ReleaseSet releaseSet(String name) {
        return new GuardedReleaseSet(
                inner.releaseSet(name),
                inner.with(Freshness.latest()).releaseSet(name),
                nothing.releaseSet(name),
                guard);
    }

    @Override
    public List<ReleaseSet> releaseSets() {
        return super.releaseSets().stream().map(set -> releaseSet(set.name())).toList();
    }

    @Override
    public RegistryLineage lineage() {
        return new GuardedLineage(inner.lineage(guard::mayRead, this::model), guard);
    }

    /** Asked once: a right that is lost later must not take a model out of service. Whoever may not promote and roll back serves, reports, and leaves rollouts alone. */
    @Override
    public <T> ServedModel<T> serve(ModelName model, ModelLoader<T> loader, ServingOptions<T> options) {
        if (!guard.mayRead(model)) {
            nothing.model(model).exists(); // not if it is closed
            throw new ServingException("nothing of model " + model + " is in production; promote a version");
        }
        boolean mayMove = Stream.of(Operation.PROMOTE, Operation.ROLL_BACK)
                .allMatch(operation ->
                        guard.isGranted(guard.request(operation).model(model).stage(Stage.PRODUCTION)));
        return inner.serve(model, loader, mayMove ? options : options.leaveRollouts());
    }

    @Override
    public TrainingRun startRun(ModelName model, Change change) {
        guard.by(change).requireCreating(Operation.TRAIN, model);
        return new GuardedRun(inner.startRun(model, change), guard);
    }

    @Override
    public List<ModelVersion> versionsTagged(String key, String value) {
        return visible(inner.versionsTagged(key, value));
    }

    @Override
    public List<ModelVersion> versionsOfCommit(String commit) {
        return visible(inner.versionsOfCommit(commit));
    }

    private List<ModelVersion> visible(List<ModelVersion> versions) {
        return versions.stream()
                .filter(version -> guard.mayRead(version.model()))
                .toList();
    }

    /** Those of another registry, too, as far as their names go: whose a version is it does not say. */
    @Override
    public Comparison compare(ModelVersion baseline, ModelVersion... others) {
        Stream.concat(Stream.of(baseline), Stream.of(others))
                .filter(version -> !guard.mayRead(version.model()))
                .findFirst()
                .ifPresent(hidden -> nothing.resolve(hidden.uri()));
        return inner.compare(baseline, others);
    }

    @Override
    public RegistryView asOf(Instant instant) {
        return new GuardedView(inner.asOf(instant), guard);
    }

    @Override
    public Verification verify() {
        return ofWhole(Operation.VERIFY).verify();
    }

    @Override
    public Verification verify(Checkpoint known, TrustedKey... trusted) {
        return ofWhole(Operation.VERIFY).verify(known, trusted);
    }

    @Override
    public Verification verifyCopy(Checkpoint original, TrustedKey... trusted) {
        return ofWhole(Operation.VERIFY).verifyCopy(original, trusted);
    }

    @Override
    public Checkpoint checkpoint(CheckpointSigner signer) {
        return ofWhole(Operation.VERIFY).checkpoint(signer);
    }

    @Override
    public Stream<Commit> audit(AuditQuery query) {
        return inner.audit(query, guard::mayRead);
    }

    @Override
    public void exportAuditLog(Path file, AuditQuery query, AuditFormat format) {
        inner.exportAuditLog(file, query, format, guard::mayRead);
    }

    @Override
    public Copied copyTo(ModelRegistry target) {
        return ofWhole(Operation.COPY_FROM).copyTo(target);
    }

    @Override
    public RegisteredModel.Watch watch(Consumer<Commit> listener) {
        return inner.watch(commit -> {
            if (guard.mayRead(JournalId.parse(commit.journal()))) {
                listener.accept(commit);
            }
        });
    }

    @Override
    public RegistryStorage storage() {
        return new GuardedStorage(inner, nothing, guard);
    }

    @Override
    public Subscription subscribe(String name, SubscriptionOptions options, Subscriber subscriber) {
        return ofWhole(Operation.SUBSCRIBE).subscribe(name, options, subscriber);
    }

    @Override
    public Subscriptions subscriptions() {
        return ofWhole(Operation.SUBSCRIBE).subscriptions();
    }

    @Override
    public void close() {
        inner.close();
    }
}
