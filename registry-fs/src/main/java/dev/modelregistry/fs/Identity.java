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
 * @param encryptsBlobs whether all blobs are encrypted, which takes feature 2
 */
record Identity(String registry, long feature, long epoch, boolean encryptsBlobs) {
    private static final long FORMAT = 1;
    private static final long FEATURE = 2;
    private static final String BLOBS = "blobs";
    private static final String ENCRYPTED = "encrypted";
    private static final Pattern START = Pattern.compile("\\{\"format\":([0-9]{1,9})[,}].*", Pattern.DOTALL);

    /** A plain registry stays readable to libraries that do not know about encryption. */
    static Identity minted(boolean encryptsBlobs) {
        return new Identity(UUID.randomUUID().toString(), encryptsBlobs ? FEATURE : 1, 1, encryptsBlobs);
    }

    byte[] encode() {
        Line line = new Line()
                .put("format", FORMAT)
                .put("registry", registry)
                .put("feature", feature)
                .put("epoch", epoch);
        if (encryptsBlobs) {
            line.put(BLOBS, ENCRYPTED);
        }
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
            long feature = line.number("feature");
            if (feature > FEATURE) { // the line may have fields that are not known here
                throw new UnsupportedFormatException(file + " has feature level " + feature + ", this library knows "
                        + FEATURE + "; use a newer version of it");
            }
            Identity found = new Identity(
                    UUID.fromString(line.text("registry")).toString(),
                    feature,
                    line.number("epoch"),
                    feature == FEATURE && line.text(BLOBS).equals(ENCRYPTED));
            if (!Arrays.equals(found.encode(), content)) {
                throw new IllegalArgumentException("it is " + line);
            }
            return found;
        } catch (IllegalArgumentException malformed) {
            throw new CorruptStoreException(
                    file + " is damaged, restore it from a backup: expected a line like "
                            + new Identity("<uuid>", 1, 1, false).text() + ", and " + malformed.getMessage(),
                    malformed);
        }
    }

    private String text() {
        return new String(encode(), StandardCharsets.UTF_8).strip();
    }
}
