package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Fields.object;
import static dev.modelregistry.core.codec.Fields.putUnlessEmpty;
import static dev.modelregistry.core.codec.Fields.strings;
import static dev.modelregistry.core.codec.Fields.texts;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.event.RunEvent.Points;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.run.SeriesSummary;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What training runs say, to JSON and back. What is empty is left out. */
final class RunCodec {
    private RunCodec() {}

    static ObjectNode encode(ObjectNode json, RunStarted event) {
        json.put("model", event.model().value());
        putUnlessEmpty(json, "environment", texts(event.environment()));
        event.code().ifPresent(code -> json.set("code", LineageCodec.code(code)));
        putUnlessEmpty(json, "libraries", strings(event.libraries()));
        return json;
    }

    static RunStarted started(JsonNode json) {
        return new RunStarted(
                ModelName.of(text(json, "model")),
                texts(json, "environment"),
                LineageCodec.code(json),
                strings(json, "libraries"));
    }

    static ObjectNode encode(ObjectNode json, RunLogged event) {
        json.put("batch", event.batch());
        putUnlessEmpty(json, "parameters", DescriptorCodec.parameters(new TreeMap<>(event.parameters())));
        putUnlessEmpty(json, "metrics", object(new TreeMap<>(event.metrics()), ObjectNode::put));
        putUnlessEmpty(json, "tags", texts(event.tags()));
        putUnlessEmpty(json, "datasets", LineageCodec.datasets(event.datasets()));
        event.code().ifPresent(code -> json.set("code", LineageCodec.code(code)));
        putUnlessEmpty(json, "artifacts", DescriptorCodec.artifacts(event.artifacts()));
        event.points().ifPresent(points -> json.set("points", encode(points)));
        return json;
    }

    static RunLogged logged(JsonNode json) {
        Map<String, Double> metrics = new TreeMap<>();
        fields(json, "metrics")
                .forEach(field -> metrics.put(field.getKey(), Json.real(field.getKey(), field.getValue())));
        return new RunLogged(
                number(json, "batch"),
                DescriptorCodec.parameters(json),
                metrics,
                texts(json, "tags"),
                LineageCodec.datasets(json),
                LineageCodec.code(json),
                DescriptorCodec.artifacts(json),
                Optional.ofNullable(json.get("points")).map(RunCodec::points));
    }

    private static ObjectNode encode(Points points) {
        ObjectNode json = Json.object().put("digest", points.digest().hex());
        json.set("series", object(new TreeMap<>(points.series()), RunCodec::put));
        return json;
    }

    private static Points points(JsonNode json) {
        Map<String, SeriesSummary> series = new TreeMap<>();
        fields(json, "series").forEach(field -> series.put(field.getKey(), summary(field.getKey(), field.getValue())));
        return new Points(Digest.parse(text(json, "digest")), series);
    }

    private static void put(ObjectNode json, String name, SeriesSummary summary) {
        ArrayNode array = json.putArray(name).add(summary.count()).add(summary.lastStep());
        addReal(array, summary.last());
        addReal(array, summary.lowest());
        addReal(array, summary.highest());
    }

    private static SeriesSummary summary(String name, JsonNode array) {
        if (!array.isArray() || array.size() != 5) {
            throw new MalformedException("series '" + name + "' is " + array + ", not five numbers");
        }
        return new SeriesSummary(
                Json.whole(name, array.get(0)),
                Json.whole(name, array.get(1)),
                real(name, array.get(2)),
                real(name, array.get(3)),
                real(name, array.get(4)));
    }

    /** JSON has no words for what is not finite. */
    private static void addReal(ArrayNode array, double value) {
        if (Double.isFinite(value)) {
            array.add(value);
        } else {
            array.add(Double.toString(value));
        }
    }

    private static double real(String name, JsonNode value) {
        return switch (value.isTextual() ? value.textValue() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Json.real(name, value);
        };
    }
}
