package dev.modelregistry.checkpoint;

import java.util.Base64;
import java.util.Optional;

/** Base 64 that can be read in one way only. */
final class Base64Text {
    private Base64Text() {}

    /** The bytes, or nothing if this is not exactly what they are written as: decoders pass over bits at the end that say nothing. */
    static Optional<byte[]> decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
