package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegistryView;
import dev.modelregistry.id.ModelName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "versions",
        description = "The versions of a model, newest first.",
        footer = "  registry versions flights --metric auc --metric logloss --limit 5")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class VersionsCommand extends RegistryCommand {
    private static final int SHOWN_METRICS = 2;

    @Parameters(paramLabel = "MODEL", description = "its name")
    private ModelName model;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "show this metric; the first ones of the newest version without it")
    private List<String> metrics = List.of();

    @Mixin
    private final Limit limit = new Limit();

    @Mixin
    private final AsOf asOf = new AsOf();

    @Override
    Answer answer(ModelRegistry registry) {
        RegistryView view = asOf.view(registry, host().now());
        ModelView model = Models.existing(view.model(this.model), view);
        List<ModelVersion> all = new ArrayList<>(model.versions());
        Collections.reverse(all);
        List<ModelVersion> shown = all.stream().limit(limit.count()).toList();
        List<String> columns = !metrics.isEmpty() || shown.isEmpty()
                ? metrics
                : shown.get(0).metrics().keySet().stream().limit(SHOWN_METRICS).toList();

        ObjectNode json = asOf.json(view).put("model", model.name().value()).put("count", all.size());
        ArrayNode versions = json.putArray("versions");
        List<String> header = new ArrayList<>(List.of("NO", "VERSION", "STAGE", "ALIASES", "REGISTERED", "AGE", "BY"));
        columns.forEach(metric -> header.add(Terminal.line(metric).toUpperCase(Locale.ROOT)));
        header.add("WHY");
        Table table = new Table(header);
        for (ModelVersion version : shown) {
            versions.add(json(model, version));
            table.row(row(model, version, columns));
        }
        int more = all.size() - shown.size();
        return Answer.of(
                json,
                asOf.title(view) + table(table) + (more == 0 ? "" : more + " older; --limit 0 shows all of them\n"));
    }

    private static ObjectNode json(ModelView model, ModelVersion version) {
        ObjectNode json = JsonOutput.version(version)
                .put("stage", model.stageOf(version).stage().name())
                .put("registeredAt", version.registeredAt().toString())
                .put("registeredBy", version.registeredBy().id())
                .put("reason", version.reason());
        json.set("aliases", JsonOutput.array(Models.aliases(model, version)));
        ObjectNode metrics = json.putObject("metrics");
        version.metrics().forEach(metrics::put);
        return json;
    }

    private List<Object> row(ModelView model, ModelVersion version, List<String> columns) {
        List<Object> row = new ArrayList<>(List.of(
                version.number(),
                version.version(),
                model.stageOf(version).stage(),
                String.join(" ", Models.aliases(model, version)),
                Times.text(version.registeredAt()),
                Times.age(version.registeredAt(), host().now()),
                version.registeredBy()));
        columns.forEach(metric -> row.add(Objects.toString(version.metrics().get(metric), "")));
        row.add(version.reason());
        return row;
    }
}
