package dev.modelregistry.examples.flightdelay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table for a terminal: columns as wide as their widest cell, numbers to the right, nothing ever cut off. */
final class TextTable {

    private static final String GAP = "  ";
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?( ?(%|ms|s))?|-?");

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        this.header = List.of(header);
    }

    /** Adds a row; line breaks within a cell become spaces. */
    TextTable row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "the row " + Arrays.toString(cells) + " has " + cells.length + " cells, expected " + header.size());
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> String.valueOf(cell).replaceAll("\\R", " "))
                .toList());
        return this;
    }

    /** The table, each line ended by a line feed. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, header.size()).map(this::width).toArray();
        StringBuilder table = new StringBuilder();
        append(table, header, widths);
        append(table, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
        rows.forEach(row -> append(table, row, widths));
        return table.toString();
    }

    private void append(StringBuilder table, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - length(cell));
            line.append(column == 0 ? "" : GAP).append(isNumeric(column) ? padding + cell : cell + padding);
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int widest =
                rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
        return Math.max(widest, length(header.get(column)));
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
