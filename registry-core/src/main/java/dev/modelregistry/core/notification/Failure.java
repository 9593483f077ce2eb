package dev.modelregistry.core.notification;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * What went wrong, in words that can be kept. Exceptions of others may fail when they are asked what they are; then their class has to do.
 *
 * @param words at most about a thousand characters
 * @param thrown what was thrown, if anything was
 */
record Failure(String words, Optional<Throwable> thrown) {
    private static final int MAX = 1_000;

    static Failure that(String words) {
        return new Failure(words, Optional.empty());
    }

    static Failure of(Throwable thrown) {
        return new Failure(words(thrown), Optional.of(thrown));
    }

    private static String words(Throwable thrown) {
        String words;
        try {
            words = String.valueOf((Object) thrown.toString());
        } catch (Throwable speechless) { // whatever it is, it is not what went wrong
            words = thrown.getClass().getName() + ", which cannot say more";
        }
        String cut = words.length() > MAX ? words.substring(0, MAX) + "…" : words;
        return new String(
                cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8); // a cell takes no half characters
    }

    /** Logs a message with it, as fully as it can be told. */
    void warn(Logger log, String message) {
        try {
            log.warn("{}: {}", message, words, thrown.orElse(null));
        } catch (Throwable speechless) { // a logger asks what was thrown for its message, and that of its causes
            log.warn("{}: {}", message, words);
        }
    }
}
