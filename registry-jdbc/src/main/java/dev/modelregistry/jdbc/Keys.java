package dev.modelregistry.jdbc;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Text as keys, and seals. Keys are UTF-8 in binary columns, which every database compares byte by byte: no collation folds case, drops
 * blanks or changes the order. A seal is a SHA-256 over a row's key and content, so that a row under a wrong key is noticed too.
 */
final class Keys {
    private Keys() {}

    static byte[] utf8(String text) {
        return Bytes.utf8(text).array();
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    /** Behind every key that begins with a prefix, and before every other key behind it. UTF-8 has no byte FF. */
    static byte[] endOf(byte[] prefix) {
        byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
        end[prefix.length] = (byte) 0xff;
        return end;
    }

    /**
     * The seal of a row.
     *
     * @param key what the row is, a line for each part: its kind, its name, its number …
     * @param content what else it seals
     */
    static byte[] seal(byte[] content, Object... key) {
        MessageDigest sha256 = Digest.sha256();
        for (Object part : key) {
            sha256.update(utf8(part + "\n"));
        }
        return sha256.digest(content);
    }

    /** @throws CorruptStoreException if the seal is not the expected one */
    static void check(String what, byte[] expected, byte[] found) {
        if (!Arrays.equals(expected, found)) {
            throw new CorruptStoreException(
                    what + " is damaged or misplaced: expected the seal " + hex(expected) + ", found " + hex(found));
        }
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
