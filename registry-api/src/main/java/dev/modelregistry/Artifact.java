package dev.modelregistry;

import dev.modelregistry.id.Digest;
import java.io.InputStream;
import java.nio.file.Path;

/** One file of a version or of a training run. Its bytes never change, and are verified against the digest before they reach you. Thread-safe. */
public interface Artifact {
    /** Its path within the version or the run, such as {@code weights/model.onnx}. */
    String name();

    /** SHA-256 of its bytes. */
    Digest digest();

    /** Its size in bytes. */
    long size();

    /**
     * A read-only file with its bytes, verified. It belongs to the registry: do not modify, move or delete it. It carries the digest and
     * not the {@link #name()}; {@link ModelVersion#materialize} lays files out under their names.
     *
     * @throws dev.modelregistry.error.NotFoundException if it was erased; the message says by whom, when and why
     * @throws dev.modelregistry.error.CorruptStoreException if the stored bytes are damaged or gone
     */
    Path path();

    /**
     * Its bytes, verified while they are read: the last one is given out only if the digest fits. <b>The stream must be closed.</b>
     *
     * @throws dev.modelregistry.error.NotFoundException if it was erased; the message says by whom, when and why
     * @throws dev.modelregistry.error.CorruptStoreException from here or from the stream, if the stored bytes are damaged or gone
     */
    InputStream open();
}
