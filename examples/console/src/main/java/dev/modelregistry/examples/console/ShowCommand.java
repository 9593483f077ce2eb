package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegistryView;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.storage.Erased;
import dev.modelregistry.storage.Part;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Everything that is known of one version.",
        footer = {"  registry show models:/flights/Production", "  registry show flights@champion --json"})
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class ShowCommand extends RegistryCommand {
    private static final Part DESCRIPTION = Part.text("description");

    @Parameters(paramLabel = "URI", description = "such as models:/flights/1.2.0")
    private ModelUri uri;

    @Mixin
    private final AsOf asOf = new AsOf();

    @Override
    Answer answer(ModelRegistry registry) {
        RegistryView view = asOf.view(registry, host().now());
        ModelVersion version = view.resolve(uri);
        ModelView model = view.model(version.model());
        Occupancy stage = model.stageOf(version);
        ObjectNode json = asOf.json(view)
                .setAll(JsonOutput.version(version)
                        .put("modelHash", version.modelHash().toString())
                        .put("registeredAt", version.registeredAt().toString())
                        .put("registeredBy", version.registeredBy().id())
                        .put("reason", version.reason()));
        json.set("stage", JsonOutput.occupancy(stage));
        json.set("aliases", JsonOutput.array(Models.aliases(model, version)));
        json.set("tags", JsonOutput.texts(model.tags(version)));
        json.set("numbering", JsonOutput.numbering(version.numbering()));
        json.set("descriptor", DescriptorJson.of(version.descriptor()));
        List<Erased> erased = model.erased(version);
        erased.forEach(each -> json.withArray("erased")
                .addObject()
                .put("part", each.part().toString())
                .put("by", each.by().id())
                .put("at", each.at().toString())
                .put("reason", each.reason()));
        boolean described = erased.stream().noneMatch(each -> each.part().equals(DESCRIPTION));
        Optional<String> description = described ? version.description() : Optional.empty();
        description.ifPresent(text -> json.put("description", text));
        return Answer.of(json, asOf.title(view) + text(model, version, stage, json));
    }

    private String text(ModelView model, ModelVersion version, Occupancy stage, ObjectNode json) {
        Instant now = host().now();
        Lines lines = new Lines();
        lines.add("version", version + ", " + version.uri());
        lines.add("digest", version.digest());
        lines.add("model hash", version.modelHash());
        lines.add("registered", when(version.registeredAt(), now) + " by " + version.registeredBy());
        lines.add("because", version.reason());
        lines.add(
                "stage",
                stage.stage() + " since " + when(stage.since(), now) + " by " + stage.by() + ": " + stage.reason());
        lines.add("aliases", String.join(", ", Models.aliases(model, version)));
        lines.add(
                "tags",
                model.tags(version).entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", ")));
        lines.add("numbered", version.numbering());
        if (json.has("description")) {
            lines.add("description", json.get("description").asText());
        }
        model.erased(version).forEach(erased -> lines.add("erased", erased));
        json.get("descriptor").properties().forEach(field -> {
            if (!field.getKey().equals("version") && !field.getKey().equals("artifacts")) {
                lines.add(field.getKey(), flat(field.getValue()));
            }
        });
        Table artifacts = new Table("ARTIFACT", "BYTES", "SHA-256");
        version.artifacts()
                .forEach(artifact -> artifacts.row(
                        artifact.name(), artifact.size(), artifact.digest().hex()));
        return lines + (version.artifacts().isEmpty() ? "" : "\n" + table(artifacts));
    }

    private static String when(Instant time, Instant now) {
        return Times.text(time) + " (" + Times.age(time, now) + ")";
    }

    /** A value within one line: {@code auc=0.9, logloss=0.3}. */
    private static String flat(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object.properties().stream()
                    .map(field -> field.getKey() + "="
                            + (field.getValue().isContainerNode()
                                    ? "[" + flat(field.getValue()) + "]"
                                    : flat(field.getValue())))
                    .collect(Collectors.joining(", "));
        }
        if (value instanceof ArrayNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .map(each -> each.isObject() ? "{" + flat(each) + "}" : flat(each))
                    .collect(Collectors.joining(", "));
        }
        return value.asText();
    }
}
