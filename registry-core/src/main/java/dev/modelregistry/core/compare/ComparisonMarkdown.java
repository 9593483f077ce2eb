package dev.modelregistry.core.compare;

import dev.modelregistry.Comparison;
import dev.modelregistry.Comparison.Fact;
import dev.modelregistry.Comparison.Measured;
import dev.modelregistry.Comparison.Metric;
import dev.modelregistry.Comparison.Verdict;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.versioning.BumpReason;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A comparison as tables in GitHub's Markdown. Names and values come from anywhere, so each of them stands in a code span: there it can
 * neither be a link, a mention or a tag, nor lose a character.
 */
final class ComparisonMarkdown {
    private static final int SHOWN = 60;
    private static final int MAX_FACTS = 100;
    private static final MathContext DIGITS = new MathContext(6);
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]");

    private final StringBuilder out = new StringBuilder();
    private final List<String> labels;

    private ComparisonMarkdown(List<ModelVersion> versions) {
        this.labels = versions.stream().map(version -> code(version.label())).toList();
    }

    static String of(Comparison comparison) {
        ComparisonMarkdown markdown = new ComparisonMarkdown(comparison.versions());
        markdown.title();
        markdown.metrics(comparison.metrics());
        markdown.differences(comparison.differences());
        markdown.facts(comparison.facts());
        return markdown.out.toString();
    }

    private void title() {
        out.append("## ").append(labels.get(0)).append(" against ");
        out.append(String.join(", ", labels.subList(1, labels.size()))).append('\n');
    }

    private void metrics(List<Metric> metrics) {
        if (metrics.isEmpty()) {
            return;
        }
        header("metric");
        for (Metric metric : metrics) {
            List<String> cells = new ArrayList<>();
            cells.add(code(metric.name())
                    + metric.direction().map(ComparisonMarkdown::arrow).orElse(""));
            metric.values().forEach(value -> cells.add(cell(value)));
            row(cells);
        }
    }

    private static String arrow(Direction direction) {
        return direction == Direction.HIGHER_IS_BETTER ? " ↑" : " ↓";
    }

    private static String cell(Measured measured) {
        if (measured.value().isEmpty()) {
            return "–";
        }
        StringBuilder cell = new StringBuilder(number(measured.value().getAsDouble()));
        if (measured.change().isPresent() && measured.verdict() != Verdict.SAME) {
            double change = measured.change().getAsDouble();
            cell.append(" (").append(change > 0 ? "+" : "").append(number(change));
            measured.relativeChange()
                    .ifPresent(share -> cell.append(String.format(Locale.ROOT, ", %+.1f %%", 100 * share)));
            measured.pValue()
                    .ifPresent(
                            p -> cell.append(p < 0.001 ? ", p < 0.001" : String.format(Locale.ROOT, ", p = %.3f", p)));
            cell.append(')');
        }
        return cell
                + switch (measured.verdict()) {
                    case BETTER -> " better";
                    case WORSE -> " worse";
                    case SAME -> " same";
                    case UNKNOWN -> "";
                };
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < 1e-6 || size >= 1e9)
                ? String.format(Locale.ROOT, "%.3e", value)
                : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    private void differences(List<List<BumpReason>> differences) {
        for (int i = 1; i < labels.size(); i++) {
            out.append('\n').append(labels.get(i)).append(" for whoever calls ").append(labels.get(0));
            if (differences.get(i).isEmpty()) {
                out.append(": nothing is different.\n");
                continue;
            }
            out.append(" is ").append(differences.get(i).get(0).bump()).append(":\n\n");
            differences
                    .get(i)
                    .forEach(reason -> out.append("* ")
                            .append(reason.bump())
                            .append(": ")
                            .append(code(reason.text()))
                            .append('\n'));
        }
    }

    private void facts(List<Fact> facts) {
        List<Fact> different = facts.stream().filter(fact -> !fact.isSame()).toList();
        if (different.isEmpty()) {
            return;
        }
        header("", "");
        different.stream().limit(MAX_FACTS).forEach(fact -> {
            List<String> cells = new ArrayList<>(List.of(fact.kind(), code(fact.name())));
            fact.values()
                    .forEach(value ->
                            cells.add(value.map(text -> code(shortened(text))).orElse("–")));
            row(cells);
        });
        if (different.size() > MAX_FACTS) {
            out.append("\nand ").append(different.size() - MAX_FACTS).append(" more.\n");
        }
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
    }

    private void header(String... first) {
        List<String> cells = new ArrayList<>(List.of(first));
        cells.addAll(labels);
        out.append('\n');
        row(cells);
        out.append("|---".repeat(cells.size())).append("|\n");
    }

    private void row(List<String> cells) {
        cells.forEach(cell -> out.append("| ").append(cell.replace("|", "\\|")).append(' '));
        out.append("|\n");
    }

    /** Between more back-ticks than the text has in a row; blanks keep those at its ends apart. */
    private static String code(String text) {
        String line = BREAKS.matcher(text).replaceAll(" ");
        String fence = "`";
        while (line.contains(fence)) {
            fence += "`";
        }
        boolean padded = line.isEmpty() || line.startsWith("`") || line.endsWith("`");
        return padded ? fence + " " + line + " " + fence : fence + line + fence;
    }
}
