package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code registry.json} says. Whatever a later format looks like, its line begins with the number of the format, so that this
 * library knows that it must not guess.
 *
 * @param registry the identity, a UUID
 * @param feature which features its writers may use
 * @param epoch how often it was restored from a backup, plus one
 */
record Identity(String registry, long feature, long epoch) {
    private static final long FORMAT = 1;
    private static final long FEATURE = 1;
    private static final Pattern START = Pattern.compile("\\{\"format\":([0-9]{1,9})[,}].*", Pattern.DOTALL);

    static Identity minted() {
        return new Identity(UUID.randomUUID().toString(), FEATURE, 1);
    }

    byte[] encode() {
        Line line = new Line()
                .put("format", FORMAT)
                .put("registry", registry)
                .put("feature", feature)
                .put("epoch", epoch);
        return line.put("sha256", Digest.of(line.bytes()).hex()).bytes();
    }

    /**
     * @throws UnsupportedFormatException if a newer library wrote it
     * @throws CorruptStoreException if it is not what {@link #encode} gives
     */
    static Identity decode(Path file, byte[] content) {
        Matcher start = START.matcher(new String(content, StandardCharsets.UTF_8));
        if (start.matches() && Long.parseLong(start.group(1)) > FORMAT) {
            throw new UnsupportedFormatException(file + " has format " + start.group(1) + ", this library knows "
                    + FORMAT + "; use a newer version of it");
        }
        try {
            Line line = Line.parse(content);
            Identity found = new Identity(
                    UUID.fromString(line.text("registry")).toString(), line.number("feature"), line.number("epoch"));
            if (!Arrays.equals(found.encode(), content)) {
                throw new IllegalArgumentException("it is " + line);
            }
            if (found.feature > FEATURE) {
                throw new UnsupportedFormatException(file + " has feature level " + found.feature
                        + ", this library knows " + FEATURE + "; use a newer version of it");
            }
            return found;
        } catch (IllegalArgumentException malformed) {
            throw new CorruptStoreException(
                    file + " is damaged, restore it from a backup: expected a line like "
                            + new Identity("<uuid>", FEATURE, 1).text() + ", and " + malformed.getMessage(),
                    malformed);
        }
    }

    private String text() {
        return new String(encode(), StandardCharsets.UTF_8).strip();
    }
}
