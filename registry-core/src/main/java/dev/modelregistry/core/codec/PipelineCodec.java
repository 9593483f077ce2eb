package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.PipelineBuilder;
import dev.modelregistry.pipeline.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Pipelines to JSON and back. */
final class PipelineCodec {
    private PipelineCodec() {}

    static ObjectNode encode(Pipeline pipeline) {
        ObjectNode json = Json.object().put("name", pipeline.name());
        if (!pipeline.models().isEmpty()) {
            ArrayNode models = json.putArray("models");
            pipeline.models().forEach(pattern -> models.add(pattern.glob()));
        }
        stages(json.putArray("stages"), pipeline.stages());
        stages(json.putArray("exclusive"), pipeline.exclusive());
        ArrayNode transitions = json.putArray("transitions");
        pipeline.transitions().forEach(transition -> transitions.add(encode(transition)));
        if (!pipeline.protectedAliases().isEmpty()) {
            ObjectNode aliases = json.putObject("aliases");
            pipeline.protectedAliases().forEach((alias, stages) -> stages(aliases.putArray(alias.value()), stages));
        }
        return json.put("failedTo", pipeline.failedTo().name())
                .put("flapWindow", pipeline.flapWindow().toMillis());
    }

    private static ObjectNode encode(Transition transition) {
        ObjectNode json = Json.object()
                .put("from", transition.from().name())
                .put("to", transition.to().name());
        if (!transition.gates().isEmpty()) {
            ArrayNode gates = json.putArray("gates");
            transition.gates().forEach(gate -> gates.add(GateCodec.encode(gate)));
        }
        return json;
    }

    private static void stages(ArrayNode json, Collection<Stage> stages) {
        stages.forEach(stage -> json.add(stage.name()));
    }

    static Pipeline decode(JsonNode json) {
        List<String> models = new ArrayList<>();
        elements(json, "models").forEach(pattern -> models.add(text("models", pattern)));
        PipelineBuilder pipeline = Pipeline.builder(text(json, "name"))
                .models(models.toArray(String[]::new))
                .stages(stages("stages", elements(json, "stages")))
                .exclusive(stages("exclusive", elements(json, "exclusive")))
                .failedTo(Stage.of(text(json, "failedTo")))
                .flapWindow(Duration.ofMillis(whole(json, "flapWindow")));
        for (JsonNode transition : elements(json, "transitions")) {
            List<Gate> gates = new ArrayList<>();
            elements(transition, "gates").forEach(gate -> gates.add(GateCodec.decode(gate)));
            pipeline.transition(
                    Stage.of(text(transition, "from")), Stage.of(text(transition, "to")), gates.toArray(Gate[]::new));
        }
        fields(json, "aliases")
                .forEach(alias -> pipeline.protect(
                        Alias.of(alias.getKey()), stages("aliases", elements(json.get("aliases"), alias.getKey()))));
        return pipeline.build();
    }

    private static Stage[] stages(String field, Iterable<JsonNode> names) {
        List<Stage> stages = new ArrayList<>();
        names.forEach(name -> stages.add(Stage.of(text(field, name))));
        return stages.toArray(Stage[]::new);
    }
}
