package dev.modelregistry.lineage;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a version came from. Immutable; every part may be unknown. */
public final class Lineage {
    private static final Lineage UNKNOWN = builder().build();

    private final List<Parent> parents;
    private final List<Named> baseModels;
    private final List<Dataset> datasets;
    private final @Nullable Code code;
    private final @Nullable String run;
    private final @Nullable Named featureStore;
    private final @Nullable String featurePipeline;
    private final @Nullable String preprocessing;

    private Lineage(Builder builder) {
        this.parents = List.copyOf(builder.parents);
        this.baseModels = List.copyOf(builder.baseModels);
        this.datasets = List.copyOf(builder.datasets);
        this.code = builder.code;
        this.run = builder.run;
        this.featureStore = builder.featureStore;
        this.featurePipeline = builder.featurePipeline;
        this.preprocessing = builder.preprocessing;
    }

    /** A lineage of which nothing is known. */
    public static Lineage unknown() {
        return UNKNOWN;
    }

    /** A builder that knows nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with all of this. */
    public Builder toBuilder() {
        Builder builder = builder();
        builder.parents.addAll(parents);
        builder.baseModels.addAll(baseModels);
        builder.datasets.addAll(datasets);
        builder.code = code;
        builder.run = run;
        builder.featureStore = featureStore;
        builder.featurePipeline = featurePipeline;
        builder.preprocessing = preprocessing;
        return builder;
    }

    /** Registered versions that this one was made from: a base model, a teacher, members of an ensemble. */
    public List<Parent> parents() {
        return parents;
    }

    /** Models that are not registered here and that this one was made from, such as published ones. */
    public List<Named> baseModels() {
        return baseModels;
    }

    /** The data it was trained and validated on. */
    public List<Dataset> datasets() {
        return datasets;
    }

    /** The code that trained it. */
    public Optional<Code> code() {
        return Optional.ofNullable(code);
    }

    /** The id of the training run. */
    public Optional<String> run() {
        return Optional.ofNullable(run);
    }

    /** The feature store, with its version. */
    public Optional<Named> featureStore() {
        return Optional.ofNullable(featureStore);
    }

    /** The version of the pipeline that computed the features. */
    public Optional<String> featurePipeline() {
        return Optional.ofNullable(featurePipeline);
    }

    /** What was done to the data before training, in words or as a reference. */
    public Optional<String> preprocessing() {
        return Optional.ofNullable(preprocessing);
    }

    /** What the version was made from, as nodes: what a graph of the lineage shows. */
    public List<Node> inputs() {
        List<Node> nodes = new ArrayList<>();
        code().ifPresent(state -> nodes.add(Node.code(state.commit())));
        datasets.forEach(dataset -> nodes.add(Node.dataset(dataset)));
        parents.forEach(parent -> nodes.add(Node.version(parent.model(), parent.version())));
        baseModels.forEach(model -> nodes.add(Node.baseModel(model.name(), model.version())));
        run().ifPresent(id -> nodes.add(new Node(Node.Type.RUN, id)));
        featureStore().ifPresent(store -> nodes.add(Node.featureStore(store.name(), store.version())));
        featurePipeline().ifPresent(version -> nodes.add(Node.featurePipeline(version)));
        return nodes.stream().distinct().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lineage that
                && parents.equals(that.parents)
                && baseModels.equals(that.baseModels)
                && datasets.equals(that.datasets)
                && Objects.equals(code, that.code)
                && Objects.equals(run, that.run)
                && Objects.equals(featureStore, that.featureStore)
                && Objects.equals(featurePipeline, that.featurePipeline)
                && Objects.equals(preprocessing, that.preprocessing);
    }

    @Override
    public int hashCode() {
        return Objects.hash(parents, baseModels, datasets, code, run, featureStore, featurePipeline, preprocessing);
    }

    @Override
    public String toString() {
        return "parents " + parents + ", datasets " + datasets + ", code "
                + code().map(Code::toString).orElse("unknown");
    }

