package dev.modelregistry.core.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON within limits: what is read may come from a damaged or hostile store. */
final class Json {
    static final int MAX_STRING = 1 << 20;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /**
     * Reads one JSON object.
     *
     * @throws MalformedException if the bytes are something else
     */
    static ObjectNode read(byte[] bytes, int from, int length) {
        try {
            if (MAPPER.readTree(bytes, from, length) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException broken) {
            throw new MalformedException("not JSON within the limits: " + broken.getMessage(), broken);
        }
        throw new MalformedException("not a JSON object");
    }

    /**
     * The bytes of a document in the order of its fields.
     *
     * @throws InvalidInputException if a text in it is no Unicode
     */
    static byte[] write(ObjectNode object) {
        try {
            // Not writeValueAsBytes: Jackson would write half a surrogate pair as an escape instead of refusing it.
            return Bytes.utf8(MAPPER.writeValueAsString(object)).array();
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a tree in memory can always be written", impossible);
        }
    }

    static String text(JsonNode object, String field) {
        return text(field, object.get(field));
    }

    static String text(String field, @Nullable JsonNode value) {
        if (value == null || !value.isTextual()) {
            throw new MalformedException("field '" + field + "' is " + value + ", not a text");
        }
        return value.textValue();
    }

    static long whole(JsonNode object, String field) {
        return whole(field, object.get(field));
    }

    static long whole(String field, @Nullable JsonNode value) {
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedException("field '" + field + "' is " + value + ", not a whole number");
        }
        return value.longValue();
    }

    static int number(JsonNode object, String field) {
        return number(field, object.get(field));
    }

    static int number(String field, @Nullable JsonNode value) {
        long number = whole(field, value);
        if (number != (int) number) {
            throw new MalformedException("field '" + field + "' is " + number + ", too large");
        }
        return (int) number;
    }

    static double real(String field, JsonNode value) {
        if (!value.isNumber()) {
            throw new MalformedException("field '" + field + "' is " + value + ", not a number");
        }
        return value.doubleValue();
    }

    /** The fields of an object that may be absent. */
    static Iterable<Map.Entry<String, JsonNode>> fields(JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isObject()) {
            throw new MalformedException("field '" + field + "' is not an object");
        }
        return value.properties();
    }

    /** The elements of an array that may be absent. */
    static Iterable<JsonNode> elements(JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (value != null && !value.isArray()) {
            throw new MalformedException("field '" + field + "' is not an array");
        }
        return value == null ? List.of() : value;
    }

    /** Bytes that are not what they should be; whoever knows where they came from says so. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }

        MalformedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
