package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blobs in the database while somebody ends, renews or replaces them. */
class BlobRowsTest {
    private static final byte[] LARGE = new byte[3 << 20];

    private static Digest put(RegistryStore store, byte[] content) throws IOException {
        return store.blobs().put(new ByteArrayInputStream(content)).digest();
    }

    /** The same bytes under another upload are no damage to whoever reads the first one. */
    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#all")
    void aBlobThatIsPurgedAndPutAgainUnderAReaderIsGoneAndNotDamaged(TestDatabase database) throws IOException {
        try (RegistryStore store = JdbcLocation.of(database.freshUrl()).open(OpenMode.CREATE_IF_ABSENT)) {
            Digest digest = put(store, LARGE);
            try (InputStream reader = store.blobs().open(digest)) {
                assertThat(reader.read()).isZero();
                assertThat(Trash.end(store, digest)).isTrue();
                put(store, LARGE);

                assertThatThrownBy(reader::readAllBytes).isInstanceOf(NotFoundException.class);
            }
            try (InputStream again = store.blobs().open(digest)) {
                assertThat(again.readAllBytes()).isEqualTo(LARGE);
            }
        }
    }

    /** As it is when a put is repeated within the same microsecond, or because its outcome was not known. */
    @Test
    void aBlobThatNeedsNoRenewalIsRenewedAlsoWhereSuchRowsDoNotCount() throws IOException {
        String url = TestDatabase.MARIADB.freshUrl() + "&useAffectedRows=true";
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            Digest digest = put(store, new byte[9]);
            TestDatabase.run(
                    url,
                    "CREATE TRIGGER no_time_passes BEFORE UPDATE ON mr_blob"
                            + " FOR EACH ROW SET NEW.stored_at = OLD.stored_at");

            assertThat(put(store, new byte[9])).isEqualTo(digest);
        }
    }

    /** Some drivers send a batch as one packet, if they are told to. */
    @Test
    void largeBlobsFitIntoTheSmallestPacketsThatAreTaken() throws IOException {
        byte[] large = new byte[9 << 20];
        Arrays.fill(large, (byte) '\''); // which takes twice the room in the text of a statement
        String url = TestDatabase.MARIADB.freshUrl() + "&rewriteBatchedStatements=true";
        try (GlobalSetting changed = new GlobalSetting("max_allowed_packet", "4194304");
                RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            Digest digest = put(store, large);

            try (InputStream again = store.blobs().open(digest)) {
                assertThat(again.readAllBytes()).isEqualTo(large);
            }
        }
    }

    @Test
    void whatIsLeftOfAnUploadAndCannotBeRemovedKeepsNobodyOut() {
        String url = TestDatabase.POSTGRESQL.freshUrl();
        JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT).close();
        TestDatabase.run(
                url,
                "INSERT INTO mr_upload (upload, started_at) VALUES ('\\x00', 0)",
                "REVOKE DELETE ON mr_upload FROM CURRENT_USER");

        JdbcLocation.of(url).open(OpenMode.EXISTING).close();

        assertThat(TestDatabase.ask(url, "SELECT started_at FROM mr_upload")).containsExactly("0");
    }
}
