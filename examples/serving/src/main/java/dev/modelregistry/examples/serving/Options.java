package dev.modelregistry.examples.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the user asked for on the command line.
 *
 * @param registry the directory of the registry; empty for one of its own
 * @param watched how long a canary is watched in all if nothing speaks against it
 * @param help whether to print {@link #USAGE} and do nothing else
 */
record Options(Optional<Path> registry, Duration watched, boolean help) {
    private static final int LEAST_SECONDS = 3;
    private static final int MOST_SECONDS = 3600;
    private static final int SECONDS = 9;
    private static final Path OUTPUT = Path.of("target");

    static final String USAGE = """
            Usage: ./mvnw -q -Pserving -Dexec.args="[--registry DIR] [--seconds N] [--help]"

              --registry DIR   where the model registry is to be made (default a new directory in %s)
              --seconds N      how long a canary is watched if nothing speaks against it, %d to %d (default %d)
              --help           print this text
            """.formatted(OUTPUT, LEAST_SECONDS, MOST_SECONDS, SECONDS);

    /** @throws UsageException if an argument is unknown, or its value is missing or not as expected */
    static Options parse(String... arguments) throws UsageException {
        Options options = new Options(Optional.empty(), Duration.ofSeconds(SECONDS), false);
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            options = switch (name) {
                case "--registry" -> new Options(Optional.of(path(name, rest)), options.watched, options.help);
                case "--seconds" -> new Options(options.registry, seconds(name, rest), options.help);
                case "--help", "-h" -> new Options(options.registry, options.watched, true);
                default -> throw new UsageException("unknown option \"" + name + "\"");
            };
        }
        return options;
    }

    /** The directory that was asked for, or a new one. */
    Path directory() throws IOException {
        if (registry.isPresent()) {
            return registry.get();
        }
        Files.createDirectories(OUTPUT);
        return Files.createTempDirectory(OUTPUT, "serving-").resolve("registry");
    }

    private static Path path(String name, Iterator<String> rest) throws UsageException {
        String value = value(name, rest);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UsageException(name + " is \"" + value + "\", expected a path: " + e.getReason());
        }
    }

    private static Duration seconds(String name, Iterator<String> rest) throws UsageException {
        String value = value(name, rest);
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // the same words
        }
        throw new UsageException(
                name + " is \"" + value + "\", expected a whole number from " + LEAST_SECONDS + " to " + MOST_SECONDS);
    }

    private static String value(String name, Iterator<String> rest) throws UsageException {
        String value = rest.hasNext() ? rest.next() : "";
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
