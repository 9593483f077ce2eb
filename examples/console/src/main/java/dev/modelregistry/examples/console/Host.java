package dev.modelregistry.examples.console;

import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * What is around the program.
 *
 * @param variables of the environment
 * @param user whoever the operating system says it is
 * @param clock for ages and for times such as {@code 2h ago}
 * @param in where {@code --from -} reads
 */
record Host(Map<String, String> variables, String user, InstantSource clock, InputStream in) {
    static final String REGISTRY = "MODEL_REGISTRY";
    static final String ACTOR = "MODEL_REGISTRY_ACTOR";

    private static final int COLUMNS = 100;

    static Host system() {
        return new Host(System.getenv(), System.getProperty("user.name", "unknown"), InstantSource.system(), System.in);
    }

    Instant now() {
        return clock.instant();
    }

    /** How wide the terminal is, as far as it is said. */
    int columns() {
        String given = variables.getOrDefault("COLUMNS", "");
        return given.matches("[1-9][0-9]{1,3}") ? Math.max(40, Integer.parseInt(given)) : COLUMNS;
    }
}
