package dev.modelregistry.core.index;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Which index entries a commit to a model adds and removes. A model is the entity {@code model/<name>}, a version is {@code
 * version/<name>/<number of ten digits>}, names in lower case. Stage, alias, tag, metric, parameter and each edge of the lineage are keys
 * like any other. Pure.
 */
public final class ModelEntries {
    private final ModelState before;
    private final ModelName model;
    private final Function<VersionRegistered, Descriptor> descriptors;
    private final List<Change> changes = new ArrayList<>();

    private ModelEntries(ModelState before, ModelName model, Function<VersionRegistered, Descriptor> descriptors) {
        this.before = before;
        this.model = model;
        this.descriptors = descriptors;
    }

    /**
     * The changes of one commit, in order.
     *
     * @param before the state that the commit follows
     * @param after the state that it makes
     * @param descriptors gives the descriptor that belongs to a registration
     */
    public static List<Change> of(
            ModelState before, ModelState after, Commit commit, Function<VersionRegistered, Descriptor> descriptors) {
        ModelEntries entries = new ModelEntries(before, after.name().orElseThrow(), descriptors);
        commit.events().forEach(entries::add);
        return entries.changes;
    }

    /** The entity of a version. */
    public static String version(ModelName model, int number) {
        return String.format(Locale.ROOT, "version/%s/%010d", model.folded(), number);
    }

    /** The number in a version's entity. */
    public static int number(String entity) {
        return Integer.parseInt(entity.substring(entity.lastIndexOf('/') + 1));
    }

    /** The model's name in lower case in a version's entity. */
    public static String model(String entity) {
        return entity.substring(entity.indexOf('/') + 1, entity.lastIndexOf('/'));
    }

    private void add(RegistryEvent event) {
        switch (event.type()) {
            case MODEL_CREATED -> put(entity(OptionalInt.empty()), "name", text(model.value()));
            case VERSION_REGISTERED -> registered((VersionRegistered) event);
            case STAGE_CHANGED -> {
                StageChanged changed = (StageChanged) event;
                remove(
                        version(model, changed.number()),
                        "stage",
                        text(changed.from().name()));
                put(version(model, changed.number()), "stage", text(changed.to().name()));
            }
            case ALIAS_MOVED -> {
                AliasMoved moved = (AliasMoved) event;
                moved.from()
                        .ifPresent(from -> remove(
                                version(model, from),
                                "alias",
                                text(moved.alias().value())));
                put(version(model, moved.to()), "alias", text(moved.alias().value()));
            }
            case ALIAS_REMOVED -> {
                AliasRemoved removed = (AliasRemoved) event;
                remove(
                        version(model, removed.from()),
                        "alias",
                        text(removed.alias().value()));
            }
            case TAG_SET -> {
                TagSet tag = (TagSet) event;
                removeTag(tag.number(), tag.key());
                put(entity(tag.number()), "tag." + tag.key(), text(tag.value()));
            }
            case TAG_REMOVED -> removeTag(((TagRemoved) event).number(), ((TagRemoved) event).key());
            case MODEL_DELETED,
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
                    UNKNOWN -> {} // not searched for
        }
    }

    private void registered(VersionRegistered event) {
        String entity = version(model, event.number());
        put(entity, "model", text(model.value()));
        put(entity, "version", text(event.version().toString()));
        put(entity, "digest", text(event.digest().hex()));
        put(entity, "stage", text(event.stage().name()));
        Descriptor descriptor = descriptors.apply(event);
        descriptor.metrics().forEach((name, value) -> put(entity, "metric." + name, new Value.Numeric(value)));
        descriptor.parameters().forEach((name, value) -> put(entity, "parameter." + name, value(value)));
        descriptor.algorithm().ifPresent(value -> put(entity, "algorithm", text(value)));
        descriptor.lineage().code().ifPresent(code -> put(entity, "commit", text(code.commit())));
        descriptor
                .lineage()
                .datasets()
                .forEach(dataset -> put(entity, "dataset." + dataset.name(), text(dataset.hash())));
        descriptor
                .lineage()
                .parents()
                .forEach(parent -> put(
                        entity,
                        "parent." + parent.model().folded(),
                        text(parent.version().toString())));
    }

    private void removeTag(OptionalInt number, String key) {
        PersistentMap<String, String> tags = before.tags();
        if (number.isPresent()) {
            VersionState version = before.version(number.getAsInt());
            tags = version == null ? PersistentMap.empty() : version.tags();
        }
        String value = tags.get(key);
        if (value != null) {
            remove(entity(number), "tag." + key, text(value));
        }
    }

    private String entity(OptionalInt number) {
        return number.isPresent() ? version(model, number.getAsInt()) : "model/" + model.folded();
    }

    private void put(String entity, String key, Value value) {
        changes.add(new Change.Put(entity, key, value));
    }

    private void remove(String entity, String key, Value value) {
        changes.add(new Change.Remove(entity, key, value));
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static Value value(ParameterValue value) {
        if (value instanceof ParameterValue.Whole whole) {
            return new Value.Numeric(whole.number());
        }
        return value instanceof ParameterValue.Real real ? new Value.Numeric(real.number()) : text(value.toString());
    }
}
