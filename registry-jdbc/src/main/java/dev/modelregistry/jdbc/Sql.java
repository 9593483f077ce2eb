package dev.modelregistry.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that is being written, with its arguments in their order. */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> arguments = new ArrayList<>();

    /** Goes on with this text; each of its question marks is an argument. */
    Sql add(String more, Object... values) {
        text.append(more);
        arguments.addAll(List.of(values));
        return this;
    }

    /** Goes on with another one. */
    Sql add(Sql more) {
        text.append(more.text);
        arguments.addAll(more.arguments);
        return this;
    }

    String text() {
        return text.toString();
    }

    @Nullable
    Object[] arguments() {
        return arguments.toArray();
    }
}
