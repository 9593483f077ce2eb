package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.CURSOR;
import static dev.modelregistry.fs.Ledger.FLIGHTS;
import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is changed, missing or in a wrong place in any kind of file is found and named. */
class DamageTest extends RegistryDirectory {
    private interface Reader {
        void read(RegistryStore store) throws IOException;
    }

    private void everyFlipIsFound(String below, String place, Reader reader) throws Exception {
        Path file = directory
                .resolve("registry")
                .resolve(below)
                .resolve(names(below).get(0));
        byte[] intact = Files.readAllBytes(file);
        FileOps files = failing(new RealFileOps(), "create", "", new AccessDeniedException("tmp"));
        reader.read(open(files));
        for (int i = 0; i < intact.length; i++) {
            for (int bit : new int[] {0x01, 0x20, 0x80}) {
                byte[] damaged = intact.clone();
                damaged[i] ^= (byte) bit;
                rewrite(file, damaged);
                assertThatThrownBy(() -> reader.read(open(files)))
                        .as("bit %s of byte %s", bit, i)
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessageContaining(file.getFileName().toString())
                        .hasMessageContaining(place);
            }
        }
        for (int length : new int[] {0, 1, intact.length / 2, intact.length - 1}) {
            rewrite(file, java.util.Arrays.copyOf(intact, length));
            assertThatThrownBy(() -> reader.read(open(files))).isInstanceOf(CorruptStoreException.class);
        }
        rewrite(file, java.util.Arrays.copyOf(intact, intact.length + 1));
        assertThatThrownBy(() -> reader.read(open(files))).isInstanceOf(CorruptStoreException.class);
    }

    private static void rewrite(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content);
    }

    @Test
    void findsEveryFlippedByteOfAJournalFile() throws Exception {
        append(open(), Head.NONE, commit(1, "a"), commit(2, "é"));
        everyFlipIsFound("journals", "commit ", store -> store.journals().read(FLIGHTS, 0, 9));
        assertThatThrownBy(() -> append(open(), commit(2, "é").head(), commit(3, "c")))
                .isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void findsEveryFlippedByteOfASnapshot() throws Exception {
        open().journals().putSnapshot(FLIGHTS, new Snapshot(commit(9, "a").head(), Bytes.utf8("state")));
        everyFlipIsFound("journals", "snapshot 9", store -> store.journals().latestSnapshot(FLIGHTS, 10));
    }

    @Test
    void findsEveryFlippedByteOfACell() throws Exception {
        open().cells().compareAndSet(CURSOR, 0, Bytes.utf8("value"));
        everyFlipIsFound("cells", "cell 1", store -> store.cells().read(CURSOR));
    }

    @Test
    void findsEveryFlippedByteOfABlob() throws Exception {
        BlobInfo blob = open().blobs().put(Bytes.utf8("weights").stream());
        everyFlipIsFound(
                "objects", blob.digest().toString(), store -> store.blobs().localPath(blob.digest()));
        assertThatThrownBy(() -> open().blobs().open(blob.digest()).readAllBytes())
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("expected " + blob.digest() + ", found sha256:");
    }

    @Test
    void findsWhatIsMissingOrMisplaced() throws Exception {
        RegistryStore store = open();
        append(store, Head.NONE, commit(1, "a"));
        append(store, commit(1, "a").head(), commit(2, "b"), commit(3, "c"));
        append(store, commit(3, "c").head(), commit(4, "d"));
        append(store, new JournalId("model", "delays"));
        Path flights = directory.resolve("registry/journals/model").resolve(Layout.directory("flights"));
        Path delays = directory.resolve("registry/journals/model").resolve(Layout.directory("delays"));

        assertThat(open().journals().read(FLIGHTS, 2, 1).commits()).containsExactly(commit(3, "c"));
        Files.delete(flights.resolve("000000000002.jsonl"));
        assertThatThrownBy(() -> open().journals().read(FLIGHTS, 1, 9))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("commit 2 of model/flights is missing");
        Files.delete(flights.resolve("000000000001.jsonl"));
        Files.copy(delays.resolve("000000000001.jsonl"), flights.resolve("000000000001.jsonl"));
        assertThatThrownBy(() -> open().journals().read(FLIGHTS, 0, 1))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("expected one of model/flights, found one of model/delays");
        Files.delete(flights.resolve("000000000004.jsonl"));
        assertThatThrownBy(() -> open().journals().list("model", "", 9))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("misplaced");
    }

    @Test
    void aJournalWhoseEndIsDamagedIsListedWithAllOthers() throws Exception {
        RegistryStore store = open();
        append(store, Head.NONE, commit(1, "a"));
        append(store, commit(1, "a").head(), commit(2, "b"));
        append(store, new JournalId("model", "delays"));
        Path end = directory
                .resolve("registry/journals/model")
                .resolve(Layout.directory("flights"))
                .resolve("000000000002.jsonl");
        Files.delete(end);
        Files.writeString(end, "nothing like a commit");

        RegistryStore again = open();
        assertThat(again.journals().list("model", "", 9)).containsExactly(new JournalId("model", "delays"), FLIGHTS);
        assertThatThrownBy(() -> again.journals().heads(List.of(FLIGHTS))).isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void noticesEachChangedByteOfTheIdentity() throws Exception {
        open().close();
        Path identity = directory.resolve("registry/registry.json");
        byte[] good = Files.readAllBytes(identity);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.delete(identity);
            Files.write(identity, bad);
            assertThatThrownBy(this::open)
                    .as("byte %d", i)
                    .isInstanceOfAny(CorruptStoreException.class, UnsupportedFormatException.class)
                    .hasMessageContaining("registry.json");
        }
    }

    @Test
    void noticesThatTheJournalsAreGone() throws Exception {
        open().close();
        Files.delete(directory.resolve("registry/journals"));

        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("'journals' is gone");
    }

    @Test
    void refusesANewerFormatAndADamagedIdentity() throws Exception {
        open();
        Path identity = directory.resolve("registry/registry.json");
        String written = Files.readString(identity);

        Identity here = Identity.decode(identity, Files.readAllBytes(identity));
        String featured =
                new String(new Identity(here.registry(), 3, here.epoch(), false).encode(), StandardCharsets.UTF_8);

        for (String newer : List.of("{\"format\":2,\"x\":[1]}\n", featured)) {
            rewrite(identity, newer.getBytes());
            assertThatThrownBy(this::open)
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessageContaining("registry.json");
        }
        for (String damaged :
                List.of("", "{", written.replace("registry", "registri"), written + " ", written.strip())) {
            rewrite(identity, damaged.getBytes());
            assertThatThrownBy(this::open)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining("registry.json");
        }
    }
}
