package dev.modelregistry.examples.flightdelay;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** Shows how a training is getting on: in one line that is rewritten on a terminal, else in a line per epoch. */
final class ProgressLine implements Progress {

    private final PrintStream out;
    private final boolean terminal;
    private final String recipe;

    ProgressLine(PrintStream out, boolean terminal, String recipe) {
        this.out = out;
        this.terminal = terminal;
        this.recipe = recipe;
    }

    /** Whether the output of this process goes to a terminal, and not into a file or a pipe. */
    @SuppressWarnings("SystemConsoleNull") // null is only half of the question here
    static boolean isOnTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console even in a pipe, and a method to ask; before, a console was a terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void epochDone(int epoch, int epochs, double loss) {
        String line = String.format(Locale.ROOT, "training %s: epoch %d/%d, loss %.4f", recipe, epoch, epochs, loss);
        if (terminal) {
            out.print("\r" + line + (epoch == epochs ? System.lineSeparator() : ""));
            out.flush();
        } else {
            out.println(line);
        }
    }
}