    /**
     * A registered version that this one was made from.
     *
     * @param model the parent's model
     * @param version the parent's version
     * @param relation how it was used, such as {@code fine-tuned from}
     */
    public record Parent(ModelName model, SemanticVersion version, String relation) {
        /** @throws InvalidInputException if the relation is blank */
        public Parent {
            notBlank("relation", relation);
        }
    }

    /**
     * Data, by name and by what identifies its content.
     *
     * @param name such as {@code flights}
     * @param hash what identifies the content, with its scheme, such as {@code sha256:…} or {@code git-lfs:…}
     * @param version such as {@code 2026-Q1}, or empty if it has none
     */
    public record Dataset(String name, String hash, String version) {
        /** @throws InvalidInputException if the name or the hash is blank */
        public Dataset {
            notBlank("dataset name", name);
            notBlank("dataset hash", hash);
            Objects.requireNonNull(version, "version");
        }
    }

    /**
     * A state of the code.
     *
     * @param system such as {@code git}
     * @param commit the commit's id
     * @param repository where, or empty if that is not known
     */
    public record Code(String system, String commit, String repository) {
        /** @throws InvalidInputException if the system or the commit is blank */
        public Code {
            notBlank("version control system", system);
            notBlank("commit", commit);
            Objects.requireNonNull(repository, "repository");
        }
    }

    /**
     * Something with a version.
     *
     * @param name what it is called
     * @param version which state of it
     */
    public record Named(String name, String version) {
        /** @throws InvalidInputException if the name or the version is blank */
        public Named {
            notBlank("name", name);
            notBlank("version", version);
        }
    }

    private static String notBlank(String what, String value) {
        if (value.isBlank()) {
            throw new InvalidInputException(what + " '" + value + "' is blank; leave it out if it is not known");
        }
        return value;
    }

    /** Collects a lineage. Not thread-safe. */
    public static final class Builder {
        private final List<Parent> parents = new ArrayList<>();
        private final List<Named> baseModels = new ArrayList<>();
        private final List<Dataset> datasets = new ArrayList<>();
        private @Nullable Code code;
        private @Nullable String run;
        private @Nullable Named featureStore;
        private @Nullable String featurePipeline;
        private @Nullable String preprocessing;

        private Builder() {}

        /** Adds a registered version that this one was made from. */
        public Builder parent(String model, String version, String relation) {
            parents.add(new Parent(ModelName.of(model), SemanticVersion.parse(version), relation));
            return this;
        }

        /** Adds a model that is not registered here, such as a published one that this one is tuned from. */
        public Builder baseModel(String name, String version) {
            baseModels.add(new Named(name, version));
            return this;
        }

        /** Adds data by name and hash; the hash says its scheme, such as {@code sha256:…}. */
        public Builder dataset(String name, String hash) {
            return dataset(new Dataset(name, hash, ""));
        }

        /** Adds data. */
        public Builder dataset(Dataset dataset) {
            datasets.add(Objects.requireNonNull(dataset, "dataset"));
            return this;
        }

        /** The commit of the training code. */
        public Builder code(String system, String commit) {
            return code(new Code(system, commit, ""));
        }

        /** The state of the training code. */
        public Builder code(Code value) {
            this.code = Objects.requireNonNull(value, "code");
            return this;
        }

        /** The id of the training run. */
        public Builder run(String id) {
            this.run = notBlank("run", id);
            return this;
        }

        /** The feature store and its version. */
        public Builder featureStore(String name, String version) {
            this.featureStore = new Named(name, version);
            return this;
        }

        /** The version of the pipeline that computed the features. */
        public Builder featurePipeline(String version) {
            this.featurePipeline = notBlank("feature pipeline version", version);
            return this;
        }

        /** What was done to the data before training. */
        public Builder preprocessing(String value) {
            this.preprocessing = notBlank("preprocessing", value);
            return this;
        }

        /** The lineage. */
        public Lineage build() {
            return new Lineage(this);
        }
    }
}
