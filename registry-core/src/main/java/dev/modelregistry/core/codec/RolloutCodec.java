package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.real;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Immediate;
import dev.modelregistry.rollout.RolloutPolicy.Shadow;
import dev.modelregistry.rollout.RolloutPolicy.Split;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.Routing.Holdout;
import dev.modelregistry.rollout.Routing.Layer;
import dev.modelregistry.rollout.SlotRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Rollouts to JSON and back. What is not known here is refused: to pass over it would serve people otherwise than was decided. */
final class RolloutCodec {
    private static final Set<String> ROUTING = Set.of("layer", "holdout", "overrides", "missingKey");

    private RolloutCodec() {}

    static ObjectNode encode(ObjectNode json, RolloutStarted event) {
        if (event.control().isPresent()) {
            json.put("control", event.control().getAsInt());
        }
        event.candidates().forEach(json.putArray("candidates")::add);
        json.put("algorithm", event.algorithm()).put("salt", event.salt());
        json.set("plan", plan(event.plan()));
        return slots(json, event.slots());
    }

    static RolloutStarted started(JsonNode json) {
        checkAlgorithm(text(json, "algorithm"));
        return new RolloutStarted(
                control(json),
                candidates(json),
                plan(ReviewCodec.object(json, "plan")),
                text(json, "algorithm"),
                text(json, "salt"),
                slots(json));
    }

    private static void checkAlgorithm(String algorithm) {
        if (!algorithm.equals(Router.algorithm())) {
            throw unknown("the algorithm '" + algorithm + "'");
        }
    }

    /** What a snapshot holds, but for when it was. */
    static ObjectNode encode(RolloutState rollout) {
        ObjectNode json = encode(
                Json.object(),
                new RolloutStarted(
                        rollout.control(),
                        rollout.candidates(),
                        rollout.plan(),
                        Router.algorithm(),
                        rollout.salt(),
                        rollout.slots()));
        return json.put("step", rollout.step()).put("paused", rollout.isPaused());
    }

    private static OptionalInt control(JsonNode json) {
        return json.has("control") ? OptionalInt.of(number(json, "control")) : OptionalInt.empty();
    }

    private static List<Integer> candidates(JsonNode json) {
        List<Integer> candidates = new ArrayList<>();
        elements(json, "candidates").forEach(each -> candidates.add(number("candidates", each)));
        return candidates;
    }

    static ObjectNode slots(ObjectNode json, List<SlotRange> slots) {
        ArrayNode ranges = Json.array();
        slots.forEach(range ->
                ranges.addArray().add(range.version()).add(range.from()).add(range.to()));
        Fields.putUnlessEmpty(json, "slots", ranges);
        return json;
    }

    static List<SlotRange> slots(JsonNode json) {
        List<SlotRange> slots = new ArrayList<>();
        for (JsonNode range : elements(json, "slots")) {
            slots.add(new SlotRange(
                    number("slots", range.get(0)), number("slots", range.get(1)), number("slots", range.get(2))));
        }
        return slots;
    }

    private static ObjectNode plan(RolloutPlan plan) {
        ObjectNode json = Json.object();
        json.set("policy", policy(plan.policy()));
        Fields.putUnlessEmpty(json, "routing", routing(plan.routing()));
        plan.analysis().ifPresent(analysis -> json.set("analysis", AnalysisCodec.encode(analysis)));
        return json;
    }

    private static RolloutPlan plan(JsonNode json) {
        RolloutPlan plan = RolloutPlan.of(policy(ReviewCodec.object(json, "policy")))
                .routing(json.has("routing") ? routing(ReviewCodec.object(json, "routing")) : Routing.standard());
        return json.has("analysis") ? plan.analysis(AnalysisCodec.decode(ReviewCodec.object(json, "analysis"))) : plan;
    }

