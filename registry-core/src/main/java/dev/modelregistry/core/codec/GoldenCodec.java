package dev.modelregistry.core.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.spi.Bytes;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The golden examples of a version to their file and back. The file is made for other languages, too: hosts may write it without this library. */
public final class GoldenCodec {
    /** What a file may have, in bytes. */
    public static final int MAX_SIZE = 1 << 20;

    private static final int FORMAT = 1;
    private static final Set<String> FIELDS = Set.of("inputs", "outputs", "tolerance");

    private GoldenCodec() {}

    /**
     * The file: equal examples give equal bytes.
     *
     * @throws InvalidInputException if there is no example, a text is no Unicode, or the file is too large
     */
    public static Bytes encode(List<GoldenExample> examples) {
        if (examples.isEmpty()) {
            throw new InvalidInputException("there is no golden example in the list; leave the list out");
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.MAPPER.createGenerator(text)) {
            out.writeStartObject();
            out.writeArrayFieldStart("examples");
            for (GoldenExample example : examples) {
                out.writeStartObject();
                write(out, "inputs", example.inputs());
                write(out, "outputs", example.outputs());
                out.writeFieldName("tolerance");
                write(out, example.tolerance());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNumberField("format", FORMAT);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new AssertionError("a text in memory can always be written", impossible);
        }
        Bytes file = Bytes.utf8(text.toString());
        if (file.size() > MAX_SIZE) {
            throw new InvalidInputException(examples.size() + " golden examples have " + file.size()
                    + " bytes as JSON; at most " + MAX_SIZE + " are allowed. Keep fewer of them, or smaller ones");
        }
        return file;
    }

    private static void write(JsonGenerator out, String field, Map<String, Object> values) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, Object> each : values.entrySet()) { // sorted by the example
            out.writeFieldName(each.getKey());
            write(out, each.getValue());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object each : list) {
                write(out, each);
            }
            out.writeEndArray();
        } else if (value instanceof Double number) {
            // A reader, in Java or in Python, gives the model the type that it had: 8.0 must not come back as 8.
            String shortest = CanonicalJson.number(number);
            out.writeNumber(shortest.matches("-?[0-9]+") ? shortest + ".0" : shortest);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else {
            out.writeString((String) value);
        }
    }

    /**
     * What a file says.
     *
     * @param what it is, for messages
     * @throws InvalidInputException if it is something else
     * @throws UnsupportedFormatException if a newer library wrote it
     */
    public static List<GoldenExample> decode(Bytes file, String what) {
        try {
            ObjectNode json = Json.read(file.array(), 0, file.size());
            long format = Json.whole(json, "format");
            if (format != FORMAT) {
                throw new UnsupportedFormatException(
                        what + " has format " + format + "; this library reads " + FORMAT + ". Upgrade it");
            }
            List<GoldenExample> examples = new ArrayList<>();
            for (JsonNode example : Json.elements(json, "examples")) {
                examples.add(example(example, "example " + (examples.size() + 1)));
            }
            if (examples.isEmpty()) {
                throw new MalformedException("it has no examples");
            }
            return List.copyOf(examples);
        } catch (MalformedException | InvalidInputException broken) {
            throw new InvalidInputException(
                    what + " is not a file of golden examples, which VersionDraft.golden writes: "
                            + broken.getMessage(),
                    broken);
        }
    }

    private static GoldenExample example(JsonNode json, String which) {
        if (!json.isObject()) {
            throw new MalformedException(which + " is not an object");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) { // a tolerance that is misspelt must not count as none
                throw new MalformedException(
                        which + " has a field '" + name + "'; inputs, outputs and tolerance are known");
            }
        });
        try {
            double tolerance = json.has("tolerance") ? Json.real("tolerance", json.get("tolerance")) : 0;
            return new GoldenExample(values(json, "inputs"), values(json, "outputs"), tolerance);
        } catch (MalformedException | InvalidInputException broken) {
            throw new MalformedException(which + ": " + broken.getMessage(), broken);
        }
    }

    private static Map<String, Object> values(JsonNode json, String field) {
        Map<String, Object> values = new TreeMap<>();
        Json.fields(json, field).forEach(each -> values.put(each.getKey(), value(each.getKey(), each.getValue())));
        return values;
    }

    private static Object value(String name, JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isFloatingPointNumber()) {
            return value.doubleValue();
        }
        if (value.isArray()) {
            List<Object> elements = new ArrayList<>(value.size());
            value.forEach(element -> elements.add(value(name, element)));
            return elements;
        }
        return Json.whole(name, value);
    }
}
