package dev.modelregistry.examples.console;

import dev.modelregistry.error.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many are shown. */
final class Limit {
    private static final int DEFAULT = 20;

    @Option(names = "--limit", paramLabel = "N", description = "at most so many; 0 for all, 20 without it")
    private @Nullable Integer given;

    int count() {
        int limit = given == null ? DEFAULT : given;
        if (limit < 0) {
            throw new InvalidInputException("--limit " + limit + " is negative; give 1, 2, 3 …, or 0 for all");
        }
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    boolean isGiven() {
        return given != null;
    }
}
