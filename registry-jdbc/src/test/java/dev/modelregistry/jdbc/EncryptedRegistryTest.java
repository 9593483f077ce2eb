package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.EncryptedRegistryContract;
import dev.modelregistry.contract.EncryptedStoreContract;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreLocation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedRegistryTest {
    @TempDir
    Path directory;

    private final Map<StoreLocation, Path> places = new HashMap<>();

    private Path fresh() {
        return directory.resolve(UUID.randomUUID().toString());
    }

    private static JdbcLocation h2(Path place) {
        return JdbcLocation.of("jdbc:h2:file:" + place.resolve("database"));
    }

    /** Looks at the file of the database, which holds all rows, and what was deleted as well. */
    @Nested
    class InH2 extends EncryptedRegistryContract {
        @Override
        protected StoreLocation location() {
            Path place = fresh();
            StoreLocation location = h2(place);
            places.put(location, place);
            return location;
        }

        @Override
        protected Path files(StoreLocation location) {
            return places.get(location);
        }
    }

    @Nested
    class BesideH2 extends EncryptedRegistryContract {
        @Override
        protected StoreLocation location() {
            Path place = fresh();
            StoreLocation location = h2(place).blobDirectory(place.resolve("blobs"));
            places.put(location, place);
            return location;
        }

        @Override
        protected Path files(StoreLocation location) {
            return places.get(location);
        }
    }

    @Test
    void theDatabaseRemembersWhereItsBlobsAre() {
        String url = "jdbc:h2:file:" + fresh();
        try (RegistryStore store =
                JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT, EncryptedStoreContract.CIPHER)) {
            assertThat(store.encryptsBlobs()).isTrue();
        }

        assertThat(TestDatabase.ask(url, "SELECT content FROM mr_meta WHERE name = 'blobs'"))
                .containsExactly("database, encrypted");
        assertThatThrownBy(() -> JdbcLocation.of(url)
                        .blobDirectory(fresh())
                        .open(OpenMode.EXISTING, EncryptedStoreContract.CIPHER))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has its artifacts in the database");
    }
}
