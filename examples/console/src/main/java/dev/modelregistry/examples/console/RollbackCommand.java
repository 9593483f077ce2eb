package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Rollback;
import java.time.Instant;
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
    /** How often others may change the model meanwhile. */
    private static final int ATTEMPTS = 10;

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

    @Option(names = "--dry-run", description = "only say what it would do; exit code 1 if nothing")
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
        return dryRun ? dryRun(registry, model, failed) : rollback(registry, model, failed, how);
    }

    /** What it would do, and whether it would; as far as can be told without doing it. */
    private Answer dryRun(ModelRegistry registry, RegisteredModel model, ModelVersion failed) {
        Occupancy now = model.stageOf(failed);
        boolean serves = now.stage().equals(Stage.PRODUCTION);
        boolean would = serves && (steps > 1 || model.lastGood().isPresent());
        String plan = serves ? plan(model, failed) : idle(model, failed);
        ObjectNode json = JsonOutput.object().put("plan", plan).put("would", would);
        json.set("failed", JsonOutput.version(failed));
        if (steps == 1) {
            model.lastGood().ifPresent(version -> json.set("lastGood", JsonOutput.version(version)));
        }
        Instant guarded =
                now.since().plus(registry.settings().pipeline(model.name()).flapWindow());
        if (would && !despiteFlapGuard && host().now().isBefore(guarded)) {
            note("not checked: if " + Models.label(failed) + " came by a rollback, the flap guard refuses until "
                    + guarded);
        }
        if (would && steps > 1) {
            note("not checked: whether there are " + steps + " good versions to go back");
        }
        return Answer.yesOrNo(would, json, plan + "\n");
    }

    private Answer rollback(ModelRegistry registry, RegisteredModel model, ModelVersion failed, Rollback how) {
        boolean changed = false;
        @Nullable Occupancy now = null;
        for (int attempt = 1; now == null; attempt++) {
            long revision = model.revision();
            changed = model.stageOf(failed).stage().equals(Stage.PRODUCTION);
            if (changed && attempt == 1) {
                note(plan(model, failed));
            }
            try {
                // At this revision or not at all: so it is known who did it.
                now = model.rollbackFrom(failed, how, change().ifRevisionIs(revision));
            } catch (ConflictException faster) {
                if (attempt == ATTEMPTS) {
                    throw faster;
                }
            }
        }
        RegisteredModel known = Models.known(model.name(), registry);
        Occupancy out = known.stageOf(failed);
        ObjectNode json = JsonOutput.occupancy(now).put("changed", changed);
        json.set("failed", JsonOutput.occupancy(out));
        return Answer.of(
                json,
                changed
                        ? "in production: " + Terminal.line(now.toString()) + "\n" + "rolled back:   "
                                + Terminal.line(out.toString()) + "\n"
                        : idle(known, failed) + "\n");
    }

    private String plan(RegisteredModel model, ModelVersion failed) {
        String back = steps > 1
                ? "puts back the one that was good " + steps + " steps ago"
                : model.lastGood()
                        .map(good -> "puts " + Models.label(good) + " back")
                        .orElse("has no good version to put back");
        return "takes " + Models.label(failed) + " out of production of " + model.name() + ", " + back;
    }

    private String idle(RegisteredModel model, ModelVersion failed) {
        return (dryRun ? "nothing would be done: " : "nothing was done: ") + Models.label(failed)
                + " is not in production, "
                + model.in(Stage.PRODUCTION)
                        .map(serving -> Models.label(serving.version()) + " is")
                        .orElse("and no other version is");
    }

    private static Occupancy production(RegisteredModel model) {
        return model.in(Stage.PRODUCTION)
                .orElseThrow(() -> new NotFoundException("nothing is in production of '" + model.name()
                        + "', so there is nothing to roll back; promote a version"));
    }
}
