package dev.modelregistry.examples.console;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The registry on the command line: for three o'clock in the morning, for scripts, and for models that are trained in Python. The README
 * beside it goes through the tasks.
 */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        versionProvider = Console.Version.class,
        usageHelpWidth = 100,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "%nWhat is in production, since when and why; and how to go back.",
        commandListHeading = "%nCommands (registry help COMMAND explains one):%n",
        footer = {
            "",
            "At three o'clock in the morning:",
            "  export MODEL_REGISTRY=file:/var/registry",
            "  registry status",
            "  registry history flights --limit 5",
            "  registry rollback flights -m 'accuracy fell after the release'",
            "",
            "A version is named models:/flights/3, /1.2.0, /Production, /latest, /^1.2, /sha256:… or",
            "models:/flights@champion; models:/ may be left out.",
            "",
            "Exit codes: 0 done, 1 refused or no, 2 usage, 3 not found, 4 conflict: look again,",
            "  5 store unavailable or outcome unknown, 6 damaged, 7 written by a newer version, 70 a bug."
        },
        subcommands = {
            CommandLine.HelpCommand.class,
            StatusCommand.class,
            VersionsCommand.class,
            ShowCommand.class,
            HistoryCommand.class,
            CompareCommand.class,
            LeaderboardCommand.class,
            RegisterCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            ReviewCommand.Request.class,
            ReviewCommand.Approve.class,
            ReviewCommand.Reject.class,
            ReviewCommand.Withdraw.class,
            AliasCommand.class,
            UnaliasCommand.class,
            TagCommand.class,
            UntagCommand.class,
            DownloadCommand.class,
            ExportAuditCommand.class,
            VerifyCommand.class,
            CheckpointCommand.class,
            NewKeyCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the specification
public final class Console implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    private Console(Host host) {
        this.host = host;
    }

    public static void main(String... arguments) {
        // Also where the locale is C, as in many a script: what is redirected into a file must be what was said.
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(Host.system(), out, err, arguments));
    }

    /** Runs it and gives the exit code, whatever happens. */
    static int run(Host host, PrintWriter out, PrintWriter err, String... arguments) {
        try {
            return commandLine(host, out, err).execute(arguments);
        } catch (Throwable failure) { // the exit code of a JVM that this ends would say that the registry refused
            return bug(failure, err);
        }
    }

    private static int bug(Throwable failure, PrintWriter err) {
        try {
            say(err, "this is an error in the console: " + failure);
            trace(failure, err);
        } catch (Throwable again) {
            failure.addSuppressed(again); // there is no memory to say more
        }
        return ExitCode.BUG;
    }

    /** The whole program. */
    static CommandLine commandLine(Host host, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Console(host))
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(ModelName.class, checked(ModelName::of))
                .registerConverter(ModelUri.class, checked(Console::uri))
                .registerConverter(Stage.class, checked(Stage::of))
                .registerConverter(Alias.class, checked(Alias::of))
                .registerConverter(SemanticVersion.class, checked(SemanticVersion::parseSpoken))
                .setParameterExceptionHandler(Console::misused)
                .setExecutionExceptionHandler(Console::failed);
    }

    /** Without a command. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    Host host() {
        return host;
    }

    /** A URI whose scheme may be left out: {@code flights/Production}, {@code flights@champion}. */
    static ModelUri uri(String text) {
        boolean bare = !text.startsWith("models:") && (text.indexOf('/') >= 0 || text.indexOf('@') >= 0);
        return ModelUri.parse(bare ? "models:/" + text : text);
    }

    private static <T> ITypeConverter<T> checked(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (InvalidInputException malformed) {
                throw new TypeConversionException(malformed.getMessage());
            }
        };
    }

    private static int misused(ParameterException misuse, String[] arguments) {
        PrintWriter err = misuse.getCommandLine().getErr();
        say(err, Terminal.discreet(String.valueOf(misuse.getMessage()), arguments));
        UnmatchedArgumentException.printSuggestions(misuse, err);
        say(err, misuse.getCommandLine().getCommandSpec().qualifiedName() + " --help explains the options");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        int exitCode = ExitCode.of(failure);
        PrintWriter err = command.getErr();
        if (exitCode == ExitCode.BUG) {
            return bug(failure, err);
        }
        // What the system says of a file is often no more than its name.
        @Nullable String message = failure instanceof IOException ? null : failure.getMessage();
        say(err, message != null ? message : command.getCommandName() + " failed: " + failure);
        if (command.getCommand() instanceof ConsoleCommand any && any.isDebug()) {
            trace(failure, err);
        }
        return exitCode;
    }

    private static void trace(Throwable failure, PrintWriter err) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        err.print(Terminal.safe(Terminal.discreet(trace.toString())));
        err.flush();
    }

    /** In one line: what a database has to say may have several. */
    private static void say(PrintWriter err, String message) {
        err.println(Terminal.line(Terminal.discreet(message).replaceAll("\\s*\\R\\s*", " ")));
        err.flush();
    }

    /** As the jar says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Console.class.getPackage().getImplementationVersion();
            return new String[] {"registry " + (version == null ? "from source" : version)};
        }
    }
}
