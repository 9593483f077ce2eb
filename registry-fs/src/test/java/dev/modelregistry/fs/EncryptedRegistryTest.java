package dev.modelregistry.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.EncryptedRegistryContract;
import dev.modelregistry.contract.EncryptedStoreContract;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreLocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedRegistryTest extends EncryptedRegistryContract {
    @TempDir
    Path directory;

    private final Map<StoreLocation, Path> places = new HashMap<>();

    @Override
    protected StoreLocation location() {
        Path root = directory.resolve("registry-" + places.size());
        StoreLocation location = new StoreLocation() {
            @Override
            public RegistryStore open(OpenMode mode, BlobCipher cipher) {
                return EncryptedRegistryTest.open(root, mode, cipher);
            }

            @Override
            public String location() {
                return root.toString();
            }
        };
        places.put(location, root);
        return location;
    }

    private static RegistryStore open(Path root, OpenMode mode, BlobCipher cipher) {
        return Opening.open(root, mode, cipher, new RealFileOps(), Clock.systemUTC());
    }

    @Override
    protected Path files(StoreLocation location) {
        return places.get(location);
    }

    @Test
    void theRegistryRemembersInItsIdentity() throws IOException {
        Path root = directory.resolve("registry");
        open(root, OpenMode.CREATE_IF_ABSENT, EncryptedStoreContract.CIPHER).close();

        assertThat(root.resolve("registry.json"))
                .content()
                .matches("\\{\"format\":1,\"registry\":\"[0-9a-f-]{36}\",\"feature\":2,\"epoch\":1,"
                        + "\"blobs\":\"encrypted\",\"sha256\":\"[0-9a-f]{64}\"}\n");
    }

    @Test
    void aRegistryThatMayOnlyBeReadNeedsItsKeysToo() {
        Path root = directory.resolve("registry");
        open(root, OpenMode.CREATE_IF_ABSENT, EncryptedStoreContract.CIPHER).close();
        FileOps readOnly = new ForwardingFiles(new RealFileOps()) {
            @Override
            public Output create(Path file) throws IOException {
                throw new AccessDeniedException(file.toString());
            }
        };

        assertThatThrownBy(() -> Opening.open(root, OpenMode.EXISTING, readOnly, Clock.systemUTC()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("are encrypted; give its keys");
    }

    @Test
    void twoBlobsWhoseFilesWereExchangedAreBothRefused() throws IOException {
        Path root = directory.resolve("registry");
        byte[] one = new byte[3 << 20];
        byte[] other = new byte[3 << 20];
        other[0] = 1;
        try (RegistryStore store = open(root, OpenMode.CREATE_IF_ABSENT, EncryptedStoreContract.CIPHER)) {
            Path first =
                    blob(root, store.blobs().put(new ByteArrayInputStream(one)).digest());
            Path second = blob(
                    root, store.blobs().put(new ByteArrayInputStream(other)).digest());
            Path aside = root.resolve("aside");
            Files.move(first, aside);
            Files.move(second, first);
            Files.move(aside, second);

            for (byte[] bytes : new byte[][] {one, other}) {
                try (InputStream stream = store.blobs().open(Digest.of(bytes))) {
                    assertThatThrownBy(stream::readAllBytes)
                            .isInstanceOf(CorruptStoreException.class)
                            .hasMessageContaining("expected " + Digest.of(bytes));
                }
            }
        }
    }

    private static Path blob(Path root, Digest digest) {
        return Layout.blob(root.resolve("objects"), digest);
    }
}
