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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.TTest;

/** Compares versions. */
public final class Comparer {
    /** What differences of numbers around 1 may owe to rounding. */
    private static final double ROUNDING = 1e-15;

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
        Double before = baseline.metrics().get(name);
        List<Measured> values = new ArrayList<>();
        for (int i = 0; i < descriptors.size(); i++) {
            Double value = descriptors.get(i).metrics().get(name);
            if (value == null) {
                values.add(alone(OptionalDouble.empty()));
            } else if (i == 0 || before == null) {
                values.add(alone(OptionalDouble.of(value)));
            } else {
                values.add(measured(value, before, direction, pValue(name, baseline, descriptors.get(i))));
            }
        }
        return new Metric(name, direction, values);
    }

    private static Measured alone(OptionalDouble value) {
        return new Measured(
                value, OptionalDouble.empty(), OptionalDouble.empty(), Verdict.UNKNOWN, OptionalDouble.empty());
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
                OptionalDouble.of(value), finite(change), finite(change / Math.abs(before)), verdict, pValue);
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static OptionalDouble pValue(String name, Descriptor baseline, Descriptor descriptor) {
        List<Double> before = folds(name, baseline);
        List<Double> after = folds(name, descriptor);
        if (before.isEmpty() || before.size() != after.size()) {
            return OptionalDouble.empty();
        }
        double largest = Stream.concat(before.stream(), after.stream())
                .mapToDouble(Math::abs)
                .max()
                .orElse(0);
        // The test does not mind the unit; with the largest value as the unit nothing overflows or vanishes.
        double[] differences = IntStream.range(0, before.size())
                .mapToDouble(fold -> largest == 0 ? 0 : after.get(fold) / largest - before.get(fold) / largest)
                .toArray();
        double spread = Arrays.stream(differences).max().orElse(0)
                - Arrays.stream(differences).min().orElse(0);
        if (spread <= ROUNDING) {
            // Without any variance the test has no answer: the same change in each fold, or none but for rounding.
            return OptionalDouble.of(Math.abs(differences[0]) <= ROUNDING ? 1 : 0);
        }
        return finite(TTest.withDefaults().test(differences).getPValue());
    }

    /** The folds that the metric is the mean of; none if it was set to something else. */
    private static List<Double> folds(String name, Descriptor descriptor) {
        List<Double> folds = descriptor.folds().getOrDefault(name, List.of());
        boolean isMean = !folds.isEmpty() && Objects.equals(descriptor.metrics().get(name), Descriptor.mean(folds));
        return isMean ? folds : List.of();
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
