package dev.modelregistry.examples.flightdelay;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.ArtifactFormat;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The life of a model in one program: trained, registered, compared, held up at a gate, approved, promoted, served, questioned, rolled back,
 * traced, audited.
 *
 * <p>In earnest these are several programs. The training job registers, a person or a pipeline promotes, many applications serve; each of
 * them opens the same directory, or the same database, and needs no more of the registry than what is here. Which of the two it is, is said
 * by a URL alone.
 *
 * <p>It can be run again on the same registry: each run adds two versions and takes production over from the run before.
 */
public final class FlightDelay {
    static final String MODEL = "flight_delay_predictor";

    private static final String MODEL_CARD = "model-card";

    /** All that a serving application has to know, and usually keeps in its configuration. */
    private static final String IN_PRODUCTION = "models:/" + MODEL + "/Production";

    /**
     * What a version must pass, as data in the registry: every program that opens it goes by the same rules. What CI and hosts check in code
     * has a name.
     */
    private static final Pipeline RULES = Pipeline.standard().toBuilder("flights")
            .models(MODEL)
            .requires(STAGING, "signature", "lineage.datasets", "text.description")
            .gates(
                    PRODUCTION,
                    Gate.scanClean(ArtifactFormat.ONNX, ArtifactFormat.TEXT),
                    Gate.check(SelfTest.NAME),
                    Gate.signatureCompatible(),
                    Gate.notWorse("auc", 0.05),
                    Gate.requires("tag." + MODEL_CARD),
                    Gate.approvals(1))
            .protect("champion", PRODUCTION)
            .build();

    private final Options options;
    private final Report report;
    private final Function<String, Progress> progress;

