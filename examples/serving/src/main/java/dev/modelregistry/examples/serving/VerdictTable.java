package dev.modelregistry.examples.serving;

import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line for each look at a canary, as it is taken. Every process looks, and all see the same sums: of those that come to the same within one interval only the first is shown. Thread-safe.
 */
final class VerdictTable {
    private static final String LINE = "%6s  %-2s %5s  %-13s  %-13s  %-12s  %-33s  %s%n";
    private static final Pattern FURTHER = Pattern.compile("[;:] ");
    private static final int REASON = 60;

    private final PrintStream out;
    private final Canary canary;
    private final long interval;
    private final LongSupplier nanos;

    private long begun;
    private long shownAt;
    private Decision shown = Decision.HOLD;

    /**
     * @param canary that is looked at, for its shares
     * @param lookEvery how often a process looks
     * @param nanos a clock, such as {@link System#nanoTime}
     */
    VerdictTable(PrintStream out, Canary canary, Duration lookEvery, LongSupplier nanos) {
        this.out = out;
        this.canary = canary;
        this.interval = lookEvery.toNanos();
        this.nanos = nanos;
    }

    /** Begins the lines of one rollout. */
    synchronized void title(String title) {
        begun = nanos.getAsLong();
        shownAt = begun - interval;
        out.printf("%n%s%n%n", title);
        out.printf(LINE, "time", "by", "share", "candidate", "control", "p95 in ms", "evidence", "verdict");
    }

    /** One look. */
    synchronized void row(String server, RolloutVerdict verdict) {
        long now = nanos.getAsLong();
        if (verdict.decision() == shown && now - shownAt < interval) {
            return;
        }
        shown = verdict.decision();
        shownAt = now;
        Counts candidate = verdict.health().candidate();
        Counts control = verdict.health().control();
        out.printf(
                LINE,
                format("%.1f s", (now - begun) / 1e9),
                server,
                format("%.0f %%", 100 * canary.steps().get(verdict.step()).share()),
                counts(candidate),
                counts(control),
                p95(candidate) + " / " + p95(control),
                evidence(verdict.evidence()),
                verdict.decision() + ": " + shortened(verdict.reason()));
    }

    private static String counts(Counts counts) {
        return format("%,d (%.1f %%)", counts.requests(), 100 * counts.errorRate());
    }

    private static String p95(Counts counts) {
        return counts.latency()
                .map(latency -> format("%.2f", latency.p95().toNanos() / 1e6))
                .orElse("-");
    }

    /** Such as {@code errors 35.3, latency 0.9 of 2000}; each needs as much as the others. */
    private static String evidence(List<Evidence> tests) {
        return tests.stream()
                .map(test -> format("%s %.1f", test.test(), test.value()))
                .collect(Collectors.joining(
                        ", ", "", format(" of %.0f", tests.get(0).needed())));
    }

    /** The first thing that it says; all of it is in the journal. */
    private static String shortened(String reason) {
        String first = FURTHER.split(reason, 2)[0];
        return first.length() <= REASON ? first : first.substring(0, REASON - 1) + "…";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
