package dev.modelregistry.core.index;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Which entries a model and its versions have, and so which ones a commit adds and removes: those of a state less those of the state before it.
 * A version's facts are entered when it is registered, and only what moves is looked at again. Pure.
 */
public final class ModelEntries {
    private static final Set<Entry> DELETED = Set.of(new Entry(EntryNames.DELETED, new Value.Text("")));

    private ModelEntries() {}

    /**
     * The changes of one commit, in order.
     *
     * @param before the state that the commit follows
     * @param after the state that it makes
     * @param descriptors gives the descriptor that belongs to a registration
     */
    public static List<Change> of(
            ModelState before, ModelState after, Commit commit, Function<VersionRegistered, Descriptor> descriptors) {
        ModelName model = after.name().orElseThrow();
        List<Change> changes = new ArrayList<>();
        EntrySet nothing = new EntrySet(Target.VERSIONS);
        Set<Integer> moved = new TreeSet<>();
        for (RegistryEvent event : commit.events()) {
            moved(event).forEach(moved::add);
            if (event instanceof VersionRegistered registered) {
                VersionState version = after.version(registered.number());
                if (version != null) {
                    changes.addAll(EntrySet.changes(
                            EntryNames.version(model, registered.number()),
                            nothing,
                            facts(model, version, descriptors.apply(registered))));
                }
            }
        }
        for (int number : moved) {
            changes.addAll(
                    EntrySet.changes(EntryNames.version(model, number), moving(before, number), moving(after, number)));
        }
        changes.addAll(EntrySet.changes(EntryNames.model(model.folded()), model(before), model(after)));
        if (before.name().isEmpty()) {
            EntrySet created = new EntrySet(Target.MODELS);
            facts(created, model, commit);
            changes.addAll(EntrySet.changes(EntryNames.model(model.folded()), new EntrySet(Target.MODELS), created));
        }
        return changes;
    }

    /**
     * All that a model has.
     *
     * @param first the first commit of its journal
     */
    public static Set<Entry> ofModel(ModelState state, Commit first) {
        EntrySet entries = model(state);
        facts(entries, state.name().orElseThrow(), first);
        return entries.entries();
    }

    /** All that a version has. */
    public static Set<Entry> ofVersion(ModelState state, VersionState version, Descriptor descriptor) {
        EntrySet entries = moving(state, version.number());
        entries.entries()
                .addAll(facts(state.name().orElseThrow(), version, descriptor).entries());
        return entries.entries();
    }

    /** The versions whose moving entries an event may change. */
    private static IntStream moved(RegistryEvent event) {
        return switch (event.type()) {
            case VERSION_REGISTERED -> IntStream.of(((VersionRegistered) event).number());
            case STAGE_CHANGED -> IntStream.of(((StageChanged) event).number());
            case ALIAS_MOVED -> {
                AliasMoved alias = (AliasMoved) event;
                yield IntStream.concat(alias.from().stream(), IntStream.of(alias.to()));
            }
            case ALIAS_REMOVED -> IntStream.of(((AliasRemoved) event).from());
            case TAG_SET -> ((TagSet) event).number().stream();
            case TAG_REMOVED -> ((TagRemoved) event).number().stream();
            case MODEL_CREATED,
                    MODEL_DELETED,
                    MODEL_RESTORED,
                    PROVED_GOOD,
                    FAILED,
                    GATES_PASSED,
                    GLASS_BROKEN,
                    EVIDENCE_RECORDED,
                    APPROVAL_REQUESTED,
                    REQUEST_WITHDRAWN,
                    VOTED,
                    PIPELINE_DEFINED,
                    PIPELINE_REMOVED,
                    NAMING_CHANGED,
                    RETENTION_DEFINED,
                    RETENTION_REMOVED,
                    NODE_QUARANTINED,
                    QUARANTINE_LIFTED,
                    EDGE_RECORDED,
                    EDGE_RETRACTED,
                    RELEASE_PROPOSED,
                    RELEASE_PROMOTED,
                    RELEASE_ABANDONED,
                    MEMBER_PREPARED,
                    MEMBER_SETTLED,
                    MEMBER_LEFT,
                    ROLLOUT_STARTED,
                    ROLLOUT_MOVED,
                    ROLLOUT_REWEIGHTED,
                    ROLLOUT_PAUSED,
                    ROLLOUT_RESUMED,
                    ROLLOUT_JUDGED,
                    ROLLOUT_ENDED,
                    MODEL_HELD,
                    MODEL_RELEASED,
                    VERSION_HELD,
                    VERSION_RELEASED,
                    VERSION_EXPIRED,
                    VERSION_REVIVED,
                    RUN_STARTED,
                    RUN_LOGGED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    VERSION_ERASED,
                    RUN_ERASED,
                    RUN_EXPIRED,
                    VERSION_COPIED,
                    VERSION_COMMENTED,
                    UNKNOWN -> IntStream.empty(); // not searched for
        };
    }

    /** What never changes of a model. */
    private static void facts(EntrySet entries, ModelName model, Commit first) {
        entries.kind();
        entries.name(Attribute.NAME, model.value());
        entries.time(Attribute.CREATED, first.time());
        entries.text(Attribute.CREATED_BY, first.actor().id());
    }

    /** What may change of a model. */
    private static EntrySet model(ModelState state) {
        EntrySet entries = new EntrySet(Target.MODELS);
        state.occupied().forEach(stage -> entries.name(Attribute.STAGE, stage.name()));
        state.aliases().forEach((alias, number) -> entries.name(Attribute.ALIAS, alias.value()));
        state.tags().forEach((key, value) -> entries.text(Attribute.TAG, key, value));
        if (state.isDeleted()) {
            entries.entries().addAll(DELETED);
        }
        return entries;
    }

    /** What may change of a version. */
    private static EntrySet moving(ModelState state, int number) {
        EntrySet entries = new EntrySet(Target.VERSIONS);
        VersionState version = state.version(number);
        if (version != null) {
            entries.name(Attribute.STAGE, version.stage().name());
            version.tags().forEach((key, value) -> entries.text(Attribute.TAG, key, value));
            state.aliases().forEach((alias, pointedAt) -> {
                if (pointedAt == number) {
                    entries.name(Attribute.ALIAS, alias.value());
                }
            });
        }
        return entries;
    }

    /** What never changes of a version. */
    private static EntrySet facts(ModelName model, VersionState version, Descriptor descriptor) {
        EntrySet entries = new EntrySet(Target.VERSIONS);
        entries.kind();
        entries.name(Attribute.NAME, model.value());
        entries.number(Attribute.NUMBER, "", version.number());
        entries.text(Attribute.VERSION, version.version().toString());
        entries.text(Attribute.DIGEST, version.digest().hex());
        entries.time(Attribute.CREATED, version.registered().time());
        entries.text(Attribute.CREATED_BY, version.registered().actor().id());
        descriptor.algorithm().ifPresent(algorithm -> entries.text(Attribute.ALGORITHM, algorithm));
        descriptor.metrics().forEach((name, value) -> entries.number(Attribute.METRIC, name, value));
        descriptor.parameters().forEach(entries::parameter);
        descriptor.lineage().inputs().forEach(entries::input);
        return entries;
    }
}
