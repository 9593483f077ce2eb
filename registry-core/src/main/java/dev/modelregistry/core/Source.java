package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Where the bytes of an artifact or a text come from. */
interface Source {
    /** Where bytes go: into a store, or only through a digest. */
    interface Sink {
        BlobInfo put(InputStream content) throws IOException;

        /** What is known of bytes that are stored already; empty if they are not. */
        Optional<BlobInfo> known(Digest digest);
    }

    BlobInfo pourInto(Sink sink) throws IOException;

    /** Those that are there already. */
    static Source of(byte[] bytes) {
        Bytes copy = Bytes.of(bytes.clone());
        return sink -> sink.put(copy.stream());
    }

    /** Those of a file, which is refused if it changes while it is read. */
    static Source of(String name, Path file) {
        return sink -> {
            BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
            if (!before.isRegularFile()) {
                throw new InvalidInputException("artifact '" + name + "': " + file + " is not a regular file");
            }
            BlobInfo blob;
            try (InputStream content = Files.newInputStream(file)) {
                blob = sink.put(content);
            }
            BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
            boolean same = before.size() == after.size()
                    && blob.size() == after.size()
                    && before.lastModifiedTime().equals(after.lastModifiedTime());
            if (!same) {
                throw new InvalidInputException("artifact '" + name + "': " + file
                        + " changed while it was read (" + before.size() + " bytes of "
                        + before.lastModifiedTime() + " before, " + after.size() + " bytes of "
                        + after.lastModifiedTime()
                        + " after); finish writing it first");
            }
            return blob;
        };
    }

    /** Those of a file in this registry or in another one; here they stay where they are. */
    static Source of(Engine engine, Artifact file) {
        return sink -> {
            if (file instanceof StoredArtifact stored && stored.engine().equals(engine)) {
                return stored.shared(sink);
            }
            try (InputStream content = file.open()) {
                return sink.put(content);
            }
        };
    }

    /**
     * Pours bytes into a sink.
     *
     * @param what it is, for messages
     * @throws InvalidInputException if it cannot be read
     * @throws StoreUnavailableException if it cannot be stored, or it is not known whether it was: no commit names it
     */
    static BlobInfo pour(Sink sink, String what, Source source) {
        try {
            return source.pourInto(sink);
        } catch (IOException unreadable) {
            throw new InvalidInputException(what + " cannot be read: " + unreadable, unreadable);
        } catch (OutcomeUnknownException unknown) {
            throw new StoreUnavailableException(
                    what + " may not be stored, and nothing names it: " + unknown.getMessage(), unknown);
        }
    }

    /** Stores what a commit is to name; see {@link #pour}. */
    static Digest store(Sink sink, String what, Bytes content) {
        return pour(sink, what, into -> into.put(content.stream())).digest();
    }

    /** Stores nothing, and says of bytes what the store would say. */
    static Sink measuring(Engine engine) {
        return new Sink() {
            @Override
            public BlobInfo put(InputStream content) throws IOException {
                MessageDigest sha256 = Digest.sha256();
                long size = content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
                return new BlobInfo(Digest.of(sha256), size, 0);
            }

            @Override
            public Optional<BlobInfo> known(Digest digest) {
                return engine.blobs().find(digest);
            }
        };
    }
}
