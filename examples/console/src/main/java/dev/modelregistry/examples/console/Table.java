package dev.modelregistry.examples.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table that fits on a terminal: where it would be too wide, free texts give way first. Numbers stand to the right. What is cut off is in
 * the JSON.
 */
final class Table {
    private static final String GAP = "  ";
    /** As wide as these are left, if others can give way. */
    private static final int KEEP_FREE = 16;

    private static final int KEEP_ANY = 6;
    private static final Set<String> FREE = Set.of("WHY", "WHAT", "BY", "TAGS", "ALIASES");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?|-?");

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> header) {
        this.header = List.copyOf(header);
    }

    Table(String... header) {
        this(List.of(header));
    }

    Table row(Object... cells) {
        return row(List.of(cells));
    }

    /** Adds a row; what would do something to the terminal becomes blanks. */
    Table row(List<?> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("the row " + cells + " does not fit the header " + header);
        }
        rows.add(cells.stream()
                .map(cell -> Terminal.line(String.valueOf(cell)))
                .map(cell -> cell.isEmpty() ? "-" : cell)
                .toList());
        return this;
    }

    /** The table within so many columns, each line ended by a line feed. */
    String text(int columns) {
        int[] widths = widths(columns);
        StringBuilder table = new StringBuilder();
        append(table, header, widths);
        rows.forEach(row -> append(table, row, widths));
        return table.toString();
    }

    private int[] widths(int columns) {
        int[] widths = IntStream.range(0, header.size())
                .map(column -> Math.max(
                        Terminal.width(header.get(column)),
                        rows.stream()
                                .mapToInt(row -> Terminal.width(row.get(column)))
                                .max()
                                .orElse(0)))
                .toArray();
        int room = columns - GAP.length() * (widths.length - 1);
        List<Integer> free = IntStream.range(0, widths.length)
                .filter(column -> FREE.contains(header.get(column)))
                .boxed()
                .toList();
        shrink(widths, free, KEEP_FREE, room);
        shrink(widths, IntStream.range(0, widths.length).boxed().toList(), KEEP_ANY, room);
        return widths;
    }

    /** Takes from the widest of these columns, again and again, until the table fits or they are as narrow as they may get. */
    private static void shrink(int[] widths, List<Integer> from, int keep, int room) {
        while (IntStream.of(widths).sum() > room) {
            int widest = from.stream()
                    .reduce((one, other) -> widths[other] > widths[one] ? other : one)
                    .orElse(-1);
            if (widest < 0 || widths[widest] <= keep) {
                return;
            }
            widths[widest]--;
        }
    }

    private void append(StringBuilder table, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = Terminal.cut(cells.get(column), widths[column]);
            String padding = " ".repeat(widths[column] - Terminal.width(cell));
            line.append(column == 0 ? "" : GAP).append(isNumeric(column) ? padding + cell : cell + padding);
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
}
