package dev.modelregistry.examples.flightdelay;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for on the command line.
 *
 * @param data the CSV file to learn from; null to learn from generated flights
 * @param store the URL of the model registry; may hold a password
 * @param seed of the generated flights and of the training
 * @param help whether to print {@link #USAGE} and do nothing else
 */
record Options(@Nullable Path data, String store, long seed, boolean help) {

    private static final String FILE = "file:";
    private static final String DEFAULT_REGISTRY = "target/flight-registry";
    private static final long DEFAULT_SEED = 42;

    static final String USAGE = """
            Usage: ./mvnw -q -Pdemo -Dexec.args="[--data FILE] [--store URL | --registry DIR] [--seed N] [--help]"

              --data FILE      learn from this CSV file instead of generated flights; its header is
                               %s
              --store URL      where the model registry is; it is created if there is none
                               file:DIR                         in a directory (default file:%s)
                               jdbc:h2:file:./target/flights    in a database: H2,
                               jdbc:sqlite:target/flights.db    SQLite,
                               jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD
                               jdbc:mariadb://HOST/DATABASE?user=USER&password=PASSWORD
                               jdbc:mysql://HOST/DATABASE?user=USER&password=PASSWORD
                               memory:                          nowhere, for a quick look
              --registry DIR   short for --store file:DIR
              --seed N         whole number that decides all that is random (default %d)
              --help           print this text
            """.formatted(FlightCsv.HEADER, DEFAULT_REGISTRY, DEFAULT_SEED);

    /** @throws UsageException if an argument is unknown, or its value is missing or not as expected */
    static Options parse(String... arguments) throws UsageException {
        Path data = null;
        String store = null;
        String registry = null;
        long seed = DEFAULT_SEED;
        boolean help = false;
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            switch (name) {
                case "--data" -> data = path(name, rest);
                case "--store" -> store = value(name, rest);
                case "--registry" -> registry = FILE + path(name, rest);
                case "--seed" -> seed = number(name, rest);
                case "--help", "-h" -> help = true;
                default -> throw unknown(name);
            }
        }
        if (store != null && registry != null) {
            throw new UsageException("--store and --registry both say where the registry is");
        }
        String given = store != null ? store : registry;
        return new Options(data, given != null ? given : FILE + DEFAULT_REGISTRY, seed, help);
    }

    /** Where the audit log goes: beside the registry if that is a directory, else where Maven keeps its output. */
    Path auditLog() {
        Path neighbour = Path.of(
                store.startsWith(FILE) && store.length() > FILE.length()
                        ? store.substring(FILE.length())
                        : DEFAULT_REGISTRY);
        return neighbour.toAbsolutePath().normalize().resolveSibling("audit_log.json");
    }

    private static UsageException unknown(String name) {
        // A URL is not repeated: it may hold a password.
        return new UsageException(
                name.startsWith("jdbc:") ? "a URL belongs behind --store" : "unknown option \"" + name + "\"");
    }

    private static Path path(String name, Iterator<String> rest) throws UsageException {
        String value = value(name, rest);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UsageException(name + " is \"" + value + "\", expected a path: " + e.getReason());
        }
    }

    private static long number(String name, Iterator<String> rest) throws UsageException {
        String value = value(name, rest);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new UsageException(name + " is \"" + value + "\", expected a whole number");
        }
    }

    private static String value(String name, Iterator<String> rest) throws UsageException {
        String value = rest.hasNext() ? rest.next() : "";
        // An option where a value belongs means that the value was forgotten; nobody's file is called --seed.
        if (value.isBlank() || value.startsWith("--")) {
            throw new UsageException(name + " needs a value");
        }
        return value;
    }

    /** A record's own would show the password. */
    @Override
    public String toString() {
        return "options for " + (data == null ? "generated flights" : data) + ", seed " + seed;
    }

    /** The command line makes no sense; the message says why, in one line. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1;

        private UsageException(String problem) {
            super(problem + "; --help explains the options");
        }
    }
}
