package dev.modelregistry.lineage;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.text.Names;
import java.util.Arrays;
import java.util.Optional;

/**
 * Something that models come from, or that comes from them: data, code, features, a run, a version, a deployment. Two nodes of the same type
 * and name are the same node, whoever named them. Immutable.
 *
 * @param type what it is
 * @param name which one, not blank; of a version its model in lower case, {@code @}, and its semantic version without the build part
 */
public record Node(Type type, String name) implements Comparable<Node> {
    /** What a node is. The names are stored and never change; more may be added. */
    public enum Type {
        /** Data, {@code <name>@<hash>}. */
        DATASET("dataset"),
        /** The code at a commit. */
        CODE("code"),
        /** A set of features, {@code <name>@<version>}. */
        FEATURE_STORE("feature_store"),
        /** What computes features, by its version. */
        FEATURE_PIPELINE("feature_pipeline"),
        /** A model that is not registered here, such as a published one that others are tuned from, {@code <name>@<version>}. */
        BASE_MODEL("base_model"),
        /** A training run, {@code <model>/<key>}, or whatever id another system gave it. */
        RUN("run"),
        /** A registered version, {@code <model>@<version>}. */
        VERSION("version"),
        /** Something that serves, by the name that its host gave it. */
        DEPLOYMENT("deployment");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /** The stored name. */
        @Override
        public String toString() {
            return wireName;
        }
    }

    /** @throws InvalidInputException if the name is blank, or no version where it should be one */
    public Node {
        if (name.isBlank()) {
            throw new InvalidInputException("the name of a " + type + " is blank; say which one");
        }
        if (type == Type.VERSION) {
            int at = name.indexOf('@');
            if (at < 0) {
                throw new InvalidInputException(
                        "version " + Names.quote(name) + " is not of the form <model>@<semantic version>");
            }
            name = ModelName.of(name.substring(0, at)).folded() + "@"
                    + SemanticVersion.parse(name.substring(at + 1)).precedence();
        }
    }

    /** Data by name and by what identifies its content, such as {@code sha256:…}. */
    public static Node dataset(String name, String hash) {
        return named(Type.DATASET, name, hash);
    }

    /** Data. Its version does not count: what is the same content is the same node. */
    public static Node dataset(Lineage.Dataset dataset) {
        return dataset(dataset.name(), dataset.hash());
    }

    /** The code at a commit. */
    public static Node code(String commit) {
        return new Node(Type.CODE, commit);
    }

    /** A set of features. */
    public static Node featureStore(String name, String version) {
        return named(Type.FEATURE_STORE, name, version);
    }

    /** What computes features. */
    public static Node featurePipeline(String version) {
        return new Node(Type.FEATURE_PIPELINE, version);
    }

    /** A model that is not registered here. */
    public static Node baseModel(String name, String version) {
        return named(Type.BASE_MODEL, name, version);
    }

    /** A training run. */
    public static Node run(RunId id) {
        return new Node(Type.RUN, id.toString());
    }

    /** A registered version. */
    public static Node version(ModelName model, SemanticVersion version) {
        return new Node(Type.VERSION, model + "@" + version);
    }

    /** A registered version. */
    public static Node version(String model, String version) {
        return version(ModelName.of(model), SemanticVersion.parse(version));
    }

    /** Something that serves. */
    public static Node deployment(String name) {
        return new Node(Type.DEPLOYMENT, name);
    }

    private static Node named(Type type, String name, String version) {
        if (name.isBlank() || version.isBlank()) {
            throw new InvalidInputException("the " + type + " " + Names.quote(name + "@" + version)
                    + " has a blank part; it is of the form <name>@<hash or version>");
        }
        return new Node(type, name + "@" + version);
    }

    /**
     * Reads what {@link #toString()} gives.
     *
     * @throws InvalidInputException if the text is not of that form
     */
    public static Node parse(String text) {
        int colon = text.indexOf(':');
        String type = text.substring(0, Math.max(colon, 0));
        return Arrays.stream(Type.values())
                .filter(known -> known.wireName.equals(type))
                .findFirst()
                .map(known -> new Node(known, text.substring(colon + 1)))
                .orElseThrow(() -> new InvalidInputException("node " + Names.quote(text)
                        + " is not of the form <type>:<name>; the types are " + Arrays.toString(Type.values())));
    }

    /** The model that a version or a run is of; empty if it is neither, or a run of another system. */
    public Optional<ModelName> model() {
        if (type == Type.VERSION) {
            return Optional.of(ModelName.of(name.substring(0, name.indexOf('@'))));
        }
        return runId().map(RunId::model);
    }

    /** The id of a training run; empty if it is none, or one of another system. */
    public Optional<RunId> runId() {
        try {
            return type == Type.RUN ? Optional.of(RunId.parse(name)) : Optional.empty();
        } catch (InvalidInputException foreign) {
            return Optional.empty();
        }
    }

    /** By type, then by name. */
    @Override
    public int compareTo(Node other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : name.compareTo(other.name);
    }

    /** {@code <type>:<name>}, as in {@code dataset:flights@sha256:…}. */
    @Override
    public String toString() {
        return type + ":" + name;
    }
}
