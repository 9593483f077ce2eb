package dev.modelregistry.examples.console;

import dev.modelregistry.error.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands do: print the answer in one of two forms. */
@Command(
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExample:%n",
        sortOptions = false,
        usageHelpWidth = 100,
        usageHelpAutoWidth = true)
@SuppressWarnings("NullAway.Init") // picocli sets the two fields
abstract class ConsoleCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", order = 101, description = "print one JSON document and nothing else")
    private boolean json;

    @Option(names = "--debug", order = 102, description = "with an error, print where it comes from")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            order = 103,
            usageHelp = true,
            description = "print this and do nothing")
    @SuppressWarnings("UnusedVariable") // that it is there is enough for picocli
    private boolean help;

    /** Decides what the answer is; prints nothing. */
    abstract Answer answer() throws IOException;

    @Override
    public final Integer call() throws IOException {
        spec.args().forEach(ConsoleCommand::refuseRepeated);
        Answer answer = answer();
        PrintWriter out = out();
        out.print(json ? JsonOutput.write(answer.json()) : Terminal.safe(answer.text()));
        if (out.checkError()) {
            note((changes() ? "the change is made" : "it is done")
                    + ", but the answer cannot be written to the standard output");
            return ExitCode.UNAVAILABLE;
        }
        return answer.exitCode();
    }

    /** Of NAME=VALUE twice under one name, the first would be lost in silence. */
    private static void refuseRepeated(ArgSpec argument) {
        if (!argument.typeInfo().isMap()) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (String given : argument.originalStringValues()) {
            String name = given.substring(0, Math.max(0, given.indexOf('=')));
            if (!names.add(name)) {
                String where = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
                throw new InvalidInputException(where + " is given twice for '" + name + "'; give it once");
            }
        }
    }

    /** Whether it changes the registry. */
    boolean changes() {
        return false;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Says something that is not the answer. */
    final void note(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Terminal.line(text));
        err.flush();
    }

    final Host host() {
        return console.host();
    }

    final String table(Table table) {
        return table.text(host().columns());
    }

    final boolean isJson() {
        return json;
    }

    final boolean isDebug() {
        return debug;
    }
}
