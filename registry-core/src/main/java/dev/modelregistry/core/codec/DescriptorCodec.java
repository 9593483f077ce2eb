package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.Bytes;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Descriptors to canonical bytes and back. What is not known is left out, so an empty list and an absent one are the same. */
public final class DescriptorCodec {
    private static final int FORMAT = 1;
    private static final List<String> CONFIGURATION =
            List.of("artifacts", "signature", "algorithm", "architecture", "features", "parameters");

    private DescriptorCodec() {}

    /** The canonical bytes; their SHA-256 is the version's digest. */
    public static Bytes encode(Descriptor descriptor) {
        return CanonicalJson.bytes(toJson(descriptor));
    }

    /** SHA-256 over the canonical form of the artifacts and the configuration alone. */
    public static Digest modelHash(Descriptor descriptor) {
        return CanonicalJson.bytes(toJson(descriptor).retain(CONFIGURATION)).digest();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws UnsupportedFormatException if a newer library wrote it
     * @throws InvalidInputException if the bytes are no descriptor
     */
    public static Descriptor decode(Bytes bytes) {
        try {
            ObjectNode json = Json.read(bytes.array(), 0, bytes.size());
            long format = whole(json, "format");
            if (format != FORMAT) {
                throw new UnsupportedFormatException(
                        "a descriptor of format " + format + "; this library reads format " + FORMAT + ". Upgrade it");
            }
            return fromJson(json);
        } catch (MalformedException malformed) {
            throw new InvalidInputException("not a descriptor: " + malformed.getMessage(), malformed);
        }
    }

    private static ObjectNode toJson(Descriptor descriptor) {
        ObjectNode json = Json.object()
                .put("format", FORMAT)
                .put("version", descriptor.version().toString());
        ArrayNode artifacts = Json.MAPPER.createArrayNode();
        for (ArtifactEntry entry : descriptor.artifacts()) {
            artifacts
                    .addObject()
                    .put("path", entry.path())
                    .put("sha256", entry.digest().hex())
                    .put("size", entry.size());
        }
        put(json, "artifacts", artifacts);
        descriptor.signature().ifPresent(signature -> json.set("signature", toJson(signature)));
        descriptor.algorithm().ifPresent(value -> json.put("algorithm", value));
        descriptor.architecture().ifPresent(value -> json.put("architecture", value));
        put(json, "features", strings(descriptor.features()));
        ObjectNode parameters = Json.object();
        descriptor.parameters().forEach((name, value) -> put(parameters, name, value));
        put(json, "parameters", parameters);
        put(json, "metrics", object(descriptor.metrics(), ObjectNode::put));
        put(
                json,
                "folds",
                object(descriptor.folds(), (folds, name, values) -> values.forEach(folds.putArray(name)::add)));
        put(
                json,
                "directions",
                object(
                        descriptor.directions(),
                        (directions, name, direction) -> directions.put(name, wireName(direction))));
        put(json, "trainingMetrics", object(descriptor.trainingMetrics(), ObjectNode::put));
        put(json, "environment", object(descriptor.environment(), ObjectNode::put));
        put(json, "requirements", object(descriptor.requirements(), ObjectNode::put));
        descriptor.trainingTime().ifPresent(value -> json.put("trainingTime", value.toString()));
        put(json, "resources", object(descriptor.resources(), ObjectNode::put));
        put(json, "lineage", toJson(descriptor.lineage()));
        put(json, "texts", object(descriptor.texts(), (texts, name, digest) -> texts.put(name, digest.toString())));
        return json;
    }

    private static Descriptor fromJson(ObjectNode json) {
        Descriptor.Builder builder = Descriptor.builder(SemanticVersion.parse(text(json, "version")));
        for (JsonNode entry : elements(json, "artifacts")) {
            builder.artifact(
                    new ArtifactEntry(text(entry, "path"), Digest.parse(text(entry, "sha256")), whole(entry, "size")));
        }
        if (json.has("signature")) {
            builder.signature(signature(json.get("signature")));
        }
        optional(json, "algorithm").ifPresent(builder::algorithm);
        optional(json, "architecture").ifPresent(builder::architecture);
        builder.features(strings(json, "features"));
        fields(json, "parameters").forEach(field -> builder.parameter(field.getKey(), parameter(field.getValue())));
        // Before the metrics: the mean of the folds gives way to a metric that was set by itself.
        fields(json, "folds").forEach(field -> builder.folds(field.getKey(), numbers(field.getValue())));
        fields(json, "directions")
                .forEach(field -> builder.direction(field.getKey(), direction(text(field.getKey(), field.getValue()))));
        fields(json, "metrics")
                .forEach(field -> builder.metric(field.getKey(), Json.real(field.getKey(), field.getValue())));
        fields(json, "trainingMetrics")
                .forEach(field -> builder.trainingMetric(field.getKey(), Json.real(field.getKey(), field.getValue())));
        texts(json, "environment", builder::environment);
        texts(json, "requirements", builder::requirement);
        optional(json, "trainingTime").map(DescriptorCodec::duration).ifPresent(builder::trainingTime);
        texts(json, "resources", builder::resource);
        if (json.has("lineage")) {
            builder.lineage(lineage(json.get("lineage")));
        }
        texts(json, "texts", (name, digest) -> builder.text(name, Digest.parse(digest)));
        return builder.build();
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(Json.real("folds", number)));
        return numbers;
    }

