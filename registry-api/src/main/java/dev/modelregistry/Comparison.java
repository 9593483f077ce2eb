package dev.modelregistry;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.versioning.BumpReason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Versions side by side: the first is what the others are compared with. Every list of values has one value for each version, in their
 * order. Made by {@link ModelRegistry#compare}; the versions may belong to different models and registries. Immutable.
 */
public interface Comparison {
    /** The versions, the baseline first. */
    List<ModelVersion> versions();

    /** Metrics on held-out data, sorted by name. */
    List<Metric> metrics();

    /**
     * What else is recorded of each version: kind by kind (parameters, data, code, environment, artifacts …), sorted by name within each;
     * also what is the same in all.
     */
    List<Fact> facts();

    /**
     * What is different from the baseline for whoever calls it, and how far that raises a version; none for the baseline itself. The farthest
     * of them is the least by which a version that replaces the baseline must be raised.
     */
    List<List<BumpReason>> differences();

    /** Tables fit for a pull request: metrics, differences, and the first 100 facts that are not the same in all. */
    String toMarkdown();

    /** The whole as a JSON document; its shape is in {@code docs/format.md}. */
    String toJson();

    /**
     * One metric of all versions.
     *
     * @param name its name
     * @param direction which values are better: as the last of the versions that declares it says, or else by the usual meaning of its name
     * @param values of each version
     */
    record Metric(String name, Optional<Direction> direction, List<Measured> values) {
        /** Copies the list. */
        public Metric {
            values = List.copyOf(values);
        }
    }

    /**
     * A metric of one version.
     *
     * @param value what was measured, if it was
     * @param change the difference from the baseline; empty if one of the two is missing, and for the baseline itself
     * @param relativeChange the change as a share of the baseline's absolute value; empty also if that is 0. Neither is ever infinite: a
     *     change beyond all numbers is left out
     * @param verdict what the change means
     * @param pValue the probability of at least such a change in the mean if both were equally good: a two-sided paired t-test on the folds
     *     of both (Student, "The Probable Error of a Mean", 1908). Empty unless both have the same number of folds, with the metric as their mean. The folds
     *     of one cross-validation share training data, so it is too small rather than too large; and it is not corrected for the number of
     *     metrics
     */
    record Measured(
            OptionalDouble value,
            OptionalDouble change,
            OptionalDouble relativeChange,
            Verdict verdict,
            OptionalDouble pValue) {
        /** Whether the change is more than chance, at the usual level: a p-value below 0.05. */
        public boolean isSignificant() {
            return pValue.isPresent() && pValue.getAsDouble() < 0.05;
        }
    }

    /** What a change means; chance is not considered. */
    enum Verdict {
        /** For the better. */
        BETTER,
        /** For the worse. */
        WORSE,
        /** Exactly the same value. */
        SAME,
        /** A value or the direction is not known, or this is the baseline. */
        UNKNOWN
    }

    /**
     * One fact of all versions.
     *
     * @param kind such as {@code parameter} or {@code artifact}
     * @param name its name within the kind
     * @param values of each version; empty where it is not known
     */
    record Fact(String kind, String name, List<Optional<String>> values) {
        /** Copies the list. */
        public Fact {
            values = List.copyOf(values);
        }

        /** Whether it is the same in all versions. */
        public boolean isSame() {
            return values.stream().allMatch(value -> Objects.equals(value, values.get(0)));
        }
    }
}
