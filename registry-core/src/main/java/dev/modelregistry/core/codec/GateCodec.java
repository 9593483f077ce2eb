package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.real;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.pipeline.ArtifactFormat;
import dev.modelregistry.pipeline.Gate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Gates to JSON and back. Each object begins with {@code "type"}; a type that is not known here is refused, for a gate must not be passed over. */
final class GateCodec {
    private static final Set<String> SHADOW =
            Set.of("type", "minimum", "maxLostShare", "maxFlipRate", "minRankCorrelation", "maxQuantileDelta");

    private GateCodec() {}

    static ObjectNode encode(Gate gate) {
        if (gate instanceof Gate.MetricAtLeast bound) {
            return of("metric-at-least").put("metric", bound.metric()).put("bound", bound.bound());
        }
        if (gate instanceof Gate.MetricAtMost bound) {
            return of("metric-at-most").put("metric", bound.metric()).put("bound", bound.bound());
        }
        if (gate instanceof Gate.NotWorse notWorse) {
            ObjectNode json = of("not-worse").put("metric", notWorse.metric()).put("by", notWorse.by());
            notWorse.direction().ifPresent(direction -> json.put("direction", DescriptorCodec.wireName(direction)));
            return json;
        }
        if (gate instanceof Gate.SignatureCompatible) {
            return of("signature-compatible");
        }
        if (gate instanceof Gate.Requires requires) {
            return of("requires").put("fact", requires.fact());
        }
        if (gate instanceof Gate.ArtifactsVerified) {
            return of("artifacts-verified");
        }
        if (gate instanceof Gate.ScanClean scan) {
            ObjectNode json = of("scan-clean");
            ArrayNode allowed = json.putArray("allowed");
            scan.allowed().stream().map(ArtifactFormat::wireName).sorted().forEach(allowed::add);
            return json;
        }
        if (gate instanceof Gate.ShadowAgrees shadow) {
            return rule(of("shadow-agrees"), shadow.rule());
        }
        if (gate instanceof Gate.Check check) {
            return of("check").put("name", check.name());
        }
        Gate.Approvals approvals = (Gate.Approvals) gate;
        return of("approvals")
                .put("quorum", approvals.quorum())
                .put("validity", approvals.validity().toMillis());
    }

    private static ObjectNode of(String type) {
        return Json.object().put("type", type);
    }

    static Gate decode(JsonNode json) {
        String type = text(json, "type");
        return switch (type) {
            case "metric-at-least" -> new Gate.MetricAtLeast(text(json, "metric"), real("bound", json.path("bound")));
            case "metric-at-most" -> new Gate.MetricAtMost(text(json, "metric"), real("bound", json.path("bound")));
            case "not-worse" -> new Gate.NotWorse(text(json, "metric"), real("by", json.path("by")), direction(json));
            case "signature-compatible" -> new Gate.SignatureCompatible();
            case "requires" -> new Gate.Requires(text(json, "fact"));
            case "artifacts-verified" -> new Gate.ArtifactsVerified();
            case "scan-clean" -> {
                Set<ArtifactFormat> allowed = EnumSet.noneOf(ArtifactFormat.class);
                elements(json, "allowed")
                        .forEach(format -> allowed.add(ArtifactFormat.ofWireName(text("allowed", format))));
                yield new Gate.ScanClean(allowed);
            }
            case "shadow-agrees" -> new Gate.ShadowAgrees(rule(json));
            case "check" -> new Gate.Check(text(json, "name"));
            case "approvals" -> new Gate.Approvals(number(json, "quorum"), Duration.ofMillis(whole(json, "validity")));
            default ->
                throw new UnsupportedFormatException("gate of type '" + type
                        + "' is unknown here and must not be passed over; upgrade the library on this host");
        };
    }

    /** What asks nothing is left out. */
    private static ObjectNode rule(ObjectNode json, ShadowRule rule) {
        json.put("minimum", rule.minimum()).put("maxLostShare", rule.maxLostShare());
        if (rule.maxFlipRate() < 1) {
            json.put("maxFlipRate", rule.maxFlipRate());
        }
        if (rule.minRankCorrelation() > -1) {
            json.put("minRankCorrelation", rule.minRankCorrelation());
        }
        return rule.maxQuantileDelta() < Double.POSITIVE_INFINITY
                ? json.put("maxQuantileDelta", rule.maxQuantileDelta())
                : json;
    }

    private static ShadowRule rule(JsonNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!SHADOW.contains(field)) {
                throw new UnsupportedFormatException("a gate for shadows has the rule '" + field
                        + "', which is unknown here and must not be passed over; upgrade the library on this host");
            }
        });
        ShadowRule rule = ShadowRule.of(whole(json, "minimum"), real("maxLostShare", json.path("maxLostShare")));
        rule = json.has("maxFlipRate") ? rule.maxFlipRate(real("maxFlipRate", json.get("maxFlipRate"))) : rule;
        rule = json.has("minRankCorrelation")
                ? rule.minRankCorrelation(real("minRankCorrelation", json.get("minRankCorrelation")))
                : rule;
        return json.has("maxQuantileDelta")
                ? rule.maxQuantileDelta(real("maxQuantileDelta", json.get("maxQuantileDelta")))
                : rule;
    }

    private static Optional<Direction> direction(JsonNode json) {
        return json.has("direction")
                ? Optional.of(DescriptorCodec.direction(text(json, "direction")))
                : Optional.empty();
    }
}
