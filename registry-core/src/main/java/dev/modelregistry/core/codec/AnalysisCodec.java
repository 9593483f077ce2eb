package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.real;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.health.Analysis.Advance;
import dev.modelregistry.health.Analysis.Latency;
import dev.modelregistry.health.Analysis.Score;
import java.time.Duration;
import java.util.Set;

/** How a canary is judged, to JSON and back. A rule that is not known here is refused: without it a candidate would be promoted that was not judged as decided. */
final class AnalysisCodec {
    private static final Set<String> RULES =
            Set.of("alpha", "latency", "score", "maximumErrorRate", "lookEvery", "advance");
    private static final String BY_HAND = "by-hand";

    private AnalysisCodec() {}

    static ObjectNode encode(Analysis analysis) {
        ObjectNode json = Json.object()
                .put("alpha", analysis.alpha())
                .put("lookEvery", analysis.lookEvery().toMillis());
        analysis.latency()
                .ifPresent(rule -> json.putObject("latency")
                        .put("quantile", rule.quantile())
                        .put("allowance", rule.allowance()));
        analysis.score()
                .ifPresent(rule -> json.putObject("score")
                        .put("name", rule.name())
                        .put("better", DescriptorCodec.wireName(rule.better()))
                        .put("tolerance", rule.tolerance()));
        analysis.maximumErrorRate().ifPresent(rate -> json.put("maximumErrorRate", rate));
        return analysis.advance() == Advance.BY_HAND ? json.put("advance", BY_HAND) : json;
    }

    static Analysis decode(JsonNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!RULES.contains(field)) {
                throw RolloutCodec.unknown("the rule '" + field + "' for judging");
            }
        });
        Analysis analysis = Analysis.standard()
                .withoutLatency()
                .alpha(real("alpha", json.path("alpha")))
                .lookEvery(Duration.ofMillis(whole(json, "lookEvery")));
        if (json.has("latency")) {
            JsonNode rule = json.get("latency");
            analysis = analysis.latency(
                    new Latency(real("quantile", rule.path("quantile")), real("allowance", rule.path("allowance"))));
        }
        if (json.has("score")) {
            JsonNode rule = json.get("score");
            analysis = analysis.score(new Score(
                    text(rule, "name"),
                    DescriptorCodec.direction(text(rule, "better")),
                    real("tolerance", rule.path("tolerance"))));
        }
        if (json.has("maximumErrorRate")) {
            analysis = analysis.maximumErrorRate(real("maximumErrorRate", json.get("maximumErrorRate")));
        }
        return json.has("advance") ? analysis.advance(advance(text(json, "advance"))) : analysis;
    }

    private static Advance advance(String wireName) {
        if (wireName.equals(BY_HAND)) {
            return Advance.BY_HAND;
        }
        throw RolloutCodec.unknown("a canary that is moved '" + wireName + "'");
    }
}
