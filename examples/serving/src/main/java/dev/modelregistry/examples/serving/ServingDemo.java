package dev.modelregistry.examples.serving;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.examples.serving.CanaryTrial.End;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A serving application whose model changes twice under load. Both new versions look good offline; the first one is, the second one fails for every 33rd flight, and is taken back before anybody looks.
 *
 * <p>In earnest the operator and the two servers are three processes on one directory, or one database. Here they are one, so that one command shows them; each has a registry of its own, and
 * they know of each other by what is stored alone.
 */
public final class ServingDemo {
    private static final String MODEL = "flight_delay";
    private static final int REQUESTS_PER_SECOND = 800;

    /** That a good version is rolled back. In earnest 5 % will do; here the program would fail as often. */
    private static final double ALPHA = 0.001;

    /** In earnest ten seconds, which is what an analysis does by itself. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** How much longer than planned a canary may take: it is held where something looks bad, and may turn out well. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Options options;
    private final PrintStream out;
    private final Canary canary;

    private ServingDemo(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        Duration bake = options.watched().dividedBy(3);
        this.canary = new Canary(List.of(new Step(0.1, bake, 300), new Step(0.5, bake, 1_000), new Step(1, bake, 200)));
    }

    public static void main(String... arguments) {
        int status = run(System.out, System.err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Does what {@link #main} does, and returns the exit status instead of leaving. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        try {
            Options options = Options.parse(arguments);
            if (options.help()) {
                out.print(Options.USAGE);
                return 0;
            }
            return new ServingDemo(options, out).run();
        } catch (Options.UsageException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException | RegistryException failed) {
            err.println(failed.getMessage());
            return 1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int run() throws IOException, InterruptedException {
        Path directory = options.directory();
        try (ModelRegistry registry = ModelRegistry.builder()
                .directory(directory)
                .actor("operator")
                .pollInterval(ServingProcess.POLL)
                .openOrCreate()) {
            RegisteredModel model = registry.model(MODEL);
            if (!model.versions().isEmpty()) {
                throw new IOException(directory + " has a model " + MODEL + " already; name another --registry");
            }
            Versions versions = Versions.register(model);
            Report report = new Report(out);
            report.versions(registry, versions);
            model.promote(versions.first(), Stage.STAGING, because("offline tests pass"));
            model.promote(versions.first(), Stage.PRODUCTION, because("nothing is there yet"));

            Tally tally = new Tally();
            Optional<End> good;
            Optional<End> bad;
            VerdictTable table = new VerdictTable(out, canary, LOOK_EVERY, System::nanoTime);
            try (ServingProcess a = ServingProcess.start("a", directory, MODEL, new OnnxLoader(), table);
                    ServingProcess b = ServingProcess.start("b", directory, MODEL, new TribuoLoader(), table);
                    Load load = new Load(List.of(a.url(), b.url()), REQUESTS_PER_SECOND, tally)) {
                report.servers(a.url(), b.url());
                good = roll(model, versions.good(), "AUC as before, learned from more", table);
                bad = roll(model, versions.bad(), "AUC as before, learned from a cleaner export", table);
            }
            report.audit(model);
            report.summary(versions, good, bad, tally);
            return status(good, bad);
        }
    }

    /** All that is to be done for a rollout that moves by itself. */
    private Optional<End> roll(RegisteredModel model, ModelVersion candidate, String reason, VerdictTable table)
            throws InterruptedException {
        table.title("Rollout of " + candidate + ": " + reason);
        model.promote(candidate, Stage.STAGING, because("offline tests pass"));
        RolloutPlan plan =
                RolloutPlan.of(canary).analysis(Analysis.standard().alpha(ALPHA).lookEvery(LOOK_EVERY));
        return new CanaryTrial(model, plan, options.watched().plus(PATIENCE)).of(candidate, reason);
    }

    /** The exit status: 0 if both canaries ended as they should. */
    static int status(Optional<End> good, Optional<End> bad) {
        return ended(good, Outcome.COMPLETED) && ended(bad, Outcome.ROLLED_BACK) ? 0 : 1;
    }

    private static boolean ended(Optional<End> end, Outcome outcome) {
        return end.filter(how -> how.outcome() == outcome).isPresent();
    }
}
