package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.FLIGHTS;
import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where files are, whatever the names, and who may see them. */
class LayoutTest extends RegistryDirectory {
    @Test
    void keepsAnyNameApartAndInsideItsDirectory() {
        RegistryStore store = open();
        List<String> keys = Stream.of(
                        "a/b",
                        "../../etc/passwd",
                        ".",
                        "..",
                        ".hidden",
                        "CON",
                        "con.x",
                        "NUL",
                        "Flights",
                        "flights",
                        "FLIGHTS",
                        "überflüge",
                        "u\u0308berfluege",
                        "航班",
                        "🛫",
                        "\"quoted\\\"",
                        "a b",
                        "x".repeat(512),
                        "x".repeat(511),
                        "-",
                        "%2e")
                .sorted()
                .toList();
        for (String key : keys) {
            CommitBytes first = commit(1, Integer.toHexString(key.hashCode()));
            JournalId journal = new JournalId("model", key);
            assertThat(store.journals().append(journal, Head.NONE, List.of(first), List.of()))
                    .isEqualTo(new AppendResult.Appended(first.head()));
            assertThat(store.cells().compareAndSet(new CellId("space", key), 0, Bytes.utf8(key)))
                    .isTrue();
        }
        RegistryStore cold = open();
        assertThat(cold.journals().list("model", "", 100))
                .extracting(JournalId::key)
                .isEqualTo(keys);
        assertThat(cold.journals().list("model", keys.get(3), 2))
                .extracting(JournalId::key)
                .isEqualTo(keys.subList(4, 6));
        assertThat(cold.cells().list("space", "", 100)).extracting(CellId::name).isEqualTo(keys);
        assertThat(names("journals/model"))
                .allMatch(name -> name.matches("[a-z0-9_-][a-z0-9._-]{0,39}-[0-9a-f]{16}/000000000001\\.jsonl"))
                .noneMatch(name -> name.matches("(con|nul)\\..*"));
        assertThatThrownBy(() -> cold.journals().list("../objects", "", 1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> append(cold, new JournalId("model", "\ud800")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void passesOverWhatAnotherProgramLeftAmongTheJournals() throws Exception {
        RegistryStore store = open();
        append(store, Head.NONE, commit(1, "a"));
        Path journals = directory.resolve("registry/journals/model");
        Files.writeString(journals.resolve(".DS_Store"), "a file");
        Files.createDirectory(journals.resolve("lost+found"));

        assertThat(open().journals().list("model", "", 100)).hasSize(1);
    }

    @Test
    void doesNotFollowASymbolicLinkInPlaceOfAFile() throws Exception {
        RegistryStore store = open();
        append(store, Head.NONE, commit(1, "a"));
        BlobInfo blob = store.blobs().put(Bytes.utf8("weights").stream());
        Path object = store.blobs().localPath(blob.digest());
        Path elsewhere = Files.copy(object, directory.resolve("elsewhere"));
        Files.delete(object);
        Files.createSymbolicLink(object, elsewhere);
        Path commits = directory.resolve(
                "registry/journals/model/" + names("journals/model").get(0));
        Files.move(commits, directory.resolve("commits"));
        Files.createSymbolicLink(commits, directory.resolve("commits"));

        assertThatThrownBy(() -> store.blobs().open(blob.digest())).isInstanceOf(CorruptStoreException.class);
        assertThatThrownBy(() -> store.blobs().localPath(blob.digest())).isInstanceOf(CorruptStoreException.class);
        assertThatThrownBy(() -> open().journals().read(FLIGHTS, 0, 1)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void makesFilesReadOnlyAndHidesThemFromOthers() throws Exception {
        RegistryStore store = open();
        append(store, Head.NONE, commit(1, "a"));
        Path file = directory.resolve(
                "registry/journals/model/" + names("journals/model").get(0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwxr-x---");
    }
}