    private static ObjectNode policy(RolloutPolicy policy) {
        if (policy instanceof Canary canary) {
            ObjectNode json = Json.object().put("type", "canary");
            ArrayNode steps = json.putArray("steps");
            canary.steps()
                    .forEach(step -> steps.addObject()
                            .put("share", step.share())
                            .put("bake", step.bake().toMillis())
                            .put("minimumSamples", step.minimumSamples()));
            return json;
        }
        if (policy instanceof Split split) {
            return weights(Json.object().put("type", "split"), split);
        }
        if (policy instanceof Shadow shadow) {
            return Json.object().put("type", "shadow").put("share", shadow.share());
        }
        if (policy instanceof Immediate) {
            return Json.object().put("type", "immediate");
        }
        throw new IllegalArgumentException("a policy of unknown kind: " + policy);
    }

    private static RolloutPolicy policy(JsonNode json) {
        String type = text(json, "type");
        return switch (type) {
            case "immediate" -> RolloutPolicy.immediate();
            case "canary" -> {
                List<Step> steps = new ArrayList<>();
                elements(json, "steps")
                        .forEach(step -> steps.add(new Step(
                                real("share", step.path("share")),
                                Duration.ofMillis(whole(step, "bake")),
                                whole(step, "minimumSamples"))));
                yield new Canary(steps);
            }
            case "split" -> split(json);
            case "shadow" -> new Shadow(real("share", json.path("share")));
            default -> throw unknown("a policy of type '" + type + "'");
        };
    }

    static ObjectNode weights(ObjectNode json, Split split) {
        ObjectNode weights = json.putObject("weights");
        split.weights().forEach((number, weight) -> weights.put(String.valueOf(number), weight));
        return json;
    }

    static Split split(JsonNode json) {
        Map<Integer, Double> weights = new TreeMap<>();
        fields(json, "weights").forEach(each -> weights.put(version(each.getKey()), real("weights", each.getValue())));
        return new Split(weights);
    }

    private static int version(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new MalformedException("field 'weights' has a weight of '" + text + "', which is no version", none);
        }
    }

    private static ObjectNode routing(Routing routing) {
        ObjectNode json = Json.object();
        routing.layer()
                .ifPresent(layer -> json.putObject("layer")
                        .put("name", layer.name())
                        .put("from", layer.from())
                        .put("to", layer.to()));
        routing.holdout()
                .ifPresent(holdout ->
                        json.putObject("holdout").put("name", holdout.name()).put("share", holdout.share()));
        Fields.putUnlessEmpty(json, "overrides", Fields.object(routing.overrides(), ObjectNode::put));
        if (routing.missingKey() != MissingKey.CONTROL) {
            json.put("missingKey", routing.missingKey().wireName());
        }
        return json;
    }

    private static Routing routing(JsonNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!ROUTING.contains(field)) {
                throw unknown("the routing rule '" + field + "'");
            }
        });
        Routing routing = Routing.standard();
        if (json.has("layer")) {
            JsonNode layer = json.get("layer");
            routing = routing.layer(
                    new Layer(text(layer, "name"), real("from", layer.path("from")), real("to", layer.path("to"))));
        }
        if (json.has("holdout")) {
            JsonNode holdout = json.get("holdout");
            routing = routing.holdout(new Holdout(text(holdout, "name"), real("share", holdout.path("share"))));
        }
        for (Map.Entry<String, JsonNode> each : fields(json, "overrides")) {
            routing = routing.override(each.getKey(), number(each.getKey(), each.getValue()));
        }
        return json.has("missingKey") ? routing.missingKey(missingKey(text(json, "missingKey"))) : routing;
    }

    private static MissingKey missingKey(String wireName) {
        return Arrays.stream(MissingKey.values())
                .filter(each -> each.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> unknown("the rule '" + wireName + "' for requests without a key"));
    }

    static Outcome outcome(JsonNode json) {
        String wireName = text(json, "outcome");
        return Arrays.stream(Outcome.values())
                .filter(each -> each.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> unknown("the outcome '" + wireName + "'"));
    }

    static UnsupportedFormatException unknown(String what) {
        return new UnsupportedFormatException("a rollout has " + what
                + ", which is unknown here and must not be passed over; upgrade the library on this host");
    }
}
