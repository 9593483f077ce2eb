package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.review.Verdict;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Verdicts, and what they rest on, to JSON and back. */
final class ReviewCodec {
    private ReviewCodec() {}

    static ObjectNode encode(GateResult result) {
        ObjectNode json = Json.object()
                .put("gate", result.gate())
                .put("verdict", result.verdict().wireName())
                .put("words", result.words());
        if (!result.values().isEmpty()) {
            ObjectNode values = json.putObject("values");
            result.values().forEach(values::put);
        }
        return json;
    }

    static GateResult result(JsonNode json) {
        SortedMap<String, String> values = new TreeMap<>();
        fields(json, "values").forEach(value -> values.put(value.getKey(), text(value.getKey(), value.getValue())));
        return new GateResult(
                text(json, "gate"),
                named(json, "verdict", Verdict.values(), Verdict::wireName),
                text(json, "words"),
                values);
    }

    static ObjectNode encode(Circumstances circumstances) {
        ObjectNode json = Json.object()
                .put("pipeline", circumstances.pipeline())
                .put("pipelineRevision", circumstances.pipelineRevision());
        circumstances.occupant().ifPresent(occupant -> json.put("occupant", occupant));
        return json.put("stageRevision", circumstances.stageRevision());
    }

    static Circumstances circumstances(JsonNode json) {
        return new Circumstances(
                text(json, "pipeline"),
                whole(json, "pipelineRevision"),
                json.has("occupant") ? OptionalInt.of(number(json, "occupant")) : OptionalInt.empty(),
                whole(json, "stageRevision"));
    }

    static Opinion opinion(JsonNode json) {
        return named(json, "opinion", Opinion.values(), Opinion::wireName);
    }

    static <E extends Enum<E>> E named(JsonNode json, String field, E[] values, Function<E, String> wireName) {
        String name = text(json, field);
        return Arrays.stream(values)
                .filter(value -> wireName.apply(value).equals(name))
                .findFirst()
                .orElseThrow(() -> new MalformedException("field '" + field + "' is '" + name + "', which is unknown"));
    }

    /** An object that must be there. */
    static JsonNode object(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isObject()) {
            throw new MalformedException("field '" + field + "' is " + value + ", not an object");
        }
        return value;
    }
}