    private FlightDelay(Options options, PrintStream out) {
        this.options = options;
        this.report = new Report(out);
        boolean terminal = ProgressLine.isOnTerminal();
        this.progress = recipe -> new ProgressLine(out, terminal, recipe);
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
            } else {
                new FlightDelay(options, out).run();
            }
            return 0;
        } catch (Options.UsageException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException | IllegalArgumentException | RegistryException e) {
            // What a database has to say may have several lines, and a hint in the last.
            err.println(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
            return 1;
        }
    }

    private void run() throws IOException {
        FlightData data = data();
        Split split = Split.byTime(data);
        report.data(data, split);

        Path auditLog = auditLog();

        // Changes made through this handle are made by alice, unless a change says otherwise.
        try (ModelRegistry registry = ModelRegistry.builder()
                .url(options.store())
                .actor("alice")
                .check(SelfTest.NAME, new SelfTest(split.heldOut()))
                .openOrCreate()) {
            report.registry(registry);
            RegisteredModel flights = registry.model(MODEL);
            long revisionBefore = flights.revision();

            report.title("Train and register");
            TrainingJob job = new TrainingJob(registry, data, split, options.seed(), progress);
            ModelVersion first = job.run(Recipe.BASELINE, because("a baseline to measure others by"));
            ModelVersion second = job.run(Recipe.CALENDAR, because("delays depend on the day and the airport"));
            report.runs(List.of(first, second), registry);
            report.comparison(List.of(first, second));
            report.numbering(second);
            Path comparison = auditLog.resolveSibling("comparison.md");
            Files.writeString(comparison, registry.compare(first, second).toMarkdown());
            report.line("%nAll that is different, in Markdown: %s", comparison);

            report.title("Promote");
            registry.settings()
                    .define(
                            RULES,
                            because("nothing reaches production unproven").by("dora"));
            deploy(flights, first, second);

            report.title("Serve " + IN_PRODUCTION);
            serve(registry, split.heldOut());

            report.title("Four questions");
            Occupancy live = answer(flights);

            report.title("Look back");
            lookBack(registry, live.since());

            report.title("Lineage");
            lineage(registry, Node.dataset(data.name(), "sha256:" + data.sha256()));

            report.title("Audit");
            audit(registry, auditLog);
            report.history(flights, revisionBefore);
        }
    }

    private FlightData data() throws IOException {
        Path file = options.data();
        return file == null ? FlightData.generate(options.seed()) : FlightData.read(file);
    }

    /** In a directory that is there: that it cannot be is found out before the training, and a database in a file needs it too. */
    private Path auditLog() throws IOException {
        Path file = options.auditLog();
        try {
            Files.createDirectories(file.getParent());
            return file;
        } catch (IOException e) {
            throw new IOException(file + ": there is no directory for it, and none can be made: " + e, e);
        }
    }

    /** Nothing goes straight to production, and nothing without proof. Whatever was there is archived in the same commit. */
    private void deploy(RegisteredModel flights, ModelVersion first, ModelVersion second) {
        flights.promote(first, STAGING, because("tests on last month's flights pass"));
        flights.tag(first, MODEL_CARD, "wiki/flight-delay/1", because("reviewers ask for it"));
        report.occupancy(release(flights, first, "approved in review"));

        // An alias is a name that moves, with the same care: who, when and why are kept for each move. This one is
        // protected, and so goes with production by itself from here on.
        flights.alias("champion", first, because("the one to beat"));

        flights.promote(second, STAGING, because("tests on last month's flights pass"));
        report.line("%nWould the gates let %s into production?%n", second);
        report.gates(flights.simulate(second, PRODUCTION));
        try {
            flights.promote(second, PRODUCTION, because("in a hurry"));
            throw new IllegalStateException("the gates let a version pass that nobody approved");
        } catch (RejectedException refused) {
            report.line("%nNo. So its card is written, and somebody else has a look.%n");
        }
        flights.tag(second, MODEL_CARD, "wiki/flight-delay/2", because("reviewers ask for it"));
        String measured = "AUC " + Report.metric(second, "auc") + ", champion has " + Report.metric(first, "auc");
        report.occupancy(release(flights, second, measured));
    }

    /** Who registered a version or asks for its approval has no vote. */
    private static Occupancy release(RegisteredModel flights, ModelVersion version, String reason) {
        flights.requestApproval(version, PRODUCTION, because("ready to serve"));
        flights.approve(version, PRODUCTION, because(reason).by("bob"));
        return flights.promote(version, PRODUCTION, because(reason).by("bob"));
    }

    /** A serving application: it knows a URI, and gets files whose bytes were checked against the digests of the version. */
    private void serve(ModelRegistry registry, List<FlownFlight> flights) throws IOException {
        ModelVersion version = registry.resolve(IN_PRODUCTION);
        Path model = version.artifact(DelayModel.FILE).path();
        Path features = version.artifact(Features.FILE).path();
        try (OnnxPredictor predictor = OnnxPredictor.load(model, features)) {
            report.predictions(version, predictor, flights);
        }
    }

    /** Each of the four is one call. Returns what was in production before the rollback. */
    private Occupancy answer(RegisteredModel flights) {
        report.question("Which model is in production, since when?", "flights.in(PRODUCTION)");
        Occupancy live = flights.in(PRODUCTION).orElseThrow();
        report.answer("%s, since %s UTC", live.version(), Report.time(live.since()));

        report.question("Who deployed last, and why?", "flights.in(PRODUCTION)");
        report.answer("%s: %s", live.by(), live.reason());

        report.question("How good was the old one?", "flights.lastGood()");
        ModelVersion old = flights.lastGood().orElseThrow();
        report.answer("%s, %s", old, Report.metrics(old));

        // Naming what failed makes it safe to do twice: the second call finds it gone from production, and does
        // nothing.
        report.question("How do I go back?", "flights.rollbackFrom(failed, because(\"...\"))");
        Change incident = because("bookings come without airports").by("carol");
        Occupancy back = flights.rollbackFrom(live.version(), incident);
        report.answer("%s is back, by %s: %s", back.version(), back.by(), back.reason());
        return live;
    }

    /** The past can be asked what the present can: the same views, as of an instant. */
    private void lookBack(ModelRegistry registry, Instant beforeRollback) {
        ModelVersion then = registry.asOf(beforeRollback).resolve(IN_PRODUCTION);
        ModelVersion now = registry.resolve(IN_PRODUCTION);
        report.thenAndNow(beforeRollback, then, now);
    }

    /** Should the data turn out to be bad, this is what has to be known; quarantine and rollBackLive are what has to be done. */
    private void lineage(ModelRegistry registry, Node dataset) {
        Impact impact = registry.lineage().impact(dataset);
        report.question("Which production models descend from it?", "lineage().impact(dataset)");
        report.answer("it is %s", dataset);
        impact.live().forEach(live -> report.answer("%s", live));
        report.line("%nAll that was made from it, for pages that draw Mermaid:%n");
        report.line("%s", impact.descendants().toMermaid().stripTrailing());
    }

    private void audit(ModelRegistry registry, Path auditLog) {
        report.verification(registry.verify());
        registry.exportAuditLog(auditLog);
        report.line("exported %s", auditLog);
    }
}
