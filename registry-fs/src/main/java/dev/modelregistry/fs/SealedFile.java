package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The content of a snapshot or a cell: some bytes, a line feed, and a trailer line that says what they are and ends with the hash of
 * the bytes and of the trailer's other fields.
 *
 * @param content the bytes
 * @param trailer the trailer without {@code bytes} and {@code sha256}
 */
record SealedFile(Bytes content, Line trailer) {

    byte[] encode() {
        byte[] end = ("\n" + sealed(content, trailer)).getBytes(StandardCharsets.UTF_8);
        byte[] file = Arrays.copyOf(content.array(), content.size() + end.length + 1);
        System.arraycopy(end, 0, file, content.size(), end.length);
        file[file.length - 1] = '\n';
        return file;
    }

    private static Line sealed(Bytes content, Line trailer) {
        Line sealed = trailer.copy().put("bytes", content.size());
        MessageDigest sha256 = Digest.sha256();
        sha256.update(content.array());
        sha256.update(sealed.bytes());
        return sealed.put("sha256", Digest.of(sha256).hex());
    }

    /**
     * Reads a file's content, checking every byte of it.
     *
     * @param kind the trailer's first field, {@code snapshot}, {@code cell} or {@code index}
     * @param what for messages
     * @throws CorruptStoreException if this is not what {@link #encode} gives
     */
    static SealedFile decode(String kind, String what, Path file, byte[] bytes) {
        try {
            int start = Line.startBefore(bytes, bytes.length);
            Line found = Line.parse(Arrays.copyOfRange(bytes, start, bytes.length));
            Bytes content = Bytes.of(Arrays.copyOf(bytes, Math.max(0, start - 1)));
            Line trailer = found.copy().remove("sha256").remove("bytes");
            trailer.text(kind);
            Line expected = sealed(content, trailer);
            if (!found.equals(expected)) {
                throw new CorruptStoreException(
                        what + " in " + file + " is damaged: its trailer " + found + " should be " + expected);
            }
            return new SealedFile(content, trailer);
        } catch (IllegalArgumentException | InvalidInputException malformed) {
            throw new CorruptStoreException(
                    what + " in " + file + " is damaged: it should end with a trailer line, and "
                            + malformed.getMessage(),
                    malformed);
        }
    }
}
