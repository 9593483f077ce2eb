package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegistryView;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = "What is in each stage, since when, by whom and why; aliases, open requests, last good.",
        footer = {"  registry status flights", "  registry status --as-of '2h ago' --json"})
final class StatusCommand extends RegistryCommand {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "all models without it")
    private @Nullable ModelName model;

    @Mixin
    private final AsOf asOf = new AsOf();

    @Override
    Answer answer(ModelRegistry registry) {
        RegistryView view = asOf.view(registry, host().now());
        List<? extends ModelView> models =
                model == null ? view.models() : List.of(Models.existing(view.model(model), view));
        ObjectNode json = asOf.json(view).put("registry", registry.location());
        ArrayNode all = json.putArray("models");
        StringBuilder text = new StringBuilder(asOf.title(view));
        if (models.isEmpty()) {
            text.append("no models in ").append(registry.location()).append('\n');
        }
        for (ModelView each : models) {
            String pipeline = view.settings().pipeline(each.name()).name();
            Map<Stage, List<Occupancy>> stages = stages(view, each);
            all.add(json(each, pipeline, stages));
            text.append(all.size() == 1 ? "" : "\n").append(text(each, pipeline, stages));
        }
        return Answer.of(json, text.toString());
    }

    /** Production first, also if nothing is in it; then the others that are not empty. */
    private static Map<Stage, List<Occupancy>> stages(RegistryView view, ModelView model) {
        Map<Stage, List<Occupancy>> stages = new LinkedHashMap<>();
        stages.put(Stage.PRODUCTION, new ArrayList<>());
        view.settings().pipeline(model.name()).stages().forEach(stage -> stages.putIfAbsent(stage, new ArrayList<>()));
        // A stage may have been taken out of the pipeline while a version was in it.
        model.versions().stream()
                .map(model::stageOf)
                .sorted(Comparator.comparing(Occupancy::since))
                .forEach(in -> stages.computeIfAbsent(in.stage(), other -> new ArrayList<>())
                        .add(in));
        stages.entrySet()
                .removeIf(each -> each.getValue().isEmpty() && !each.getKey().equals(Stage.PRODUCTION));
        return stages;
    }

    private static ObjectNode json(ModelView model, String pipeline, Map<Stage, List<Occupancy>> stages) {
        ObjectNode json = JsonOutput.object()
                .put("model", model.name().value())
                .put("revision", model.revision())
                .put("pipeline", pipeline)
                .put("versions", model.versions().size());
        ObjectNode byStage = json.putObject("stages");
        stages.forEach((stage, in) -> {
            ArrayNode occupants = byStage.putArray(stage.name());
            in.forEach(occupancy -> occupants.add(JsonOutput.occupancy(occupancy)));
        });
        model.lastGood().ifPresent(good -> json.set("lastGood", JsonOutput.version(good)));
        ObjectNode aliases = json.putObject("aliases");
        model.aliases().forEach((alias, version) -> aliases.set(alias.value(), JsonOutput.version(version)));
        ArrayNode requests = json.putArray("openRequests");
        model.openRequests().forEach(review -> requests.add(JsonOutput.review(review)));
        json.set("tags", JsonOutput.texts(model.tags()));
        return json;
    }

    private String text(ModelView model, String pipeline, Map<Stage, List<Occupancy>> stages) {
        Instant now = host().now();
        Table table = new Table("STAGE", "VERSION", "SINCE", "AGE", "BY", "WHY");
        stages.forEach((stage, in) -> {
            if (in.isEmpty()) {
                table.row(stage, "", "", "", "", "");
                return;
            }
            Occupancy last = in.get(in.size() - 1);
            table.row(
                    stage,
                    Models.label(last.version()) + (in.size() > 1 ? " +" + (in.size() - 1) : ""),
                    Times.text(last.since()),
                    Times.age(last.since(), now),
                    last.by(),
                    last.reason());
        });
        int count = model.versions().size();
        StringBuilder text = new StringBuilder()
                .append(model.name() + ": " + count + (count == 1 ? " version" : " versions"))
                .append(", pipeline " + Terminal.line(pipeline) + "\n")
                .append(table(table));
        model.lastGood()
                .ifPresent(good -> text.append("last good: " + Models.label(good) + ", a rollback returns to it\n"));
        if (!model.aliases().isEmpty()) {
            text.append(model.aliases().entrySet().stream()
                    .map(alias -> alias.getKey() + " = " + Models.label(alias.getValue()))
                    .collect(Collectors.joining(", ", "aliases: ", "\n")));
        }
        model.openRequests()
                .forEach(review -> text.append("approval of " + Models.label(model.version(review.number())) + " to "
                        + review.stage() + ": " + Models.text(review, now) + "\n"));
        return text.toString();
    }
}
