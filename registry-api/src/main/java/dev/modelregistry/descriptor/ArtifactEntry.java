package dev.modelregistry.descriptor;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;

/**
 * One line of a version's manifest. Immutable; ordered by path.
 *
 * @param path relative, with {@code /} between its parts, none of which is empty, {@code .} or {@code ..}; at most 1,024 characters
 * @param digest SHA-256 of the bytes
 * @param size in bytes
 */
public record ArtifactEntry(String path, Digest digest, long size) implements Comparable<ArtifactEntry> {
    private static final int MAX_PATH = 1024;

    /** @throws InvalidInputException if the path could leave the directory it is laid out in, or the size is negative */
    public ArtifactEntry {
        checkPath(path);
        if (size < 0) {
            throw new InvalidInputException("artifact '" + path + "' has the size " + size);
        }
    }

    /**
     * Checks that a text can be an artifact's path.
     *
     * @throws InvalidInputException if it is empty, absolute, too long, climbs with {@code ..}, or has a back-slash, a colon or a
     *     control character
     */
    public static void checkPath(String path) {
        if (path.isEmpty() || path.length() > MAX_PATH) {
            throw new InvalidInputException(
                    "artifact path '" + path + "' is empty or longer than " + MAX_PATH + " characters");
        }
        if (path.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))) {
            throw new InvalidInputException("artifact path '" + path
                    + "' has a back-slash, a colon or a control character; use '/' between names");
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new InvalidInputException(
                        "artifact path '" + path
                                + "' is absolute or has an empty, '.' or '..' part; give a relative path such as 'weights/model.onnx'");
            }
        }
    }

    @Override
    public int compareTo(ArtifactEntry other) {
        return path.compareTo(other.path);
    }
}
