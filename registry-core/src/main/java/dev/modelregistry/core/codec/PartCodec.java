package dev.modelregistry.core.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.storage.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What can be erased, as it is stored. */
final class PartCodec {
    private PartCodec() {}

    static ArrayNode encode(List<Part> parts) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        parts.forEach(part -> array.add(encode(part)));
        return array;
    }

    static ObjectNode encode(Part part) {
        ObjectNode json = Json.object().put("part", part.kind().wireName());
        Fields.putUnlessEmpty(json, "name", part.name());
        return json;
    }

    static List<Part> decode(JsonNode json, String field) {
        List<Part> parts = new ArrayList<>();
        Json.elements(json, field).forEach(part -> parts.add(decode(part)));
        return parts;
    }

    static Part decode(JsonNode json) {
        return new Part(
                kind(Json.text(json, "part")), Fields.optional(json, "name").orElse(""));
    }

    private static Part.Kind kind(String wireName) {
        return Arrays.stream(Part.Kind.values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new UnsupportedFormatException(
                        "'" + wireName + "' can be erased, but this library does not know it; upgrade it"));
    }
}
