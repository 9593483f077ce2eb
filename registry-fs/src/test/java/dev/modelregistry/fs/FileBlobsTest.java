package dev.modelregistry.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blobs that somebody trashes meanwhile, or whose source fails. */
class FileBlobsTest extends RegistryDirectory {
    @Test
    void keepsABlobThatIsTrashedWhileItIsPutAgain() throws Exception {
        Bytes weights = Bytes.utf8("weights");
        RegistryStore other = open();
        other.blobs().put(weights.stream());
        for (String operation : List.of("touch", "force", "attributes")) {
            List<Runnable> once = new ArrayList<>(List.of(() -> Trash.trash(other, weights.digest())));
            RegistryStore store = open(new ForwardingFiles(new RealFileOps()) {
                @Override
                <T> T forward(String done, Path on, Operation<T> body) throws IOException {
                    if (done.equals(operation) && on.toString().contains("objects") && !once.isEmpty()) {
                        once.remove(0).run();
                    }
                    return body.run();
                }
            });
            store.blobs().put(weights.stream());
            assertThat(other.blobs().renew(weights.digest()))
                    .as("there or in the trash, never gone")
                    .isPresent();
        }
    }

    /** Runs an action once, before an operation on a path that has this in it. */
    private RegistryStore before(String operation, String part, Runnable action) {
        List<Runnable> once = new ArrayList<>(List.of(action));
        return open(new ForwardingFiles(new RealFileOps()) {
            @Override
            <T> T forward(String done, Path on, Operation<T> body) throws IOException {
                if (done.equals(operation) && on.toString().contains(part) && !once.isEmpty()) {
                    once.remove(0).run();
                }
                return body.run();
            }
        });
    }

    @Test
    void whatIsRenewedWhileItIsTrashedStays() throws IOException {
        Bytes weights = Bytes.utf8("weights");
        RegistryStore other = open();
        BlobInfo seen = other.blobs().put(weights.stream());
        for (String operation : List.of("rename", "force")) {
            RegistryStore store = before(operation, "", () -> other.blobs().renew(weights.digest()));

            assertThat(store.blobs().trash(seen)).isEmpty();

            assertThat(other.blobs().find(weights.digest())).isPresent();
            assertThat(other.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
        }
    }

    @Test
    void findsABlobThatSomebodyTrashesWhileItIsRenewed() throws IOException {
        Bytes weights = Bytes.utf8("weights");
        RegistryStore other = open();
        other.blobs().put(weights.stream());
        RegistryStore store = before(
                "touch",
                "objects",
                () -> assertThat(Trash.trash(other, weights.digest())).isTrue());

        assertThat(store.blobs().renew(weights.digest())).isPresent();

        assertThat(other.blobs().find(weights.digest())).isPresent();
        assertThat(other.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
    }

    @Test
    void doesNotVouchForAKnownBlobThatIsDamaged() throws IOException {
        Bytes weights = Bytes.utf8("weights");
        open().blobs().put(weights.stream());
        Path file =
                directory.resolve("registry/objects").resolve(names("objects").get(0));
        Files.delete(file);
        Files.writeString(file, "weightz");

        RegistryStore store = open();

        assertThatThrownBy(() -> store.blobs().put(weights.stream()))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(weights.digest().toString());
    }

    @Test
    void leavesNothingBehindWhenTheStreamFails() {
        IOException mine = new IOException("the source broke");
        RegistryStore store = open();
        java.io.InputStream broken = new java.io.InputStream() {
            private int left = 5 * Upload.BUFFER;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw mine;
                }
                return 1;
            }
        };
        assertThatThrownBy(() -> store.blobs().put(broken)).isSameAs(mine);
        assertThat(directory.resolve("registry/tmp")).isEmptyDirectory();
        assertThat(names("objects")).isEmpty();
    }
}
