package dev.modelregistry.search;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What can be asked for, by the name that it has in a query. More may be added. */
public enum Attribute {
    /** The model's name, compared without regard to case. */
    NAME("name", Type.NAME),
    /** The stage that a version is in, or of a model each one in which it has a version; without regard to case. */
    STAGE("stage", Type.NAME),
    /** Each alias that a version, or any version of a model, has; without regard to case. */
    ALIAS("alias", Type.NAME),
    /** How a run is recorded to be getting on: {@code running}, {@code completed} or {@code failed}. One that was abandoned is not recorded to have ended. */
    STATUS("status", Type.NAME),
    /** A version's number. */
    NUMBER("number", Type.NUMBER),
    /** A version's semantic version as text, which has no order. */
    VERSION("version", Type.TEXT),
    /** The digest of a version's descriptor, 64 hexadecimal digits. */
    DIGEST("digest", Type.TEXT),
    /** A version's algorithm. */
    ALGORITHM("algorithm", Type.TEXT),
    /** When a model was created, a version registered, or a run started. */
    CREATED("created", Type.TIME),
    /** Who did that. */
    CREATED_BY("created_by", Type.TEXT),
    /** When a run ended. */
    ENDED("ended", Type.TIME),
    /** Tags, by key. */
    TAG("tags", Type.TEXT),
    /** Metrics on data that was held out, by name; of a run what it said last. */
    METRIC("metrics", Type.NUMBER),
    /** Parameters, by name: numbers, or texts. */
    PARAMETER("parameters", Type.ANY),
    /** Each dataset that it was made from, as {@code <name>@<hash>}. */
    DATASET("dataset", Type.TEXT),
    /** The commit of the code. */
    COMMIT("commit", Type.TEXT),
    /** Each registered version that a version was made from, as {@code <model>@<version>}, the model in lower case. */
    PARENT("parent", Type.TEXT),
    /** Each model that is not registered here and that a version was made from, as {@code <name>@<version>}. */
    BASE_MODEL("base_model", Type.TEXT),
    /** The run that made a version, as {@code <model>/<key>}. */
    RUN("run", Type.TEXT),
    /** The feature store, as {@code <name>@<version>}. */
    FEATURE_STORE("feature_store", Type.TEXT),
    /** The version of the feature pipeline. */
    FEATURE_PIPELINE("feature_pipeline", Type.TEXT);

    /** What its values are. */
    public enum Type {
        /** Texts that compare without regard to case. */
        NAME("text"),
        /** Texts that compare as unsigned UTF-8. */
        TEXT("text"),
        /** Finite numbers. */
        NUMBER("a number"),
        /** Instants, to the microsecond. */
        TIME("a time"),
        /** Numbers or texts; the two never compare with each other. */
        ANY("a number or text");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        /** In words, such as {@code a number}. */
        @Override
        public String toString() {
            return words;
        }
    }

    private static final Set<Attribute> KEYED = EnumSet.of(TAG, METRIC, PARAMETER);
    private static final Set<Attribute> OF_MODELS = EnumSet.of(NAME, STAGE, ALIAS, CREATED, CREATED_BY, TAG);
    private static final Set<Attribute> OF_RUNS =
            EnumSet.of(NAME, STATUS, CREATED, CREATED_BY, ENDED, TAG, METRIC, PARAMETER, DATASET, COMMIT);
    private static final Set<Attribute> LINEAGE =
            EnumSet.of(DATASET, COMMIT, PARENT, BASE_MODEL, RUN, FEATURE_STORE, FEATURE_PIPELINE);

    private final String queryName;
    private final Type type;

    Attribute(String queryName, Type type) {
        this.queryName = queryName;
        this.type = type;
    }

    /** The attribute with this name, whatever the case; empty if there is none. */
    public static Optional<Attribute> named(String name) {
        return Arrays.stream(values())
                .filter(attribute -> attribute.queryName.equalsIgnoreCase(name))
                .findFirst();
    }

    /** What its values are. */
    public Type type() {
        return type;
    }

    /** Whether these have it. */
    public boolean isOf(Target target) {
        return switch (target) {
            case MODELS -> OF_MODELS.contains(this);
            case VERSIONS -> this != STATUS && this != ENDED;
            case RUNS -> OF_RUNS.contains(this);
        };
    }

    /** Whether a key says which one is meant, as in {@code tags.team}. */
    public boolean isKeyed() {
        return KEYED.contains(this);
    }

    /** Whether it is an edge of the lineage. */
    public boolean isLineage() {
        return LINEAGE.contains(this);
    }

    /** Whether one of these may have several values, and so has no place in an order. */
    public boolean isManyOf(Target target) {
        return this == ALIAS || isLineage() || (this == STAGE && target == Target.MODELS);
    }

    /** The name in a query. */
    @Override
    public String toString() {
        return queryName;
    }
}
