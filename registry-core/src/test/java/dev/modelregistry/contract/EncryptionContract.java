package dev.modelregistry.contract;

import static dev.modelregistry.contract.BlobContract.content;
import static dev.modelregistry.contract.BlobContract.put;
import static dev.modelregistry.contract.BlobContract.random;
import static dev.modelregistry.contract.Guarantee.G9;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.StoreFixture.Damage;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Blobs that are encrypted; that they are blobs like any others is in {@link BlobContract}. */
abstract class EncryptionContract extends Grounded {
    @Test
    @Tag(JAVADOC)
    void theStoreSaysThatItEncrypts() {
        assertThat(store.encryptsBlobs()).isTrue();
        assertThat(reopened().encryptsBlobs()).isTrue();
    }

    @Test
    @Tag(JAVADOC)
    void whatIsPutAndWhatIsReadGoesThroughTheCipher() throws IOException {
        for (int size : new int[] {0, 100, 5 << 20}) {
            byte[] bytes = random(size, size + 7);
            int before = EncryptedStoreContract.asked();
            Digest digest = put(store, bytes).digest();
            int between = EncryptedStoreContract.asked();
            assertThat(between).as("a put of %s bytes asks for keys", size).isGreaterThan(before);

            assertThat(content(store, digest)).isEqualTo(bytes);

            assertThat(EncryptedStoreContract.asked())
                    .as("a read of %s bytes asks for keys", size)
                    .isGreaterThan(between);
        }
    }

    @Test
    @Tag(G9)
    void aFlippedByteIsReported() throws IOException {
        assertReported(Damage::flipByteOfBlob);
    }

    @Test
    @Tag(G9)
    void aBlobThatIsCutOffIsReported() throws IOException {
        assertReported(Damage::truncateBlob);
    }

    private void assertReported(BiConsumer<Damage, Digest> deed) throws IOException {
        for (int size : new int[] {1, 1_000, 65_536, 1 << 20}) {
            byte[] bytes = random(size, size);
            Digest digest = put(store, bytes).digest();
            Optional<Damage> damage = ground.damage();
            if (damage.isEmpty()) {
                assertThat(content(store, digest)).isEqualTo(bytes);
                continue;
            }
            closeStores();
            deed.accept(damage.get(), digest);
            store = another();
            assertThatThrownBy(() -> content(store, digest))
                    .as("%s bytes", size)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining(digest.hex());
            assertThatThrownBy(() -> store.blobs().localPath(digest))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining(digest.hex());
            assertThatThrownBy(() -> store.blobs().put(new ByteArrayInputStream(bytes)))
                    .as("a put must not vouch for it")
                    .isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    @Tag(JAVADOC)
    void aLocalPathIsACopyThatNobodyElseMayReadAndThatEndsWithItsBlob() throws IOException {
        byte[] bytes = random(100_000, 30);
        Digest digest = put(store, bytes).digest();

        Path path = store.blobs().localPath(digest);

        assertThat(path).hasBinaryContent(bytes);
        Path directory = path.getParent();
        PosixFileAttributeView posix = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        assertThat(
                        posix == null
                                ? "rwx------"
                                : PosixFilePermissions.toString(
                                        posix.readAttributes().permissions()))
                .isEqualTo("rwx------");
        assertThat(Trash.trash(store, digest)).isTrue();
        assertThat(path).doesNotExist();
    }
}
