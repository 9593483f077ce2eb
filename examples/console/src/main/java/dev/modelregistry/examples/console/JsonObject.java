package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * An object in a document that a person or a script wrote: a field that nobody knows is an error, so that a slip of the pen is not lost in
 * silence, and so is one of another kind than it should be. Messages name the field by its path.
 */
final class JsonObject {
    private final JsonNode json;
    private final String path;

    private JsonObject(JsonNode json, String path) {
        this.json = json;
        this.path = path;
    }

    /** @throws InvalidInputException if it is no object, or has fields that are not allowed */
    static JsonObject of(JsonNode json, String path, String... allowed) {
        JsonObject object = ofAny(json, path);
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(new HashSet<>(Arrays.asList(allowed)));
        if (!unknown.isEmpty()) {
            throw new InvalidInputException(path + " has the unknown field '"
                    + unknown.iterator().next() + "'; allowed are " + String.join(", ", allowed));
        }
        return object;
    }

    /** One whose fields are names that are free. */
    private static JsonObject ofAny(JsonNode json, String path) {
        if (!json.isObject()) {
            throw wrong(path, json, "an object");
        }
        return new JsonObject(json, path);
    }

    private static InvalidInputException wrong(String path, JsonNode found, String expected) {
        String shown = found.toString();
        return new InvalidInputException(path + " is " + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown)
                + "; expected " + expected);
    }

    private String at(String field) {
        return path + "." + field;
    }

    Optional<String> text(String field) {
        JsonNode value = json.get(field);
        return value == null ? Optional.empty() : Optional.of(text(at(field), value));
    }

    String required(String field) {
        return text(field).orElseThrow(() -> new InvalidInputException(path + " has no '" + field + "'"));
    }

    void text(String field, Consumer<String> to) {
        text(field).ifPresent(to);
    }

    private static String text(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw wrong(path, value, "a text");
        }
        return value.textValue();
    }

    static double number(String path, JsonNode value) {
        if (!value.isNumber()) {
            throw wrong(path, value, "a number");
        }
        return value.doubleValue();
    }

    static long whole(String path, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(path, value, "a whole number");
        }
        return value.longValue();
    }

    boolean flag(String field) {
        JsonNode value = json.get(field);
        if (value != null && !value.isBoolean()) {
            throw wrong(at(field), value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    Optional<JsonObject> object(String field, String... allowed) {
        JsonNode value = json.get(field);
        return value == null ? Optional.empty() : Optional.of(of(value, at(field), allowed));
    }

    Optional<JsonNode> node(String field) {
        return Optional.ofNullable(json.get(field));
    }

    /** The elements of a list; none if it is not there. */
    List<JsonNode> elements(String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(at(field), value, "a list");
        }
        return StreamSupport.stream(value.spliterator(), false).toList();
    }

    List<JsonObject> objects(String field, String... allowed) {
        return elements(field).stream()
                .map(each -> of(each, at(field) + "[]", allowed))
                .toList();
    }

    List<String> texts(String field) {
        return elements(field).stream()
                .map(each -> text(at(field) + "[]", each))
                .toList();
    }

    /** Names that are free, each with a value whose path is told, too. */
    void each(String field, Entry to) {
        entries(field).forEach((name, value) -> to.accept(name, value, at(field) + "." + name));
    }

    void eachText(String field, BiConsumer<String, String> to) {
        each(field, (name, value, where) -> to.accept(name, text(where, value)));
    }

    void eachNumber(String field, BiConsumer<String, Double> to) {
        each(field, (name, value, where) -> to.accept(name, number(where, value)));
    }

    private Map<String, JsonNode> entries(String field) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        JsonNode value = json.get(field);
        if (value != null) {
            ofAny(value, at(field)).json.properties().forEach(each -> entries.put(each.getKey(), each.getValue()));
        }
        return entries;
    }

    /** Takes a named value. */
    @FunctionalInterface
    interface Entry {
        void accept(String name, JsonNode value, String path);
    }
}
