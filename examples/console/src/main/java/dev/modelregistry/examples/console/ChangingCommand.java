package dev.modelregistry.examples.console;

import dev.modelregistry.Change;
import dev.modelregistry.error.InvalidInputException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that changes something: by somebody, for a reason. */
abstract class ChangingCommand extends RegistryCommand {
    @Option(
            names = {"-m", "--message"},
            paramLabel = "WHY",
            order = 90,
            description = "the reason, kept in the history for ever; needed for every change")
    private @Nullable String message;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            order = 91,
            description =
                    "who makes the change; or else in the variable " + Host.ACTOR + ", or else the user of the system")
    private @Nullable String actor;

    /** Whether it only looks what would happen. */
    boolean changesNothing() {
        return false;
    }

    @Override
    final boolean changes() {
        return !changesNothing();
    }

    @Override
    void check() throws IOException {
        refuseOption("reason", message);
        refuseOption("name", actor);
        if (!changesNothing()) {
            change();
        }
    }

    /** What was to be an option would else be in the history for ever. */
    private static void refuseOption(String what, @Nullable String value) {
        if (value != null && value.startsWith("--")) {
            throw new InvalidInputException("the " + what + " '" + value
                    + "' begins with --, as an option does; there is none of this name, and no " + what
                    + " looks like one");
        }
    }

    /** @throws InvalidInputException if there is no reason */
    final Change change() {
        String reason = reason();
        if (reason == null) {
            throw new InvalidInputException(
                    "a change needs a reason: -m \"why\". It is what others read in the history later");
        }
        String variable = host().variables().getOrDefault(Host.ACTOR, "");
        String fallback = variable.isBlank() ? host().user() : variable;
        return Change.because(reason).by(actor == null ? fallback : actor);
    }

    /** Where it is said. */
    @Nullable
    String reason() {
        return message;
    }
}
