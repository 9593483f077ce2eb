package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.review.Simulation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = "Move a version to a stage, through the gates of its pipeline.",
        footer = {
            "  registry promote flights/1.3.0 Production --simulate",
            "  registry promote flights/1.3.0 Production -m 'better on March'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class PromoteCommand extends ChangingCommand {
    @Parameters(paramLabel = "URI", description = "the version")
    private ModelUri uri;

    @Parameters(paramLabel = "STAGE", description = "such as Staging, Production or Archived")
    private Stage stage;

    @Option(names = "--simulate", description = "only say what the gates would say; exit code 1 if it would be refused")
    private boolean simulate;

    @Mixin
    private final BreakGlassOption breakGlass = new BreakGlassOption();

    @Override
    boolean changesNothing() {
        return simulate;
    }

    @Override
    void check() throws IOException {
        super.check();
        if (breakGlass.isGiven() && simulate) {
            throw new InvalidInputException("--break-glass asks no gate, so there is nothing to --simulate");
        }
    }

    @Override
    Answer answer(ModelRegistry registry) {
        ModelVersion version = registry.resolve(uri);
        RegisteredModel model = registry.model(version.model());
        return simulate ? simulate(model, version) : promote(registry, model, version);
    }

    private Answer simulate(RegisteredModel model, ModelVersion version) {
        Simulation simulation = model.simulate(version, stage);
        ObjectNode json = JsonOutput.version(version)
                .put("from", simulation.from().name())
                .put("to", simulation.to().name())
                .put("passes", simulation.passes());
        simulation.refusal().ifPresent(refusal -> json.put("refusal", refusal));
        json.set(
                "allowed",
                JsonOutput.array(simulation.allowed().stream().map(Stage::name).toList()));
        ArrayNode gates = json.putArray("gates");
        Table table = new Table("GATE", "VERDICT", "WHY");
        simulation.gates().forEach(gate -> {
            gates.add(JsonOutput.gate(gate));
            table.row(gate.gate(), gate.verdict().wireName(), gate.words());
        });
        String text = version + ", " + simulation.from() + " → " + simulation.to() + ": "
                + (simulation.passes() ? "would be promoted" : "would be refused") + "\n"
                + simulation
                        .refusal()
                        .map(refusal -> Terminal.line(refusal) + "\n")
                        .orElse("")
                + (simulation.gates().isEmpty() ? "" : table(table));
        return Answer.yesOrNo(simulation.passes(), json, text);
    }

    private Answer promote(ModelRegistry registry, RegisteredModel model, ModelVersion version) {
        @Nullable Occupancy before = model.in(stage).orElse(null);
        Occupancy now = breakGlass
                .permission()
                .map(danger -> model.promote(version, stage, change(), danger))
                .orElseGet(() -> model.promote(version, stage, change()));
        ObjectNode json = JsonOutput.occupancy(now);
        StringBuilder text = new StringBuilder(Terminal.line(now.toString()) + "\n");
        if (before != null && !before.version().equals(version)) {
            Occupancy after = Models.known(model.name(), registry).stageOf(before.version());
            if (!after.stage().equals(stage)) {
                json.set("before", JsonOutput.occupancy(after));
                text.append("before it was " + Models.label(before.version()) + ", now in " + after.stage() + "\n");
            }
        }
        return Answer.of(json, text.toString());
    }
}
