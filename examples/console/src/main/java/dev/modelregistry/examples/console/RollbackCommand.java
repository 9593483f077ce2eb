package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Rollback;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description = {
            "Take what failed out of production and put the last good version back, in one commit.",
            "No gate is asked. A script names what failed with --from: done twice, it changes nothing."
        },
        footer = {
            "  registry rollback flights -m 'accuracy fell after the release'",
            "  registry rollback flights --from 1.3.0 -m 'alarm 17: accuracy below 0.8'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class RollbackCommand extends ChangingCommand {
    @Parameters(paramLabel = "MODEL", description = "its name")
    private ModelName model;

    @Option(names = "--from", paramLabel = "VERSION", description = "what failed; or else what is in production now")
    private @Nullable String from;

    @Option(names = "--steps", paramLabel = "N", description = "so many good versions back; 1 without it")
    private int steps = 1;

    @Option(
            names = {"--despite-flap-guard", "--override-flap-guard"},
            description = "also what a rollback has put into production a moment ago")
    private boolean despiteFlapGuard;

    @Option(names = "--dry-run", description = "only say what it would do")
    private boolean dryRun;

    @Override
    boolean changesNothing() {
        return dryRun;
    }

    @Override
    Answer answer(ModelRegistry registry) {
        RegisteredModel model = Models.existing(registry.model(this.model), registry);
        ModelVersion failed =
                from == null ? production(model).version() : registry.resolve(Console.uri(model.name() + "/" + from));
        Rollback how = despiteFlapGuard ? Rollback.steps(steps).despiteFlapGuard() : Rollback.steps(steps);
        String back = steps > 1
                ? "puts back the one that was good " + steps + " steps ago"
                : model.lastGood()
                        .map(good -> "puts " + Models.label(good) + " back")
                        .orElse("has no good version to put back");
        String plan = "takes " + Models.label(failed) + " out of production of " + model.name() + ", " + back;
        if (dryRun) {
            ObjectNode json = JsonOutput.object().put("plan", plan);
            json.set("failed", JsonOutput.version(failed));
            if (steps == 1) {
                model.lastGood().ifPresent(version -> json.set("lastGood", JsonOutput.version(version)));
            }
            return Answer.of(json, plan + "\n");
        }
        note(plan);
        Occupancy now = model.rollbackFrom(failed, how, change());
        Occupancy out = model.stageOf(failed);
        ObjectNode json = JsonOutput.occupancy(now);
        json.set("failed", JsonOutput.occupancy(out));
        return Answer.of(
                json,
                "in production: " + Terminal.line(now.toString()) + "\n" + "rolled back:   "
                        + Terminal.line(out.toString()) + "\n");
    }

    private static Occupancy production(RegisteredModel model) {
        return model.in(Stage.PRODUCTION)
                .orElseThrow(() -> new NotFoundException("nothing is in production of '" + model.name()
                        + "', so there is nothing to roll back; promote a version"));
    }
}
