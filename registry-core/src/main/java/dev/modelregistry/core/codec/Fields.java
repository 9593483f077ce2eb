package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Fields of documents in which what is not known or empty is left out. */
final class Fields {
    private Fields() {}

    static void putUnlessEmpty(ObjectNode json, String name, JsonNode value) {
        if (!value.isEmpty()) {
            json.set(name, value);
        }
    }

    static void putUnlessEmpty(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    static List<String> strings(JsonNode json, String field) {
        List<String> values = new ArrayList<>();
        elements(json, field).forEach(value -> values.add(text(field, value)));
        return values;
    }

    static Optional<String> optional(JsonNode json, String field) {
        return json.has(field) ? Optional.of(text(json, field)) : Optional.empty();
    }

    static void texts(JsonNode json, String field, BiConsumer<String, String> action) {
        fields(json, field).forEach(each -> action.accept(each.getKey(), text(field, each.getValue())));
    }

    static Map<String, String> texts(JsonNode json, String field) {
        Map<String, String> texts = new TreeMap<>();
        texts(json, field, texts::put);
        return texts;
    }

    /** In the order of the keys. */
    static ObjectNode texts(Map<String, String> texts) {
        return object(new TreeMap<>(texts), ObjectNode::put);
    }

    interface Putter<V> {
        void put(ObjectNode json, String name, V value);
    }

    static <V> ObjectNode object(Map<String, V> map, Putter<V> putter) {
        ObjectNode json = Json.object();
        map.forEach((name, value) -> putter.put(json, name, value));
        return json;
    }
}
