package dev.modelregistry.descriptor;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.Signature;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a version when it is registered. It never changes; its canonical form (see {@code docs/format.md}) hashed
 * with SHA-256 is the version's digest. What is not known is left out. Immutable.
 */
public final class Descriptor {
    /** The most characters a key of a map in here may have. */
    public static final int MAX_KEY = 256;

    private static final int MAX_FOLDS = 1000;

    private final SemanticVersion version;
    private final List<ArtifactEntry> artifacts;
    private final @Nullable Signature signature;
    private final @Nullable String algorithm;
    private final @Nullable String architecture;
    private final List<String> features;
    private final SortedMap<String, ParameterValue> parameters;
    private final SortedMap<String, Double> metrics;
    private final SortedMap<String, List<Double>> folds;
    private final SortedMap<String, Direction> directions;
    private final SortedMap<String, Double> trainingMetrics;
    private final SortedMap<String, String> environment;
    private final SortedMap<String, String> requirements;
    private final SortedMap<ModelName, VersionRange> partners;
    private final @Nullable Duration trainingTime;
    private final SortedMap<String, String> resources;
    private final Lineage lineage;
    private final SortedMap<String, Digest> texts;

    private Descriptor(Builder builder) {
        this.version = Objects.requireNonNull(builder.version);
        this.artifacts = builder.artifacts.stream().sorted().toList();
        this.signature = builder.signature;
        this.algorithm = builder.algorithm;
        this.architecture = builder.architecture;
        this.features = List.copyOf(builder.features);
        this.parameters = copy(builder.parameters);
        this.metrics = copy(builder.metrics);
        this.folds = copy(builder.folds);
        this.directions = copy(builder.directions);
        this.trainingMetrics = copy(builder.trainingMetrics);
        this.environment = copy(builder.environment);
        this.requirements = copy(builder.requirements);
        this.partners = copy(builder.partners);
        this.trainingTime = builder.trainingTime;
        this.resources = copy(builder.resources);
        this.lineage = builder.lineage;
        this.texts = copy(builder.texts);
    }

    private static <K, V> SortedMap<K, V> copy(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** A builder that knows nothing but the semantic version. */
    public static Builder builder(SemanticVersion version) {
        return new Builder(version);
    }

    /** The semantic version. */
    public SemanticVersion version() {
        return version;
    }

    /** The manifest, sorted by path. */
    public List<ArtifactEntry> artifacts() {
        return artifacts;
    }

    /**
     * The line of the manifest with this path.
     *
     * @throws NotFoundException if there is none; the message lists those that there are
     */
    public ArtifactEntry artifact(String path) {
        return artifacts.stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .orElseThrow(
                        () -> new NotFoundException("version " + version + " has no artifact '" + path + "'; it has "
                                + artifacts.stream().map(ArtifactEntry::path).toList()));
    }

    /** What the model takes and gives. */
    public Optional<Signature> signature() {
        return Optional.ofNullable(signature);
    }

    /** How it was trained, such as {@code logistic regression}. */
    public Optional<String> algorithm() {
        return Optional.ofNullable(algorithm);
    }

    /** The family and layout of the model, such as {@code gradient boosted trees}. */
    public Optional<String> architecture() {
        return Optional.ofNullable(architecture);
    }

    /** The names of the features, in the model's order. */
    public List<String> features() {
        return features;
    }

    /** Hyper-parameters and other configuration. */
    public SortedMap<String, ParameterValue> parameters() {
        return parameters;
    }

    /** Metrics on data that was held out. */
    public SortedMap<String, Double> metrics() {
        return metrics;
    }

    /** The values of metrics on the folds of a cross-validation, in the order of the folds. */
    public SortedMap<String, List<Double>> folds() {
        return folds;
    }

    /**
     * The mean of values, rounded once: it does not depend on their order, and that of equal values is their value.
     *
     * @param values one or more, finite
     */
    public static double mean(List<Double> values) {
        return values.stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128)
                .doubleValue();
    }

    /** Which values of metrics are better, where that was declared; see {@link Direction#ofName} for the rest. */
    public SortedMap<String, Direction> directions() {
        return directions;
    }

    /** Metrics on the data it was trained on. */
    public SortedMap<String, Double> trainingMetrics() {
        return trainingMetrics;
    }

    /** Where it was trained: versions of the JVM, the system, the frameworks. */
    public SortedMap<String, String> environment() {
        return environment;
    }

    /** What it needs where it is deployed: the digest of a container image, requirement files, versions of a runtime. */
    public SortedMap<String, String> requirements() {
        return requirements;
    }

    /** The models that it works with in a release set, and which releases of them. */
    public SortedMap<ModelName, VersionRange> partners() {
        return partners;
    }

    /** How long the training took. */
    public Optional<Duration> trainingTime() {
        return Optional.ofNullable(trainingTime);
    }

    /** What the training used: processors, accelerators, memory. */
    public SortedMap<String, String> resources() {
        return resources;
    }

    /** Where it came from. */
    public Lineage lineage() {
        return lineage;
    }

    /** Texts by name ({@code description}, {@code changelog} …), by the digest of their UTF-8 bytes so that one can be erased. */
    public SortedMap<String, Digest> texts() {
        return texts;
    }

    @Override
    public String toString() {
        return "descriptor of version " + version + " with " + artifacts.size() + " artifacts";
    }

