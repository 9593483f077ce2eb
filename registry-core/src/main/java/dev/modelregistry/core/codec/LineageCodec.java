package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Fields.optional;
import static dev.modelregistry.core.codec.Fields.putUnlessEmpty;
import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where versions and runs come from, to JSON and back. */
final class LineageCodec {
    private LineageCodec() {}

    static ObjectNode encode(Lineage lineage) {
        ObjectNode json = Json.object();
        ArrayNode parents = Json.MAPPER.createArrayNode();
        for (Lineage.Parent parent : lineage.parents()) {
            parents.addObject()
                    .put("model", parent.model().value())
                    .put("version", parent.version().toString())
                    .put("relation", parent.relation());
        }
        putUnlessEmpty(json, "parents", parents);
        ArrayNode baseModels = Json.MAPPER.createArrayNode();
        lineage.baseModels()
                .forEach(model ->
                        baseModels.addObject().put("name", model.name()).put("version", model.version()));
        putUnlessEmpty(json, "baseModels", baseModels);
        putUnlessEmpty(json, "datasets", datasets(lineage.datasets()));
        lineage.code().ifPresent(code -> json.set("code", code(code)));
        lineage.run().ifPresent(value -> json.put("run", value));
        lineage.featureStore()
                .ifPresent(store ->
                        json.putObject("featureStore").put("name", store.name()).put("version", store.version()));
        lineage.featurePipeline().ifPresent(value -> json.put("featurePipeline", value));
        lineage.preprocessing().ifPresent(value -> json.put("preprocessing", value));
        return json;
    }

    static Lineage decode(JsonNode json) {
        Lineage.Builder builder = Lineage.builder();
        for (JsonNode parent : elements(json, "parents")) {
            builder.parent(
                    ModelName.of(text(parent, "model")).value(), text(parent, "version"), text(parent, "relation"));
        }
        elements(json, "baseModels").forEach(model -> builder.baseModel(text(model, "name"), text(model, "version")));
        datasets(json).forEach(builder::dataset);
        code(json).ifPresent(builder::code);
        optional(json, "run").ifPresent(builder::run);
        if (json.has("featureStore")) {
            builder.featureStore(text(json.get("featureStore"), "name"), text(json.get("featureStore"), "version"));
        }
        optional(json, "featurePipeline").ifPresent(builder::featurePipeline);
        optional(json, "preprocessing").ifPresent(builder::preprocessing);
        return builder.build();
    }

    static ArrayNode datasets(List<Lineage.Dataset> datasets) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        datasets.forEach(dataset -> putUnlessEmpty(
                array.addObject().put("name", dataset.name()).put("hash", dataset.hash()),
                "version",
                dataset.version()));
        return array;
    }

    static List<Lineage.Dataset> datasets(JsonNode json) {
        List<Lineage.Dataset> datasets = new ArrayList<>();
        elements(json, "datasets")
                .forEach(dataset -> datasets.add(new Lineage.Dataset(
                        text(dataset, "name"),
                        text(dataset, "hash"),
                        optional(dataset, "version").orElse(""))));
        return datasets;
    }

    static ObjectNode code(Lineage.Code code) {
        ObjectNode json = Json.object().put("system", code.system()).put("commit", code.commit());
        putUnlessEmpty(json, "repository", code.repository());
        return json;
    }

    static Optional<Lineage.Code> code(JsonNode json) {
        return Optional.ofNullable(json.get("code"))
                .map(code -> new Lineage.Code(
                        text(code, "system"),
                        text(code, "commit"),
                        optional(code, "repository").orElse("")));
    }
}
