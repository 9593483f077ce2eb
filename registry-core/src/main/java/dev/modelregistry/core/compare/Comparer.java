package dev.modelregistry.core.compare;

import dev.modelregistry.Comparison;
import dev.modelregistry.Comparison.Fact;
import dev.modelregistry.Comparison.Measured;
import dev.modelregistry.Comparison.Metric;
import dev.modelregistry.Comparison.Verdict;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.codec.ComparisonCodec;
import dev.modelregistry.core.diff.DescriptorDiff;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.versioning.BumpReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.TTest;
import org.jspecify.annotations.Nullable;

/** Compares versions. */
public final class Comparer {
    private static final Measured NOT_MEASURED = new Measured(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Verdict.UNKNOWN,
            OptionalDouble.empty());

    private Comparer() {}

    /**
     * The first version and the others.
     *
     * @throws InvalidInputException if there are no others
     */
    public static Comparison compare(List<ModelVersion> versions) {
        if (versions.size() < 2) {
            throw new InvalidInputException("only " + versions + " to compare; give it another version or more");
        }
        List<Descriptor> descriptors =
                versions.stream().map(ModelVersion::descriptor).toList();
        return new Compared(versions, metrics(descriptors), Facts.of(descriptors), differences(versions, descriptors));
    }

    private static List<List<BumpReason>> differences(List<ModelVersion> versions, List<Descriptor> descriptors) {
        Descriptor baseline = descriptors.get(0);
        return IntStream.range(0, descriptors.size())
                .mapToObj(i -> versions.get(i).digest().equals(versions.get(0).digest())
                        ? List.<BumpReason>of()
                        : DescriptorDiff.between(baseline, descriptors.get(i)))
                .toList();
    }

    private static List<Metric> metrics(List<Descriptor> descriptors) {
        TreeSet<String> names = new TreeSet<>();
        descriptors.forEach(descriptor -> names.addAll(descriptor.metrics().keySet()));
        return names.stream().map(name -> metric(name, descriptors)).toList();
    }

    private static Metric metric(String name, List<Descriptor> descriptors) {
        Optional<Direction> direction = direction(name, descriptors);
        Descriptor baseline = descriptors.get(0);
        List<Measured> values = new ArrayList<>();
        for (Descriptor descriptor : descriptors) {
            Double value = descriptor.metrics().get(name);
            if (value == null) {
                values.add(NOT_MEASURED);
            } else if (descriptor == baseline || !baseline.metrics().containsKey(name)) {
                values.add(new Measured(
                        OptionalDouble.of(value),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Verdict.UNKNOWN,
                        OptionalDouble.empty()));
            } else {
                values.add(measured(
                        value,
                        Objects.requireNonNull(baseline.metrics().get(name)),
                        direction,
                        pValue(baseline.folds().get(name), descriptor.folds().get(name))));
            }
        }
        return new Metric(name, direction, values);
    }

    /** As the last one says that declares it: whoever comes later knows better. */
    private static Optional<Direction> direction(String name, List<Descriptor> descriptors) {
        return descriptors.stream()
                .map(descriptor -> descriptor.directions().get(name))
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later)
                .or(() -> Direction.ofName(name));
    }

    private static Measured measured(
            double value, double before, Optional<Direction> direction, OptionalDouble pValue) {
        double change = value - before;
        Verdict verdict = change == 0
                ? Verdict.SAME
                : direction
                        .map(way -> way.isBetter(change) ? Verdict.BETTER : Verdict.WORSE)
                        .orElse(Verdict.UNKNOWN);
        return new Measured(
                OptionalDouble.of(value),
                OptionalDouble.of(change),
                before == 0 ? OptionalDouble.empty() : OptionalDouble.of(change / Math.abs(before)),
                verdict,
                pValue);
    }

    private static OptionalDouble pValue(@Nullable List<Double> before, @Nullable List<Double> after) {
        if (before == null || after == null || before.size() != after.size()) {
            return OptionalDouble.empty();
        }
        double[] differences = IntStream.range(0, before.size())
                .mapToDouble(fold -> after.get(fold) - before.get(fold))
                .toArray();
        if (IntStream.range(0, differences.length).allMatch(fold -> differences[fold] == differences[0])) {
            // Without any variance the test has no answer: equal folds are no change, and else it is the same in each.
            return OptionalDouble.of(differences[0] == 0 ? 1 : 0);
        }
        return OptionalDouble.of(TTest.withDefaults().test(differences).getPValue());
    }

    private record Compared(
            List<ModelVersion> versions, List<Metric> metrics, List<Fact> facts, List<List<BumpReason>> differences)
            implements Comparison {
        Compared {
            versions = List.copyOf(versions);
        }

        @Override
        public String toMarkdown() {
            return ComparisonMarkdown.of(this);
        }

        @Override
        public String toJson() {
            return ComparisonCodec.encode(this);
        }

        @Override
        public String toString() {
            return "comparison of " + versions;
        }
    }
}
