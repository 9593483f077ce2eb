package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Fields.object;
import static dev.modelregistry.core.codec.Fields.optional;
import static dev.modelregistry.core.codec.Fields.putUnlessEmpty;
import static dev.modelregistry.core.codec.Fields.strings;
import static dev.modelregistry.core.codec.Fields.texts;
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
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.Bytes;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
        putUnlessEmpty(json, "artifacts", artifacts(descriptor.artifacts()));
        descriptor.signature().ifPresent(signature -> json.set("signature", toJson(signature)));
        descriptor.algorithm().ifPresent(value -> json.put("algorithm", value));
        descriptor.architecture().ifPresent(value -> json.put("architecture", value));
        putUnlessEmpty(json, "features", strings(descriptor.features()));
        putUnlessEmpty(json, "parameters", parameters(descriptor.parameters()));
        putUnlessEmpty(json, "metrics", object(descriptor.metrics(), ObjectNode::put));
        putUnlessEmpty(
                json,
                "folds",
                object(descriptor.folds(), (folds, name, values) -> values.forEach(folds.putArray(name)::add)));
        putUnlessEmpty(
                json,
                "directions",
                object(
                        descriptor.directions(),
                        (directions, name, direction) -> directions.put(name, wireName(direction))));
        putUnlessEmpty(json, "trainingMetrics", object(descriptor.trainingMetrics(), ObjectNode::put));
        putUnlessEmpty(json, "environment", object(descriptor.environment(), ObjectNode::put));
        putUnlessEmpty(json, "requirements", object(descriptor.requirements(), ObjectNode::put));
        ObjectNode partners = Json.object();
        descriptor.partners().forEach((model, releases) -> partners.put(model.value(), releases.toString()));
        putUnlessEmpty(json, "partners", partners);
        descriptor.trainingTime().ifPresent(value -> json.put("trainingTime", value.toString()));
        putUnlessEmpty(json, "resources", object(descriptor.resources(), ObjectNode::put));
        putUnlessEmpty(json, "lineage", LineageCodec.encode(descriptor.lineage()));
        putUnlessEmpty(
                json, "texts", object(descriptor.texts(), (texts, name, digest) -> texts.put(name, digest.toString())));
        return json;
    }

    private static Descriptor fromJson(ObjectNode json) {
        Descriptor.Builder builder = Descriptor.builder(SemanticVersion.parse(text(json, "version")));
        artifacts(json).forEach(builder::artifact);
        if (json.has("signature")) {
            builder.signature(signature(json.get("signature")));
        }
        optional(json, "algorithm").ifPresent(builder::algorithm);
        optional(json, "architecture").ifPresent(builder::architecture);
        builder.features(strings(json, "features"));
        parameters(json).forEach(builder::parameter);
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
        texts(
                json,
                "partners",
                (model, releases) -> builder.partner(ModelName.of(model), VersionRange.parse(releases)));
        optional(json, "trainingTime").map(DescriptorCodec::duration).ifPresent(builder::trainingTime);
        texts(json, "resources", builder::resource);
        if (json.has("lineage")) {
            builder.lineage(LineageCodec.decode(json.get("lineage")));
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
            putUnlessEmpty(json, "shape", shape);
            if (field.presence() == Field.Presence.OPTIONAL) {
                json.put("optional", true);
            }
            putUnlessEmpty(json, "categories", strings(field.categories()));
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

    static ArrayNode artifacts(List<ArtifactEntry> entries) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        entries.forEach(entry -> array.addObject()
                .put("path", entry.path())
                .put("sha256", entry.digest().hex())
                .put("size", entry.size()));
        return array;
    }

    static List<ArtifactEntry> artifacts(JsonNode json) {
        List<ArtifactEntry> entries = new ArrayList<>();
        elements(json, "artifacts")
                .forEach(entry -> entries.add(new ArtifactEntry(
                        text(entry, "path"), Digest.parse(text(entry, "sha256")), whole(entry, "size"))));
        return entries;
    }

    static ObjectNode parameters(Map<String, ParameterValue> parameters) {
        return object(parameters, DescriptorCodec::put);
    }

    static Map<String, ParameterValue> parameters(JsonNode json) {
        Map<String, ParameterValue> parameters = new TreeMap<>();
        fields(json, "parameters").forEach(field -> parameters.put(field.getKey(), parameter(field.getValue())));
        return parameters;
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
}