    /** Collects a descriptor. Not thread-safe. */
    public static final class Builder {
        private final SemanticVersion version;
        private final List<ArtifactEntry> artifacts = new ArrayList<>();
        private final NavigableSet<String> paths = new TreeSet<>();
        private @Nullable Signature signature;
        private @Nullable String algorithm;
        private @Nullable String architecture;
        private List<String> features = List.of();
        private final SortedMap<String, ParameterValue> parameters = new TreeMap<>();
        private final SortedMap<String, Double> metrics = new TreeMap<>();
        private final SortedMap<String, List<Double>> folds = new TreeMap<>();
        private final SortedMap<String, Direction> directions = new TreeMap<>();
        private final SortedMap<String, Double> trainingMetrics = new TreeMap<>();
        private final SortedMap<String, String> environment = new TreeMap<>();
        private final SortedMap<String, String> requirements = new TreeMap<>();
        private final SortedMap<ModelName, VersionRange> partners = new TreeMap<>();
        private @Nullable Duration trainingTime;
        private final SortedMap<String, String> resources = new TreeMap<>();
        private Lineage lineage = Lineage.unknown();
        private final SortedMap<String, Digest> texts = new TreeMap<>();

        private Builder(SemanticVersion version) {
            this.version = Objects.requireNonNull(version, "version");
        }

        /**
         * Adds a line to the manifest.
         *
         * @throws InvalidInputException if the path is there already, or one path is a directory of the other
         */
        public Builder artifact(ArtifactEntry entry) {
            String path = entry.path();
            if (paths.contains(path)) {
                throw new InvalidInputException("artifact '" + path + "' is there twice; paths must differ");
            }
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (paths.contains(path.substring(0, slash))) {
                    throw fileAndDirectory(path.substring(0, slash), path);
                }
            }
            String below = paths.ceiling(path + "/");
            if (below != null && below.startsWith(path + "/")) {
                throw fileAndDirectory(path, below);
            }
            paths.add(path);
            artifacts.add(entry);
            return this;
        }

        private static InvalidInputException fileAndDirectory(String file, String below) {
            return new InvalidInputException("artifacts '" + file + "' and '" + below
                    + "' cannot stand beside each other; one would be a directory and a file");
        }

        /** What the model takes and gives. */
        public Builder signature(Signature value) {
            this.signature = Objects.requireNonNull(value, "signature");
            return this;
        }

        /** How it was trained. */
        public Builder algorithm(String value) {
            this.algorithm = Objects.requireNonNull(value, "algorithm");
            return this;
        }

        /** The family and layout of the model. */
        public Builder architecture(String value) {
            this.architecture = Objects.requireNonNull(value, "architecture");
            return this;
        }

        /** The names of the features, in the model's order. */
        public Builder features(List<String> names) {
            this.features = List.copyOf(names);
            return this;
        }

        /** Sets a hyper-parameter. */
        public Builder parameter(String name, ParameterValue value) {
            parameters.put(key("parameter", name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets a metric on data that was held out.
         *
         * @throws InvalidInputException if it is not finite: a comparison with such a metric would have no answer
         */
        public Builder metric(String name, double value) {
            metrics.put(key("metric", name), finite(name, value));
            return this;
        }

        /**
         * Sets the values of a metric on the folds of a cross-validation, and the metric to their mean.
         *
         * @param values in the order of the folds, 2 to 1,000, finite
         * @throws InvalidInputException if they are fewer or more, or one is not finite
         */
        public Builder folds(String name, List<Double> values) {
            if (values.size() < 2 || values.size() > MAX_FOLDS) {
                throw new InvalidInputException("metric '" + name + "' has " + values.size() + " folds; give 2 to "
                        + MAX_FOLDS + ", or the metric alone");
            }
            values.forEach(value -> finite(name, value));
            metric(name, mean(values));
            folds.put(name, List.copyOf(values));
            return this;
        }

        /** Declares which values of a metric are better. */
        public Builder direction(String name, Direction value) {
            directions.put(key("metric", name), Objects.requireNonNull(value, "direction"));
            return this;
        }

        /**
         * Sets a metric on the training data.
         *
         * @throws InvalidInputException if it is not finite
         */
        public Builder trainingMetric(String name, double value) {
            trainingMetrics.put(key("metric", name), finite(name, value));
            return this;
        }

        /** Sets a fact of the training environment. */
        public Builder environment(String name, String value) {
            environment.put(key("environment fact", name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Sets a requirement for deployment. */
        public Builder requirement(String name, String value) {
            requirements.put(key("requirement", name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Says which releases of another model it works with. */
        public Builder partner(ModelName model, VersionRange releases) {
            partners.put(model, Objects.requireNonNull(releases, "releases"));
            return this;
        }

        /** How long the training took. */
        public Builder trainingTime(Duration value) {
            if (value.isNegative()) {
                throw new InvalidInputException("training time " + value + " is negative");
            }
            this.trainingTime = value;
            return this;
        }

        /** Sets a resource that the training used. */
        public Builder resource(String name, String value) {
            resources.put(key("resource", name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Where it came from. */
        public Builder lineage(Lineage value) {
            this.lineage = Objects.requireNonNull(value, "lineage");
            return this;
        }

        /** Sets a text by the digest of its UTF-8 bytes. */
        public Builder text(String name, Digest digest) {
            texts.put(key("text", name), Objects.requireNonNull(digest, "digest"));
            return this;
        }

        private static String key(String what, String name) {
            if (name.isBlank() || name.length() > MAX_KEY || name.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidInputException(what + " name '" + name + "' is not 1 to " + MAX_KEY
                        + " printable characters with one that is not blank");
            }
            return name;
        }

        private static double finite(String name, double value) {
            if (!Double.isFinite(value)) {
                throw new InvalidInputException("metric '" + name + "' is " + value
                        + "; a metric is a finite number. Leave it out, or say it in a tag or the description");
            }
            return value;
        }

        /** The descriptor. */
        public Descriptor build() {
            return new Descriptor(this);
        }
    }
}