    static String wireName(Direction direction) {
        return direction == Direction.HIGHER_IS_BETTER ? "higher" : "lower";
    }

    static Direction direction(String wireName) {
        return switch (wireName) {
            case "higher" -> Direction.HIGHER_IS_BETTER;
            case "lower" -> Direction.LOWER_IS_BETTER;
            default -> throw new MalformedException("direction '" + wireName + "' is neither 'higher' nor 'lower'");
        };
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new MalformedException("training time '" + text + "' is not of the form PT1H2M3S", malformed);
        }
    }

    private static ObjectNode toJson(Signature signature) {
        ObjectNode json = Json.object();
        json.set("inputs", fieldsJson(signature.inputs()));
        json.set("outputs", fieldsJson(signature.outputs()));
        signature.task().ifPresent(value -> json.put("task", value));
        signature.target().ifPresent(value -> json.put("target", value));
        return json;
    }

    private static ArrayNode fieldsJson(List<Field> fields) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Field field : fields) {
            ObjectNode json = array.addObject()
                    .put("name", field.name())
                    .put("type", field.type().wireName());
            ArrayNode shape = Json.MAPPER.createArrayNode();
            field.shape().forEach(shape::add);
            put(json, "shape", shape);
            if (field.presence() == Field.Presence.OPTIONAL) {
                json.put("optional", true);
            }
            put(json, "categories", strings(field.categories()));
        }
        return array;
    }

    private static Signature signature(JsonNode json) {
        Signature.Builder builder = Signature.builder();
        elements(json, "inputs").forEach(field -> builder.input(field(field)));
        elements(json, "outputs").forEach(field -> builder.output(field(field)));
        optional(json, "task").ifPresent(builder::task);
        optional(json, "target").ifPresent(builder::target);
        return builder.build();
    }

    private static Field field(JsonNode json) {
        List<Long> shape = new ArrayList<>();
        elements(json, "shape").forEach(size -> shape.add(Json.whole("shape", size)));
        Field field = Field.of(text(json, "name"), DataType.ofWireName(text(json, "type")))
                .shape(shape.stream().mapToLong(Long::longValue).toArray())
                .categories(strings(json, "categories"));
        return json.path("optional").booleanValue() ? field.optional() : field;
    }

    private static ObjectNode toJson(Lineage lineage) {
        ObjectNode json = Json.object();
        ArrayNode parents = Json.MAPPER.createArrayNode();
        for (Lineage.Parent parent : lineage.parents()) {
            parents.addObject()
                    .put("model", parent.model().value())
                    .put("version", parent.version().toString())
                    .put("relation", parent.relation());
        }
        put(json, "parents", parents);
        ArrayNode datasets = Json.MAPPER.createArrayNode();
        for (Lineage.Dataset dataset : lineage.datasets()) {
            putUnlessEmpty(
                    datasets.addObject().put("name", dataset.name()).put("hash", dataset.hash()),
                    "version",
                    dataset.version());
        }
        put(json, "datasets", datasets);
        lineage.code().ifPresent(code -> {
            ObjectNode at = json.putObject("code").put("system", code.system()).put("commit", code.commit());
            putUnlessEmpty(at, "repository", code.repository());
        });
        lineage.run().ifPresent(value -> json.put("run", value));
        lineage.featureStore()
                .ifPresent(store ->
                        json.putObject("featureStore").put("name", store.name()).put("version", store.version()));
        lineage.featurePipeline().ifPresent(value -> json.put("featurePipeline", value));
        lineage.preprocessing().ifPresent(value -> json.put("preprocessing", value));
        return json;
    }

    private static Lineage lineage(JsonNode json) {
        Lineage.Builder builder = Lineage.builder();
        for (JsonNode parent : elements(json, "parents")) {
            builder.parent(
                    ModelName.of(text(parent, "model")).value(), text(parent, "version"), text(parent, "relation"));
        }
        for (JsonNode dataset : elements(json, "datasets")) {
            builder.dataset(new Lineage.Dataset(
                    text(dataset, "name"),
                    text(dataset, "hash"),
                    optional(dataset, "version").orElse("")));
        }
        if (json.has("code")) {
            JsonNode code = json.get("code");
            builder.code(new Lineage.Code(
                    text(code, "system"),
                    text(code, "commit"),
                    optional(code, "repository").orElse("")));
        }
        optional(json, "run").ifPresent(builder::run);
        if (json.has("featureStore")) {
            builder.featureStore(text(json.get("featureStore"), "name"), text(json.get("featureStore"), "version"));
        }
        optional(json, "featurePipeline").ifPresent(builder::featurePipeline);
        optional(json, "preprocessing").ifPresent(builder::preprocessing);
        return builder.build();
    }

    private static void put(ObjectNode json, String name, ParameterValue value) {
        if (value instanceof ParameterValue.Text text) {
            json.put(name, text.text());
        } else if (value instanceof ParameterValue.Whole whole) {
            json.put(name, whole.number());
        } else if (value instanceof ParameterValue.Real real) {
            json.put(name, real.number());
        } else if (value instanceof ParameterValue.Truth truth) {
            json.put(name, truth.value());
        }
    }

    private static ParameterValue parameter(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return new ParameterValue.Whole(value.longValue());
        }
        if (value.isNumber()) {
            return new ParameterValue.Real(value.doubleValue());
        }
        return value.isBoolean()
                ? new ParameterValue.Truth(value.booleanValue())
                : new ParameterValue.Text(text("parameters", value));
    }

    private static void put(ObjectNode json, String name, JsonNode value) {
        if (!value.isEmpty()) {
            json.set(name, value);
        }
    }

    private static void putUnlessEmpty(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static ArrayNode strings(List<String> values) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private static List<String> strings(JsonNode json, String field) {
        List<String> values = new ArrayList<>();
        elements(json, field).forEach(value -> values.add(text(field, value)));
        return values;
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return json.has(field) ? Optional.of(text(json, field)) : Optional.empty();
    }

    private static void texts(JsonNode json, String field, BiConsumer<String, String> action) {
        fields(json, field).forEach(each -> action.accept(each.getKey(), text(field, each.getValue())));
    }

    private interface Putter<V> {
        void put(ObjectNode json, String name, V value);
    }

    private static <V> ObjectNode object(Map<String, V> map, Putter<V> putter) {
        ObjectNode json = Json.object();
        map.forEach((name, value) -> putter.put(json, name, value));
        return json;
    }
}
