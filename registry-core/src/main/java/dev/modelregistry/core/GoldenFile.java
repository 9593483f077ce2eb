package dev.modelregistry.core;

import dev.modelregistry.core.codec.GoldenCodec;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.spi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads the examples of a version, whoever made the file. */
final class GoldenFile {
    private GoldenFile() {}

    static List<GoldenExample> read(StoredArtifact file) {
        if (file.size() > GoldenCodec.MAX_SIZE) {
            throw new InvalidInputException(file.what() + " has " + file.size()
                    + " bytes; golden examples have at most " + GoldenCodec.MAX_SIZE);
        }
        try (InputStream content = file.open()) {
            return GoldenCodec.decode(Bytes.of(content.readAllBytes()), file.what());
        } catch (IOException unreadable) {
            throw new StoreUnavailableException(file.what() + " cannot be read: " + unreadable, unreadable);
        }
    }
}
