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
 * @param registry the directory of the model registry
 * @param seed of the generated flights and of the training
 * @param help whether to print {@link #USAGE} and do nothing else
 */
record Options(@Nullable Path data, Path registry, long seed, boolean help) {

    private static final String DEFAULT_REGISTRY = "target/flight-registry";
    private static final long DEFAULT_SEED = 42;

    static final String USAGE = """
            Usage: ./mvnw -q -Pdemo -Dexec.args="[--data FILE] [--registry DIR] [--seed N] [--help]"

              --data FILE      learn from this CSV file instead of generated flights; its header is
                               %s
              --registry DIR   directory of the model registry (default %s)
              --seed N         whole number that decides all that is random (default %d)
              --help           print this text
            """.formatted(FlightCsv.HEADER, DEFAULT_REGISTRY, DEFAULT_SEED);

    /** @throws UsageException if an argument is unknown, or its value is missing or not as expected */
    static Options parse(String... arguments) throws UsageException {
        Path data = null;
        Path registry = Path.of(DEFAULT_REGISTRY);
        long seed = DEFAULT_SEED;
        boolean help = false;
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            switch (name) {
                case "--data" -> data = path(name, rest);
                case "--registry" -> registry = path(name, rest);
                case "--seed" -> seed = number(name, rest);
                case "--help", "-h" -> help = true;
                default -> throw new UsageException("unknown option \"" + name + "\"");
            }
        }
        return new Options(data, registry, seed, help);
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

    /** The command line makes no sense; the message says why, in one line. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1;

        private UsageException(String problem) {
            super(problem + "; --help explains the options");
        }
    }
}
