package dev.modelregistry.core.compare;

import dev.modelregistry.Comparison.Fact;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What is recorded of versions, fact by fact. */
final class Facts {
    private final List<Descriptor> descriptors;
    private final List<Fact> facts = new ArrayList<>();

    private Facts(List<Descriptor> descriptors) {
        this.descriptors = descriptors;
    }

    static List<Fact> of(List<Descriptor> descriptors) {
        Facts all = new Facts(descriptors);
        all.one("model", "task", descriptor -> descriptor.signature().flatMap(Signature::task));
        all.one("model", "target", descriptor -> descriptor.signature().flatMap(Signature::target));
        all.one("model", "algorithm", Descriptor::algorithm);
        all.one("model", "architecture", Descriptor::architecture);
        all.one(
                "model",
                "number of features",
                descriptor -> descriptor.features().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Integer.toString(descriptor.features().size())));
        all.each("parameter", Descriptor::parameters);
        all.each("training metric", Descriptor::trainingMetrics);
        all.each("data", Facts::data);
        all.each("parent", Facts::parents);
        all.each("base model", Facts::baseModels);
        all.one("lineage", "code", descriptor -> descriptor.lineage().code().map(Lineage.Code::commit));
        all.one(
                "lineage",
                "feature pipeline",
                descriptor -> descriptor.lineage().featurePipeline());
        all.one(
                "lineage",
                "feature store",
                descriptor -> descriptor.lineage().featureStore().map(store -> store.name() + " " + store.version()));
        all.one("lineage", "preprocessing", descriptor -> descriptor.lineage().preprocessing());
        all.one("lineage", "run", descriptor -> descriptor.lineage().run());
        all.each("environment", Descriptor::environment);
        all.each("requirement", Descriptor::requirements);
        all.each("resource", Descriptor::resources);
        all.one("training", "time", descriptor -> descriptor.trainingTime().map(Object::toString));
        all.each("artifact", Facts::artifacts);
        return all.facts;
    }

    private void one(String kind, String name, Function<Descriptor, Optional<String>> part) {
        add(kind, name, descriptors.stream().map(part).toList());
    }

    private void each(String kind, Function<Descriptor, Map<String, ?>> part) {
        List<? extends Map<String, ?>> parts = descriptors.stream().map(part).toList();
        TreeSet<String> names = new TreeSet<>();
        parts.forEach(map -> names.addAll(map.keySet()));
        names.forEach(name -> add(
                kind,
                name,
                parts.stream()
                        .map(map -> Optional.ofNullable(map.get(name)).map(Object::toString))
                        .toList()));
    }

    private void add(String kind, String name, List<Optional<String>> values) {
        if (values.stream().anyMatch(Optional::isPresent)) {
            facts.add(new Fact(kind, name, values));
        }
    }

    private static Map<String, String> data(Descriptor descriptor) {
        Map<String, String> data = new TreeMap<>();
        descriptor
                .lineage()
                .datasets()
                .forEach(dataset -> data.merge(
                        dataset.name(),
                        dataset.version().isEmpty() ? dataset.hash() : dataset.version() + " " + dataset.hash(),
                        (one, other) -> one + ", " + other));
        return data;
    }

    private static Map<String, String> parents(Descriptor descriptor) {
        Map<String, String> parents = new TreeMap<>();
        descriptor
                .lineage()
                .parents()
                .forEach(parent -> parents.merge(
                        parent.model().value(),
                        parent.version() + " (" + parent.relation() + ")",
                        (one, other) -> one + ", " + other));
        return parents;
    }

    private static Map<String, String> baseModels(Descriptor descriptor) {
        Map<String, String> models = new TreeMap<>();
        descriptor
                .lineage()
                .baseModels()
                .forEach(model -> models.merge(model.name(), model.version(), (one, other) -> one + ", " + other));
        return models;
    }

    private static Map<String, String> artifacts(Descriptor descriptor) {
        Map<String, String> artifacts = new TreeMap<>();
        descriptor
                .artifacts()
                .forEach(entry -> artifacts.put(entry.path(), entry.size() + " bytes, " + entry.digest()));
        return artifacts;
    }
}
