package dev.modelregistry.core.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Files that hold the stored form as it was first written, and that no later version of the library may write otherwise. */
final class Golden {
    private Golden() {}

    static String read(String name) {
        try (InputStream file = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException(name, broken);
        }
    }
}
