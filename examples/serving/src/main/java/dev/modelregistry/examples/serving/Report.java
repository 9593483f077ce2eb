package dev.modelregistry.examples.serving;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RolloutEvent;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.examples.serving.CanaryTrial.End;
import dev.modelregistry.health.RolloutVerdict;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is printed before and after the table of verdicts. */
final class Report {
    private static final int SHOWN = 3;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /** What is registered, and how good it is on data that was held out. */
    void versions(ModelRegistry registry, Versions versions) {
        line("%s", registry);
        for (ModelVersion version : List.of(versions.first(), versions.good(), versions.bad())) {
            line("  %s  AUC %.3f  %s", version, version.metrics().getOrDefault("auc", Double.NaN), version.reason());
        }
    }

    /** Who answers. */
    void servers(URI onnx, URI tribuo) {
        line("%nServer a, with ONNX Runtime: %s", onnx);
        line("Server b, with Tribuo:       %s", tribuo);
    }

    /** What the journal says about rollouts: each move with the verdict and the numbers that it rests on, and who made it. */
    void audit(RegisteredModel model) {
        line("%nWhat the journal of %s says about it:", model.name());
        try (Stream<Commit> history = model.history()) {
            history.filter(commit -> commit.events().stream().anyMatch(RolloutEvent.class::isInstance))
                    .forEach(this::commit);
        }
    }

    private void commit(Commit commit) {
        line("%n  #%d by %s at %s: %s", commit.revision(), commit.actor(), commit.time(), commit.reason());
        for (RegistryEvent event : commit.events()) {
            // Its reason is the commit's, and stands above.
            line("     %s", event instanceof RolloutJudged judged ? numbers(judged.verdict()) : event.summary());
        }
    }

    private static String numbers(RolloutVerdict verdict) {
        return "verdict: " + verdict.decision() + " in step " + (verdict.step() + 1) + " by "
                + verdict.evidence().stream()
                        .map(test ->
                                String.format(Locale.ROOT, "%s %.1f of %.0f", test.test(), test.value(), test.needed()))
                        .collect(Collectors.joining(", "));
    }

    /** How the canaries ended, and what customers had of the bad one. */
    void summary(Versions versions, Optional<End> good, Optional<End> bad, Tally tally) {
        line("%nv%s: %s", versions.good().version(), end(good));
        line("v%s: %s", versions.bad().version(), end(bad));
        Tally.Answers had = tally.of(versions.bad());
        line(
                "%,d requests; %,d of them were answered by v%s, of which %,d failed; %,d were answered by no version",
                tally.sent(),
                had.requests(),
                versions.bad().version(),
                had.failed(),
                tally.others().size());
        tally.others().stream().distinct().limit(SHOWN).forEach(other -> line("  %s", other));
    }

    private static String end(Optional<End> end) {
        return end.map(how -> how.outcome() + " by server " + how.by() + " after " + seconds(how.took()))
                .orElse("still under way");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
