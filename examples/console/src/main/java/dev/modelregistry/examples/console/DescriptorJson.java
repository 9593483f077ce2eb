package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import java.util.List;
import java.util.Map;

/** A descriptor in the words of {@code docs/format.md}, which are also those of {@link DraftDocument}. */
final class DescriptorJson {
    private DescriptorJson() {}

    static ObjectNode of(Descriptor descriptor) {
        ObjectNode json =
                JsonOutput.object().put("version", descriptor.version().toString());
        ArrayNode artifacts = json.putArray("artifacts");
        descriptor
                .artifacts()
                .forEach(entry -> artifacts
                        .addObject()
                        .put("path", entry.path())
                        .put("sha256", entry.digest().hex())
                        .put("size", entry.size()));
        descriptor.signature().ifPresent(signature -> json.set("signature", signature(signature)));
        descriptor.algorithm().ifPresent(value -> json.put("algorithm", value));
        descriptor.architecture().ifPresent(value -> json.put("architecture", value));
        put(json, "features", JsonOutput.array(descriptor.features()));
        ObjectNode parameters = JsonOutput.object();
        descriptor.parameters().forEach((name, value) -> put(parameters, name, value));
        put(json, "parameters", parameters);
        put(json, "metrics", numbers(descriptor.metrics()));
        ObjectNode folds = JsonOutput.object();
        descriptor.folds().forEach((metric, values) -> values.forEach(folds.putArray(metric)::add));
        put(json, "folds", folds);
        ObjectNode directions = JsonOutput.object();
        descriptor.directions().forEach((metric, direction) -> directions.put(metric, name(direction)));
        put(json, "directions", directions);
        put(json, "trainingMetrics", numbers(descriptor.trainingMetrics()));
        put(json, "environment", JsonOutput.texts(descriptor.environment()));
        put(json, "requirements", JsonOutput.texts(descriptor.requirements()));
        descriptor.trainingTime().ifPresent(time -> json.put("trainingTime", time.toString()));
        put(json, "resources", JsonOutput.texts(descriptor.resources()));
        put(json, "lineage", lineage(descriptor.lineage()));
        ObjectNode texts = JsonOutput.object();
        descriptor.texts().forEach((name, digest) -> texts.put(name, digest.toString()));
        put(json, "texts", texts);
        return json;
    }

    static String name(Direction direction) {
        return direction == Direction.HIGHER_IS_BETTER ? "higher" : "lower";
    }

    /** What is empty is not known, and left out. */
    private static void put(ObjectNode json, String name, JsonNode value) {
        if (!value.isEmpty()) {
            json.set(name, value);
        }
    }

    private static void put(ObjectNode json, String name, ParameterValue value) {
        if (value instanceof ParameterValue.Whole whole) {
            json.put(name, whole.number());
        } else if (value instanceof ParameterValue.Real real) {
            json.put(name, real.number());
        } else if (value instanceof ParameterValue.Truth truth) {
            json.put(name, truth.value());
        } else {
            json.put(name, value.toString());
        }
    }

    private static ObjectNode numbers(Map<String, Double> numbers) {
        ObjectNode json = JsonOutput.object();
        numbers.forEach(json::put);
        return json;
    }

    private static ObjectNode signature(Signature signature) {
        ObjectNode json = JsonOutput.object();
        json.set("inputs", fields(signature.inputs()));
        json.set("outputs", fields(signature.outputs()));
        signature.task().ifPresent(task -> json.put("task", task));
        signature.target().ifPresent(target -> json.put("target", target));
        return json;
    }

    private static ArrayNode fields(List<Field> fields) {
        ArrayNode array = JsonOutput.array();
        for (Field field : fields) {
            ObjectNode json = array.addObject()
                    .put("name", field.name())
                    .put("type", field.type().wireName());
            ArrayNode shape = JsonOutput.array();
            field.shape().forEach(shape::add);
            put(json, "shape", shape);
            if (field.presence() == Field.Presence.OPTIONAL) {
                json.put("optional", true);
            }
            put(json, "categories", JsonOutput.array(field.categories()));
        }
        return array;
    }

    private static ObjectNode lineage(Lineage lineage) {
        ObjectNode json = JsonOutput.object();
        ArrayNode parents = JsonOutput.array();
        lineage.parents()
                .forEach(parent -> parents.addObject()
                        .put("model", parent.model().value())
                        .put("version", parent.version().toString())
                        .put("relation", parent.relation()));
        put(json, "parents", parents);
        ArrayNode baseModels = JsonOutput.array();
        lineage.baseModels()
                .forEach(model ->
                        baseModels.addObject().put("name", model.name()).put("version", model.version()));
        put(json, "baseModels", baseModels);
        ArrayNode datasets = JsonOutput.array();
        lineage.datasets().forEach(data -> {
            ObjectNode each = datasets.addObject().put("name", data.name()).put("hash", data.hash());
            putText(each, "version", data.version());
        });
        put(json, "datasets", datasets);
        lineage.code().ifPresent(code -> {
            ObjectNode each =
                    json.putObject("code").put("system", code.system()).put("commit", code.commit());
            putText(each, "repository", code.repository());
        });
        lineage.run().ifPresent(run -> json.put("run", run));
        lineage.featureStore()
                .ifPresent(store ->
                        json.putObject("featureStore").put("name", store.name()).put("version", store.version()));
        lineage.featurePipeline().ifPresent(version -> json.put("featurePipeline", version));
        lineage.preprocessing().ifPresent(text -> json.put("preprocessing", text));
        return json;
    }

    private static void putText(ObjectNode json, String name, String text) {
        if (!text.isEmpty()) {
            json.put(name, text);
        }
    }
}
