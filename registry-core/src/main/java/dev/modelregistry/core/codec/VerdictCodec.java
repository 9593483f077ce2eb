package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.real;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.Health.Latency;
import dev.modelregistry.health.Health.Scores;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Verdicts to JSON and back. */
final class VerdictCodec {
    private VerdictCodec() {}

    static ObjectNode encode(ObjectNode json, RolloutVerdict verdict) {
        json.put("decision", verdict.decision().wireName())
                .put("step", verdict.step())
                .put("reason", verdict.reason());
        json.set("candidate", counts(verdict.health().candidate()));
        json.set("control", counts(verdict.health().control()));
        ArrayNode evidence = json.putArray("evidence");
        verdict.evidence()
                .forEach(each -> evidence.addObject()
                        .put("test", each.test())
                        .put("value", each.value())
                        .put("needed", each.needed()));
        return json;
    }

    private static ObjectNode counts(Counts counts) {
        ObjectNode json = Json.object().put("requests", counts.requests()).put("errors", counts.errors());
        counts.latency()
                .ifPresent(latency -> json.putObject("latency")
                        .put("median", latency.median().toNanos())
                        .put("p95", latency.p95().toNanos())
                        .put("p99", latency.p99().toNanos()));
        counts.scores()
                .ifPresent(scores ->
                        json.putObject("scores").put("count", scores.count()).put("mean", scores.mean()));
        return json;
    }

    static RolloutVerdict decode(JsonNode json) {
        List<Evidence> evidence = new ArrayList<>();
        elements(json, "evidence")
                .forEach(each -> evidence.add(new Evidence(
                        text(each, "test"), real("value", each.path("value")), real("needed", each.path("needed")))));
        return new RolloutVerdict(
                decision(text(json, "decision")),
                number(json, "step"),
                text(json, "reason"),
                new Health(counts(ReviewCodec.object(json, "candidate")), counts(ReviewCodec.object(json, "control"))),
                evidence);
    }

    private static Decision decision(String wireName) {
        return Arrays.stream(Decision.values())
                .filter(each -> each.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> RolloutCodec.unknown("the verdict '" + wireName + "'"));
    }

    private static Counts counts(JsonNode json) {
        return new Counts(
                whole(json, "requests"),
                whole(json, "errors"),
                Optional.ofNullable(json.get("latency"))
                        .map(latency ->
                                new Latency(nanos(latency, "median"), nanos(latency, "p95"), nanos(latency, "p99"))),
                Optional.ofNullable(json.get("scores"))
                        .map(scores -> new Scores(whole(scores, "count"), real("mean", scores.path("mean")))));
    }

    private static Duration nanos(JsonNode json, String field) {
        return Duration.ofNanos(whole(json, field));
    }
}
