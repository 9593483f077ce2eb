package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The plain bytes of an artifact in a temporary file that is gone as soon as it is closed, or the process ends. */
final class PassingCopy {
    private PassingCopy() {}

    /**
     * A copy. <b>Must be closed.</b>
     *
     * @throws IOException if the artifact cannot be read, or the copy not be written
     */
    static FileChannel of(Artifact artifact) throws IOException {
        Path file = Files.createTempFile("model-registry-", ".scan");
        FileChannel copy = null;
        boolean complete = false;
        try (InputStream content = artifact.open()) {
            copy = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            content.transferTo(Channels.newOutputStream(copy));
            complete = true;
            return copy;
        } finally {
            if (!complete) {
                if (copy != null) {
                    copy.close();
                }
                Files.deleteIfExists(file);
            }
        }
    }
}
