package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.CURSOR;
import static dev.modelregistry.fs.Ledger.FLIGHTS;
import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is found or created in a directory, and what is found out about it. */
class OpeningTest extends RegistryDirectory {
    @Test
    void opensWhatItCreatedAndDeclaresWhatFilesCanDo() {
        RegistryStore created = open();
        RegistryStore opened =
                Opening.open(directory.resolve("registry"), OpenMode.EXISTING, new RealFileOps(), Clock.systemUTC());

        assertThat(opened.registryId()).isEqualTo(created.registryId());
        assertThat(opened.sharing()).isEqualTo(Sharing.HOST);
        assertThat(opened.durability()).isEqualTo(Durability.POWER_LOSS);
        assertThat(opened.access()).isEqualTo(Access.READ_WRITE);
        assertThat(opened.index()).isEmpty();
        assertThat(opened.location()).startsWith("file:").endsWith("registry");
    }

    @Test
    void givesAllThatCreateAtOnceTheSameRegistry() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(8);
        List<CompletableFuture<String>> ids = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                barrier.await(10, TimeUnit.SECONDS);
                            } catch (Exception broken) {
                                throw new IllegalStateException(broken);
                            }
                            return open().registryId();
                        },
                        task -> new Thread(task).start()))
                .toList();
        List<String> found = new ArrayList<>();
        for (CompletableFuture<String> id : ids) {
            found.add(id.get(20, TimeUnit.SECONDS));
        }
        assertThat(found).hasSize(8).containsOnly(found.get(0));
    }

    @Test
    void saysWhatIsWrongWithADirectoryThatIsNoRegistry() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "Dear …");
        Path file = Files.writeString(directory.resolve("file"), "");
        Path lost = directory.resolve("registry");
        append(open(), Head.NONE, commit(1, "a"));
        Files.delete(lost.resolve("registry.json"));

        assertThatThrownBy(() -> openAt(directory.resolve("missing"), OpenMode.EXISTING))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("missing")
                .hasMessageContaining("openOrCreate");
        assertThatThrownBy(() -> openAt(Files.createDirectory(directory.resolve("empty")), OpenMode.EXISTING))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> openAt(foreign, OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> openAt(lost, OpenMode.CREATE_IF_ABSENT)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> openAt(file, OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not a directory");
    }

    private static RegistryStore openAt(Path path, OpenMode mode) {
        return Opening.open(path, mode, new RealFileOps(), Clock.systemUTC());
    }

    @Test
    void opensThroughASymbolicLink() throws Exception {
        String id = open().registryId();
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("registry"));
        assertThat(openAt(link, OpenMode.EXISTING).registryId()).isEqualTo(id);
    }

    @Test
    void understandsFileUrls() {
        StoreProvider provider = ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.accepts("file:x"))
                .findFirst()
                .orElseThrow();
        assertThat(provider).isInstanceOf(FileStoreProvider.class);
        assertThat(provider.accepts("jdbc:file:x")).isFalse();
        assertThat(FileStoreProvider.path("file:registry")).isEqualTo(Path.of("registry"));
        assertThat(FileStoreProvider.path("file:/var/r")).isEqualTo(Path.of("/var/r"));
        assertThat(FileStoreProvider.path("file:///var/r")).isEqualTo(Path.of("/var/r"));
        for (String bad : List.of("file:", "file://host/r", "file:a\0b")) {
            assertThatThrownBy(() -> provider.open(bad, OpenMode.CREATE_IF_ABSENT))
                    .isInstanceOf(InvalidInputException.class);
        }
        provider.open("file:" + directory.resolve("by/url"), OpenMode.CREATE_IF_ABSENT)
                .close();
        assertThat(directory.resolve("by/url/registry.json")).exists();
    }

    @Test
    void sweepsWhatDeadWritersLeftADayAgo() throws Exception {
        open();
        Path old = Files.writeString(directory.resolve("registry/tmp/old"), "");
        Path young = Files.writeString(directory.resolve("registry/tmp/young"), "");
        Files.setLastModifiedTime(old, FileTime.from(Clock.systemUTC().instant().minus(Duration.ofHours(25))));
        open();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void answersNothingAfterItWasClosed() {
        RegistryStore store = open();
        var journals = store.journals();
        store.close();
        store.close();
        assertThatThrownBy(store::registryId).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> journals.read(FLIGHTS, 0, 1)).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void opensForReadingOnlyWhereNothingCanBeCreated() throws Exception {
        CommitBytes first = commit(1, "a");
        RegistryStore writer = open();
        append(writer, Head.NONE, first);
        BlobInfo blob = writer.blobs().put(Bytes.utf8("weights").stream());

        RegistryStore reader = open(failing(new RealFileOps(), "create", "", new AccessDeniedException("tmp")));

        assertThat(reader.access()).isEqualTo(Access.READ_ONLY);
        assertThat(reader.journals().read(FLIGHTS, 0, 9).commits()).containsExactly(first);
        assertThat(reader.blobs().open(blob.digest())).hasContent("weights");
        for (Runnable write : List.<Runnable>of(
                () -> append(reader, first.head(), commit(2, "b")),
                () -> reader.journals().putSnapshot(FLIGHTS, new Snapshot(first.head(), Bytes.utf8(""))),
                () -> reader.cells().compareAndSet(CURSOR, 0, Bytes.utf8("")),
                () -> reader.blobs().renew(blob.digest()),
                () -> reader.blobs().trash(blob),
                () -> reader.blobs().purge(blob))) {
            assertThatThrownBy(write::run)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("registry")
                    .hasMessageContaining("AccessDenied");
        }
        assertThatThrownBy(() -> reader.blobs().put(Bytes.utf8("").stream())).isInstanceOf(RejectedException.class);
    }

    @Test
    void refusesToCreateWithoutHardLinksAndNamesTheWayOut() {
        IOException failure = new FileSystemException("x", null, "Operation not permitted");
        assertThatThrownBy(() -> open(failing(new RealFileOps(), "link", "journals", failure)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("hard links")
                .hasMessageContaining("jdbc:");
        assertThat(directory.resolve("registry/registry.json")).doesNotExist();
        assertThat(open().access()).isEqualTo(Access.READ_WRITE);
    }

    @Test
    void promisesLessWhereDirectoriesCannotBeSynced() {
        RegistryStore store = open(failing(new RealFileOps(), "force", "", new AccessDeniedException("directory")));
        assertThat(store.durability()).isEqualTo(Durability.PROCESS_CRASH);
        assertThat(store.durabilityLoweredBy())
                .hasValueSatisfying(why -> assertThat(why).startsWith("directories here cannot be synced"));
        assertThat(append(store, Head.NONE, commit(1, "a"))).isInstanceOf(AppendResult.Appended.class);
    }
}
