package dev.modelregistry.core.diff;

import static dev.modelregistry.versioning.Bump.MAJOR;
import static dev.modelregistry.versioning.Bump.MINOR;
import static dev.modelregistry.versioning.Bump.PATCH;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything that is different between two versions, and how far it raises the later one; the rules are those of {@link Bump}. */
public final class DescriptorDiff {
    private static final int MAX_REASONS = 50;

    private final List<BumpReason> reasons = new ArrayList<>();

    private DescriptorDiff() {}

    /** The differences, at least one, made fit to be stored and shown by {@link #cut}. */
    public static List<BumpReason> between(Descriptor before, Descriptor after) {
        return cut(all(before, after));
    }

    /** What is different for callers, made fit to be shown. */
    public static List<BumpReason> forCallers(Descriptor before, Descriptor after) {
        return cut(SignatureDiff.between(before.signature(), after.signature()));
    }

    /** All differences, at least one. */
    public static List<BumpReason> all(Descriptor before, Descriptor after) {
        DescriptorDiff diff = new DescriptorDiff();
        diff.reasons.addAll(SignatureDiff.between(before.signature(), after.signature()));
        diff.architecture(before.architecture(), after.architecture());
        diff.algorithm(before.algorithm(), after.algorithm());
        diff.features(before.features(), after.features());
        diff.entries("artifact", artifacts(before), artifacts(after));
        diff.entries("parameter", before.parameters(), after.parameters());
        diff.lineage(before.lineage(), after.lineage());
        if (diff.reasons.isEmpty()) {
            diff.add(PATCH, "the model itself is not different");
        }
        return diff.reasons;
    }

    /** Reasons with the farthest raise first, each of them in a line; where there are very many the last one counts the rest. */
    public static List<BumpReason> cut(List<BumpReason> reasons) {
        List<BumpReason> sorted = reasons.stream()
                .sorted(Comparator.comparing(BumpReason::bump).reversed())
                .map(reason -> new BumpReason(reason.bump(), Texts.line(reason.text())))
                .toList();
        if (sorted.size() <= MAX_REASONS) {
            return sorted;
        }
        List<BumpReason> cut = new ArrayList<>(sorted.subList(0, MAX_REASONS));
        cut.add(new BumpReason(sorted.get(MAX_REASONS).bump(), "and " + (sorted.size() - MAX_REASONS) + " more"));
        return cut;
    }

    private void architecture(Optional<String> before, Optional<String> after) {
        changed(before, after, MAJOR, "the architecture");
    }

    private void algorithm(Optional<String> before, Optional<String> after) {
        changed(before, after, MINOR, "the algorithm");
    }

    /** What was not declared before is not known to be different. */
    private void changed(Optional<String> before, Optional<String> after, Bump bump, String what) {
        if (before.equals(after)) {
            return;
        }
        if (before.isEmpty()) {
            add(PATCH, what + " was declared: " + Texts.quote(after.orElseThrow()));
        } else if (after.isEmpty()) {
            add(bump, what + " is no longer declared; it was " + Texts.quote(before.get()));
        } else {
            add(bump, what + " changed from " + Texts.quote(before.get()) + " to " + Texts.quote(after.get()));
        }
    }

    private void features(List<String> before, List<String> after) {
        List<String> added = without(after, before);
        List<String> removed = without(before, after);
        if (!added.isEmpty()) {
            add(MINOR, features(added) + " added inside: " + Texts.list(added));
        }
        if (!removed.isEmpty()) {
            add(MINOR, features(removed) + " removed inside: " + Texts.list(removed));
        }
        if (added.isEmpty() && removed.isEmpty() && !before.equals(after)) {
            add(MINOR, "the order of the features changed");
        }
    }

    private static List<String> without(List<String> names, List<String> others) {
        Set<String> known = Set.copyOf(others);
        return names.stream().filter(name -> !known.contains(name)).toList();
    }

    private static String features(List<String> names) {
        return names.size() == 1 ? "1 feature was" : names.size() + " features were";
    }

    private static Map<String, String> artifacts(Descriptor descriptor) {
        return descriptor.artifacts().stream()
                .collect(Collectors.toMap(
                        ArtifactEntry::path, entry -> entry.digest().toString()));
    }

    private void entries(String what, Map<String, ?> before, Map<String, ?> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            Object old = before.get(name);
            Object now = after.get(name);
            String subject = what + " " + Texts.quote(name);
            if (old == null || now == null) {
                add(PATCH, subject + (old == null ? " was added" : " was removed"));
            } else if (!old.equals(now)) {
                boolean telling = !what.equals("artifact");
                add(
                        PATCH,
                        subject + " changed"
                                + (telling ? " from " + Texts.quote(old) + " to " + Texts.quote(now) : ""));
            }
        }
    }

    private void lineage(Lineage before, Lineage after) {
        fact("the data", before, after, Lineage::datasets);
        fact("what it was made from", before, after, Lineage::parents);
        fact("the base models", before, after, Lineage::baseModels);
        fact("the preprocessing", before, after, Lineage::preprocessing);
        fact("the feature pipeline", before, after, Lineage::featurePipeline);
        fact("the feature store", before, after, Lineage::featureStore);
        fact("the code", before, after, Lineage::code);
    }

    private void fact(String what, Lineage before, Lineage after, Function<Lineage, Object> part) {
        if (!part.apply(before).equals(part.apply(after))) {
            add(PATCH, what + " changed");
        }
    }

    private void add(Bump bump, String text) {
        reasons.add(new BumpReason(bump, text));
    }
}
