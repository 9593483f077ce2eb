package dev.modelregistry.core.compare;

import dev.modelregistry.Comparison;
import dev.modelregistry.Comparison.Fact;
import dev.modelregistry.Comparison.Measured;
import dev.modelregistry.Comparison.Metric;
import dev.modelregistry.Comparison.Verdict;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.versioning.BumpReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison as tables in GitHub's Markdown. */
final class ComparisonMarkdown {
    private static final int SHOWN = 60;

    private final StringBuilder out = new StringBuilder();

    private ComparisonMarkdown() {}

    static String of(Comparison comparison) {
        ComparisonMarkdown markdown = new ComparisonMarkdown();
        List<String> labels =
                comparison.versions().stream().map(ModelVersion::label).toList();
        markdown.title(labels);
        markdown.metrics(labels, comparison.metrics());
        markdown.differences(labels, comparison.differences());
        markdown.facts(labels, comparison.facts());
        return markdown.out.toString();
    }

    private void title(List<String> labels) {
        out.append("## ")
                .append(plain(labels.get(0)))
                .append(" against ")
                .append(plain(String.join(", ", labels.subList(1, labels.size()))))
                .append('\n');
    }

    private void metrics(List<String> labels, List<Metric> metrics) {
        if (metrics.isEmpty()) {
            return;
        }
        List<String> head = new ArrayList<>(List.of("metric"));
        head.addAll(labels);
        header(head);
        for (Metric metric : metrics) {
            List<String> cells = new ArrayList<>();
            cells.add(metric.name()
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

    /** Four digits that count. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 0.0001 || size >= 1_000_000)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        return String.format(Locale.ROOT, size < 1 ? "%.4f" : size < 100 ? "%.3f" : "%.1f", value);
    }

    private void differences(List<String> labels, List<List<BumpReason>> differences) {
        for (int i = 1; i < labels.size(); i++) {
            out.append("\n**")
                    .append(plain(labels.get(i)))
                    .append("** for whoever calls ")
                    .append(plain(labels.get(0)));
            if (differences.get(i).isEmpty()) {
                out.append(": nothing is different.\n");
                continue;
            }
            out.append(" is ").append(differences.get(i).get(0).bump()).append(":\n\n");
            differences
                    .get(i)
                    .forEach(reason ->
                            out.append("* ").append(plain(reason.toString())).append('\n'));
        }
    }

    private void facts(List<String> labels, List<Fact> facts) {
        List<Fact> different = facts.stream().filter(fact -> !fact.isSame()).toList();
        if (different.isEmpty()) {
            return;
        }
        List<String> head = new ArrayList<>(List.of("", ""));
        head.addAll(labels);
        header(head);
        for (Fact fact : different) {
            List<String> cells = new ArrayList<>(List.of(fact.kind(), fact.name()));
            fact.values().forEach(value -> cells.add(shortened(value)));
            row(cells);
        }
    }

    private static String shortened(Optional<String> value) {
        return value.map(text -> text.length() <= SHOWN
                        ? text
                        : text.substring(
                                        0,
                                        text.offsetByCodePoints(
                                                0, Math.min(SHOWN, text.codePointCount(0, text.length()))))
                                + "…")
                .orElse("–");
    }

    private void header(List<String> cells) {
        out.append('\n');
        row(cells);
        out.append("|---".repeat(cells.size())).append("|\n");
    }

    private void row(List<String> cells) {
        cells.forEach(cell -> out.append("| ").append(plain(cell)).append(' '));
        out.append("|\n");
    }

    /** Names and values come from anywhere: none of them may end a cell, begin a tag or a link, or break the line. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                plain.append(' ');
            } else {
                if ("\\|<>*_[]#~&!".indexOf(c) >= 0) {
                    plain.append('\\');
                }
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
