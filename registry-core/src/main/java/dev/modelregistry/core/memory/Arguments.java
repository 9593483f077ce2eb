package dev.modelregistry.core.memory;

/** Checks of arguments; what they refuse is a caller's mistake. */
final class Arguments {
    private Arguments() {}

    static int requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 or more");
        }
        return limit;
    }
}
