package dev.modelregistry.core.scan;

import java.util.ArrayList;
import java.util.List;

/** Collects findings, not too many of them, each in a line that begins with the place. */
final class Findings {
    private static final int MAX = 50;
    private static final int SHOWN = 120;

    private final List<String> all;
    private final String place;

    Findings() {
        this(new ArrayList<>(), "");
    }

    private Findings(List<String> all, String place) {
        this.all = all;
        this.place = place;
    }

    /** For what is inside, such as a file of an archive. */
    Findings in(String name) {
        return new Findings(all, place + "in " + quote(name) + ": ");
    }

    /** For the same place, but kept apart, until it is known whether they are of interest. */
    Findings aside() {
        return new Findings(new ArrayList<>(), place);
    }

    void addAll(Findings others) {
        others.all.forEach(this::addLine);
    }

    void add(String finding) {
        addLine(place + finding);
    }

    private void addLine(String line) {
        if (all.size() < MAX) {
            all.add(line);
        } else if (all.size() == MAX) {
            all.add("there is more that is not listed here");
        }
    }

    void unfinished(Unfinished reason) {
        add("the scan could not be finished: " + reason.getMessage());
    }

    List<String> all() {
        return all;
    }

    /** A value from the file, fit to be shown. */
    static String quote(String value) {
        StringBuilder line = new StringBuilder();
        value.codePoints().limit(SHOWN).forEach(c -> line.appendCodePoint(isPlain(c) ? c : 0xfffd));
        return "`" + line + (value.codePointCount(0, value.length()) > SHOWN ? "…" : "") + "`";
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
