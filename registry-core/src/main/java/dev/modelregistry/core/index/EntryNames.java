package dev.modelregistry.core.index;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.JournalId;
import java.util.Locale;

/**
 * What entities and keys are called. A model is {@code model/<name>}, a version {@code version/<name>⇥<number of ten digits>}, a run {@code
 * run/<name>⇥<key>}, names in lower case. A tab comes before every character of a name, so that the order of entities is that of names, and of
 * one name that of numbers or keys. A key is the kind of the entity and what stands in a query, {@code version.tags.team}.
 */
public final class EntryNames {
    /** What every entity that can be found has, with its kind as the value. */
    public static final String KIND = "kind";
    /** What each edge of the lineage stands under, of whatever entity: the text of the node that it comes from. */
    public static final String INPUT = "input";
    /** What each edge of the lineage stands under that was recorded and retracted. */
    public static final String RETRACTED = "input.retracted";
    /** The text of a node that something was recorded about. */
    public static final String NODE = "node";
    /** What a deleted model has. */
    public static final String DELETED = "model.deleted";

    /** What the entities of nodes begin with that something was recorded about. */
    public static final String NODES = NODE + "/";

    private static final char BEHIND_NAME = '\t';

    private EntryNames() {}

    /** The kind of entity that is searched for. */
    public static String kind(Target target) {
        return switch (target) {
            case MODELS -> "model";
            case VERSIONS -> "version";
            case RUNS -> "run";
        };
    }

    /**
     * The key of an attribute.
     *
     * @param key its key; empty if it has none
     */
    public static String key(Target target, Attribute attribute, String key) {
        return attribute.isLineage() ? INPUT : kind(target) + "." + attribute + (key.isEmpty() ? "" : "." + key);
    }

    /** The key of a text in its other form, if it has one: of a name that compares without regard to case as it is shown, of others in lower case. */
    public static String other(String key) {
        return key + BEHIND_NAME; // which no key of a tag has
    }

    /** What the node of a lineage attribute begins with, which its text goes on behind. */
    public static String nodes(Attribute attribute) {
        return switch (attribute) {
            case DATASET, BASE_MODEL, RUN, FEATURE_STORE, FEATURE_PIPELINE -> attribute + ":";
            case COMMIT -> "code:";
            case PARENT -> "version:";
            default -> throw new IllegalArgumentException(attribute + " is no edge of the lineage");
        };
    }

    /** A model's entity. */
    public static String model(String foldedName) {
        return kind(Target.MODELS) + "/" + foldedName;
    }

    /** A version's entity. */
    public static String version(ModelName model, int number) {
        return String.format(Locale.ROOT, "%s%010d", versions(model), number);
    }

    /** What the entities of a model's versions begin with. */
    public static String versions(ModelName model) {
        return kind(Target.VERSIONS) + "/" + model.folded() + BEHIND_NAME;
    }

    /** The entity of a node that something was recorded about. */
    public static String node(Node node) {
        return NODES + JournalId.of(node).key();
    }

    /** A run's entity. */
    public static String run(RunId id) {
        return kind(Target.RUNS) + "/" + id.model().folded() + BEHIND_NAME + id.key();
    }

    /** The model's name in lower case in any entity. */
    public static String modelOf(String entity) {
        int end = entity.indexOf(BEHIND_NAME);
        return entity.substring(entity.indexOf('/') + 1, end < 0 ? entity.length() : end);
    }

    /** What stands behind the model's name: a number or the key of a run. */
    public static String lastOf(String entity) {
        return entity.substring(entity.indexOf(BEHIND_NAME) + 1);
    }
}
