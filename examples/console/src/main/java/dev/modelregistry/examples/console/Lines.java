package dev.modelregistry.examples.console;

import java.util.Locale;

/** Lines of a name and what it is; what is empty is left out. Texts are not cut: there is room for them. */
final class Lines {
    private final StringBuilder text = new StringBuilder();

    Lines add(String name, Object value) {
        String line = Terminal.line(String.valueOf(value));
        if (!line.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%-16s%s%n", name, line).replace("\r\n", "\n"));
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
