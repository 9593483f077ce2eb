package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.examples.benchmarks.Measure.Comparison;
import dev.modelregistry.examples.benchmarks.Measure.Spread;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A line of the result. */
record Row(String what, String baseline, String library, String ratio, String target, String reached) {

    /** Times, of which the ratio may not be above a limit. */
    static Row atMost(double limit, String what, Comparison measured) {
        return row(what, measured, Row::time)
                .with(format("<= %.1f x", limit), measured.ratio().median() <= limit);
    }

    /** Throughputs, where times of an operation on so many bytes may not be in a ratio above a limit. */
    static Row atMost(double limit, String what, Comparison measured, long bytes) {
        return row(what, measured, nanos -> throughput(nanos, bytes))
                .with(format("<= %.1f x", limit), measured.ratio().median() <= limit);
    }

    /** Times, of which the library's may not be above a limit. */
    static Row within(Duration limit, String what, Comparison measured) {
        return row(what, measured, Row::time)
                .with("<= " + time((double) limit.toNanos()), measured.library().median() <= limit.toNanos());
    }

    /** A time that may not be above a limit, measured without a baseline. */
    static Row within(Duration limit, String what, Spread measured) {
        return new Row(what, "", spread(measured, Row::time), "", "", "")
                .with("<= " + time((double) limit.toNanos()), measured.median() <= limit.toNanos());
    }

    /** How long questions take, of which one in a hundred may take longer than a limit. */
    static Row latency(Duration limit, String what, Latency measured) {
        String found =
                format("%s, p99 %s; finds %.0f", time(measured.median()), time(measured.p99()), measured.found());
        return new Row(what, "", found, "", "", "")
                .with("p99 <= " + time((double) limit.toNanos()), measured.p99() <= limit.toNanos());
    }

    /** The same in a database, which may not have read through a large table for it. */
    static Row latency(Duration limit, String what, Latency measured, long scans) {
        Row row = latency(limit, what, measured);
        return new Row(row.what, "", row.library + "; " + scans + " sequential scans", "", "", "")
                .with(row.target + ", no scan", measured.p99() <= limit.toNanos() && scans == 0);
    }

    /** A time, measured once. */
    static Row took(String what, double nanos) {
        return new Row(what, "", time(nanos), "", "", "");
    }

    /** The sizes of a table and its indexes. */
    static Row size(String what, long table, long indexes, int versions) {
        String each = format("; %.0f and %.0f bytes a version", (double) table / versions, (double) indexes / versions);
        return new Row(what, "", mebibytes(table) + " and " + mebibytes(indexes) + each, "", "", "");
    }

    /** Times without a target. */
    static Row of(String what, Comparison measured) {
        return row(what, measured, Row::time);
    }

    /** Throughputs without a target. */
    static Row of(String what, Comparison measured, long bytes) {
        return row(what, measured, nanos -> throughput(nanos, bytes));
    }

    /** A size that may not be above a limit. */
    static Row atMostMebibytes(long limit, String what, long bytes) {
        return new Row(what, "", mebibytes(bytes), "", "", "").with("<= " + limit + " MiB", bytes <= limit << 20);
    }

    /** Numbers without a target. */
    static Row counted(String what, int baseline, int library) {
        return new Row(
                what,
                Integer.toString(baseline),
                Integer.toString(library),
                format("%.2f", (double) library / baseline),
                "",
                "");
    }

    /** Operations at the same time, with how many there were in a second and how long the slowest took. */
    static Row together(String what, double perSecond, double slowestNanos) {
        return new Row(what, "", format("%.0f/s, the slowest %s", perSecond, time(slowestNanos)), "", "", "");
    }

    /** The same, with the place where it was measured. */
    Row in(String place) {
        return new Row(place + ": " + what, baseline, library, ratio, target, reached);
    }

    private static Row row(String what, Comparison measured, DoubleFunction<String> unit) {
        Spread ratio = measured.ratio();
        return new Row(
                what,
                spread(measured.baseline(), unit),
                spread(measured.library(), unit),
                format("%.2f (%.2f to %.2f)", ratio.median(), ratio.low(), ratio.high()),
                "",
                "");
    }

    private Row with(String limit, boolean isReached) {
        return new Row(what, baseline, library, ratio, limit, isReached ? "yes" : "NO");
    }

    private static String spread(Spread spread, DoubleFunction<String> unit) {
        return unit.apply(spread.median()) + " (" + unit.apply(spread.low()) + " to " + unit.apply(spread.high()) + ")";
    }

    private static String time(double nanos) {
        if (nanos < 1e3) {
            return format("%.1f ns", nanos);
        }
        if (nanos < 1e6) {
            return format("%.1f us", nanos / 1e3);
        }
        return nanos < 1e9 ? format("%.1f ms", nanos / 1e6) : format("%.2f s", nanos / 1e9);
    }

    private static String throughput(double nanos, long bytes) {
        return format("%.0f MB/s", bytes * 1e3 / nanos);
    }

    private static String mebibytes(long bytes) {
        return format("%.1f MiB", bytes / (double) (1 << 20));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The rows as a table in Markdown. */
    static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder(line("what", "baseline", "library", "ratio", "target", "reached"));
        table.append(line("---", "---:", "---:", "---:", "---:", "---"));
        rows.forEach(row -> table.append(
                line(row.what(), row.baseline(), row.library(), row.ratio(), row.target(), row.reached())));
        return table.toString();
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
