package dev.modelregistry.examples.flightdelay;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RunView;
import dev.modelregistry.Verification;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.versioning.Numbering;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the program prints; nearly all of it is read back from the registry. */
final class Report {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int PREDICTIONS = 5;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /** In UTC, to the second. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** The metrics of a version in one line. */
    static String metrics(ModelVersion version) {
        return String.format(
                "AUC %s, log loss %s, accuracy %s",
                metric(version, "auc"), metric(version, "log_loss"), metric(version, "accuracy"));
    }

    /** A metric that was registered, to four decimals. */
    static String metric(ModelVersion version, String name) {
        Double value = version.metrics().get(name);
        return value == null ? "-" : decimals(value);
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    void line(String format, Object... values) {
        out.printf(format + "%n", values);
    }

    void title(String title) {
        line("%n%s%n%s", title, "=".repeat(title.length()));
    }

    void question(String question, String call) {
        line("%-44s%s", question, call);
    }

    void answer(String format, Object... values) {
        line("    " + format, values);
    }

    void data(FlightData data, Split split) {
        line("data      %s", data.name());
        line("sha256    %s", data.sha256());
        line("training  %s", summary(split.training()));
        line("held out  %s", summary(split.heldOut()));
    }

    void registry(ModelRegistry registry) {
        line("registry  %s", registry.location());
    }

    private static String summary(List<FlownFlight> flights) {
        long delayed = flights.stream().filter(FlownFlight::isDelayed).count();
        return String.format(
                Locale.ROOT,
                "%d flights from %s to %s, %.1f%% of them delayed",
                flights.size(),
                flights.get(0).flight().departure().toLocalDate(),
                flights.get(flights.size() - 1).flight().departure().toLocalDate(),
                100.0 * delayed / flights.size());
    }

    /** The training runs that made versions, as the registry kept them. */
    void runs(List<ModelVersion> versions, ModelRegistry registry) {
        TextTable table = new TextTable("run", "", "loss by epoch", "code", "libraries", "made");
        for (ModelVersion version : versions) {
            RunView run = registry.run(version.lineage().run().orElseThrow());
            table.row(
                    run.id().key(),
                    run.status().wireName(),
                    run.points("loss").map(point -> decimals(point.value())).collect(Collectors.joining(" ")),
                    run.code().map(code -> code.commit().substring(0, 7)).orElse("unknown"),
                    run.libraries().size(),
                    version);
        }
        line("");
        out.print(table);
    }

    void comparison(List<ModelVersion> versions) {
        TextTable table =
                new TextTable("version", "AUC", "log loss", "accuracy", "features", "trained in", "what changed");
        for (ModelVersion version : versions) {
            table.row(
                    version.version(),
                    metric(version, "auc"),
                    metric(version, "log_loss"),
                    metric(version, "accuracy"),
                    version.descriptor().features().size(),
                    version.descriptor()
                            .trainingTime()
                            .map(Duration::toMillis)
                            .map(millis -> millis + " ms")
                            .orElse("-"),
                    version.text("changelog").orElse("-"));
        }
        line("");
        out.print(table);
    }

    /** Why a version is called as it is. */
    void numbering(ModelVersion version) {
        Numbering numbering = version.numbering();
        line(
                "%nThe registry made it %s%s, because",
                numbering.version(),
                numbering.base().map(base -> " after " + base).orElse(""));
        numbering.reasons().forEach(reason -> line("    %s", reason));
    }

    void occupancy(Occupancy now) {
        line("%s is in %s, by %s: %s", now.version(), now.stage(), now.by(), now.reason());
    }

    /** How each gate on the way to a stage was judged. */
    void gates(Simulation simulation) {
        TextTable table = new TextTable("gate", "", "because");
        simulation.gates().forEach(gate -> table.row(gate.gate(), gate.verdict().wireName(), gate.words()));
        out.print(table);
    }

    void predictions(ModelVersion version, DelayPredictor predictor, List<FlownFlight> flights) {
        line("%s says how likely a flight is to leave late:%n", version);
        TextTable table = new TextTable("departure", "from", "to", "miles", "predicted", "in fact");
        for (int i = 0; i < PREDICTIONS; i++) {
            FlownFlight flown = flights.get(i * flights.size() / PREDICTIONS);
            Flight flight = flown.flight();
            table.row(
                    flight.departure(),
                    flight.origin(),
                    flight.destination(),
                    flight.distanceMiles(),
                    String.format(Locale.ROOT, "%.1f %%", 100 * predictor.probabilityOfDelay(flight)),
                    flown.isDelayed() ? flown.delayMinutes() + " minutes late" : "on time");
        }
        out.print(table);
    }

    void thenAndNow(Instant then, ModelVersion before, ModelVersion now) {
        out.print(new TextTable("as of (UTC)", "in production")
                .row(time(then), before)
                .row("now", now));
    }

    void verification(Verification found) {
        line(
                "read and checked %d commits and %d blobs: %s",
                found.commits(), found.blobs(), found.isIntact() ? "all intact" : found.problems());
    }

    /** The changes to a model behind a revision, a row for each fact. */
    void history(ModelView model, long afterRevision) {
        TextTable table = new TextTable("#", "when (UTC)", "who", "what", "why");
        model.history().filter(commit -> commit.revision() > afterRevision).forEach(commit -> addRows(table, commit));
        line("");
        out.print(table);
        if (afterRevision > 0) {
            line("(and %d changes by earlier runs)", afterRevision);
        }
    }

    private static void addRows(TextTable table, Commit commit) {
        for (int i = 0; i < commit.events().size(); i++) {
            String what = plain(commit.events().get(i));
            if (i == 0) {
                table.row(commit.revision(), time(commit.time()), commit.actor(), what, commit.reason());
            } else {
                table.row("", "", "", what, "");
            }
        }
    }

    /** In ASCII, which every terminal can show. */
    private static String plain(RegistryEvent event) {
        return event.summary().replace("→", "->");
    }
}
