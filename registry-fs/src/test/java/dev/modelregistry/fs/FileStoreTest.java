package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special to files; the guarantees that all stores share are in the contract suite. */
class FileStoreTest {
    private static final JournalId FLIGHTS = Ledger.FLIGHTS;
    private static final CellId CURSOR = Ledger.CURSOR;

    @TempDir
    Path directory;

    private RegistryStore open() {
        return open(new RealFileOps());
    }

    private RegistryStore open(FileOps files) {
        return Opening.open(directory.resolve("registry"), OpenMode.CREATE_IF_ABSENT, files, Clock.systemUTC());
    }

    private static AppendResult append(RegistryStore store, Head expected, CommitBytes... commits) {
        return store.journals().append(FLIGHTS, expected, List.of(commits), List.of());
    }

    // Opening

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
    void refusesANewerFormatAndADamagedIdentity() throws Exception {
        open();
        Path identity = directory.resolve("registry/registry.json");
        String written = Files.readString(identity);

        for (String newer : List.of("{\"format\":2,\"x\":[1]}\n", written.replace("feature\":1", "feature\":2"))) {
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

    // What the ground can do

    /** Fails operations of one kind on some paths. */
    private static ForwardingFiles failing(FileOps files, String operation, String path, IOException failure) {
        return new ForwardingFiles(files) {
            @Override
            <T> T forward(String done, Path on, Operation<T> body) throws IOException {
                if (done.equals(operation) && on.toString().contains(path)) {
                    throw failure;
                }
                return body.run();
            }
        };
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
                () -> reader.blobs().trash(blob.digest()),
                () -> reader.blobs().restore(blob.digest()),
                () -> reader.blobs().purge(blob.digest()))) {
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
        assertThat(append(store, Head.NONE, commit(1, "a"))).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnWhenItIsNot() {
        RegistryStore created = open();
        append(created, Head.NONE, commit(1, "a"));
        FaultyFiles files = new FaultyFiles(new RealFileOps());
        RegistryStore store =
                open(failing(files, "write", "", new FileSystemException("f", null, "No space left on device")));
        assertThatThrownBy(() -> append(store, commit(1, "a").head(), commit(2, "b")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("nothing was changed");
        assertThat(directory.resolve("registry/tmp")).isEmptyDirectory();
        assertThat(append(created, commit(1, "a").head(), commit(2, "b"))).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void neverTakesASecondSyncForAnAnswer() {
        CommitBytes first = commit(1, "a");
        AtomicInteger failures = new AtomicInteger();
        RegistryStore store = open(new ForwardingFiles(new RealFileOps()) {
            @Override
            public void force(Path path) throws IOException {
                if (path.toString().contains("flights") && failures.getAndIncrement() == 0) {
                    throw new IOException("Input/output error");
                }
                super.force(path);
            }
        });

        assertThatThrownBy(() -> append(store, Head.NONE, first))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("commit 1 of model/flights")
                .hasMessageContaining(first.hash().toString());
        assertThatThrownBy(() -> append(store, Head.NONE, first)).isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> append(store, first.head(), commit(2, "b")))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(failures).as("attempts to sync").hasValue(1);
        assertThat(append(open(), Head.NONE, first)).isEqualTo(new AppendResult.Appended(first.head()));
    }

    @Test
    void believesALinkThatFailedButHappened() {
        for (IOException lie : List.of(new IOException("reply lost"), new FileAlreadyExistsException("sent twice"))) {
            RegistryStore store = open(new ForwardingFiles(new RealFileOps()) {
                @Override
                public void link(Path file, Path name) throws IOException {
                    super.link(file, name);
                    if (name.toString().contains("flights")) {
                        throw lie;
                    }
                }
            });
            Head head = store.journals().heads(List.of(FLIGHTS)).getOrDefault(FLIGHTS, Head.NONE);
            CommitBytes next = commit(head.revision() + 1, "a");
            assertThat(append(store, head, next)).isEqualTo(new AppendResult.Appended(next.head()));
        }
    }

    @Test
    void syncsNoMoreThanTheProtocolNeeds() throws Exception {
        List<String> operations = new ArrayList<>();
        RegistryStore store = open(new ForwardingFiles(new RealFileOps()) {
            @Override
            <T> T forward(String operation, Path path, Operation<T> body) throws IOException {
                operations.add(operation);
                return body.run();
            }
        });
        append(store, Head.NONE, commit(1, "a"));
        operations.clear();
        append(store, commit(1, "a").head(), commit(2, "b"), commit(3, "c"));
        assertThat(operations)
                .containsExactly("attributes", "create", "write", "force file", "link", "force", "close", "delete");

        store.blobs().put(Bytes.utf8("weights").stream());
        operations.clear();
        store.blobs().put(Bytes.utf8("weights").stream());
        assertThat(operations).containsExactly("attributes", "attributes", "touch", "force");
        store.blobs().trash(Bytes.utf8("weights").digest());
        store.blobs().purge(Bytes.utf8("weights").digest());
        operations.clear();
        store.blobs().put(Bytes.utf8("weights").stream());
        assertThat(operations)
                .filteredOn(operation -> operation.startsWith("force"))
                .containsExactly("force file", "force");
    }

    // Interrupts

    @Test
    void finishesInAnInterruptedThreadAndLeavesItInterrupted() throws Exception {
        RegistryStore store = open();
        Thread.currentThread().interrupt();
        assertThat(append(store, Head.NONE, commit(1, "a"))).isInstanceOf(AppendResult.Appended.class);
        assertThat(store.cells().compareAndSet(CURSOR, 0, Bytes.utf8("v"))).isTrue();
        byte[] large = new byte[3 * Upload.BUFFER + 1];
        BlobInfo blob = store.blobs().put(Bytes.of(large).stream());
        assertThat(store.blobs().localPath(blob.digest())).hasSize(large.length);
        assertThat(store.journals().read(FLIGHTS, 0, 9).commits()).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory.resolve("registry/tmp")).isEmptyDirectory();
    }

    @Test
    void appendsAllUnderAStormOfInterrupts() throws Exception {
        RegistryStore store = open();
        CompletableFuture<Long> done = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                Head head = Head.NONE;
                for (int i = 1; i <= 100; i++) {
                    head = ((AppendResult.Appended) append(store, head, commit(i, "a"))).head();
                }
                done.complete(head.revision());
            } catch (Throwable wrong) {
                done.completeExceptionally(wrong);
            }
        });
        writer.start();
        while (!done.isDone()) {
            writer.interrupt();
            for (int spin = 0; spin < 100_000 && !done.isDone(); spin++) {
                Thread.onSpinWait();
            }
        }
        assertThat(done.get(10, TimeUnit.SECONDS)).isEqualTo(100);
        assertThat(open().journals().read(FLIGHTS, 0, 1000).commits()).hasSize(100);
    }

    // Cells

    /** Runs something once before a link, as if the writer had been stalled there. */
    private RegistryStore stalledAtItsNextLink(Runnable meanwhile) {
        List<Runnable> once = new ArrayList<>(List.of(meanwhile));
        return open(new ForwardingFiles(new RealFileOps()) {
            @Override
            public void link(Path file, Path name) throws IOException {
                if (name.toString().contains("cells/cursor") && !once.isEmpty()) {
                    once.remove(0).run();
                }
                super.link(file, name);
            }
        });
    }

    @Test
    void refusesAStalledWriterWhoseNumberIsFreeAgain() {
        for (long start : new long[] {0, 1, 7}) {
            CellId cell = new CellId("cursor", "c" + start);
            RegistryStore other = open();
            for (long version = 0; version < start; version++) {
                assertThat(other.cells().compareAndSet(cell, version, Bytes.utf8("o" + version)))
                        .isTrue();
            }
            RegistryStore stalled = stalledAtItsNextLink(() -> {
                for (long version = start; version < start + 4; version++) {
                    assertThat(other.cells().compareAndSet(cell, version, Bytes.utf8("o" + version)))
                            .isTrue();
                }
            });
            assertThat(stalled.cells().compareAndSet(cell, start, Bytes.utf8("late")))
                    .isFalse();
            assertThat(other.cells().read(cell)).hasValue(new Cell(start + 4, Bytes.utf8("o" + (start + 3))));
            assertThat(names("cells/cursor"))
                    .filteredOn(name -> name.startsWith("c" + start))
                    .hasSize(1);
        }
    }

    @Test
    void acceptsAWriterThatWasOvertakenAfterItWon() {
        RegistryStore other = open();
        assertThat(other.cells().compareAndSet(CURSOR, 0, Bytes.utf8("a"))).isTrue();
        RegistryStore overtaken = open(new ForwardingFiles(new RealFileOps()) {
            @Override
            public void link(Path file, Path name) throws IOException {
                super.link(file, name);
                if (name.endsWith("000000000002.cell")) {
                    assertThat(other.cells().compareAndSet(CURSOR, 2, Bytes.utf8("c")))
                            .isTrue();
                    assertThat(other.cells().compareAndSet(CURSOR, 3, Bytes.utf8("d")))
                            .isTrue();
                }
            }
        });
        assertThat(overtaken.cells().compareAndSet(CURSOR, 1, Bytes.utf8("b"))).isTrue();
        assertThat(other.cells().read(CURSOR)).hasValue(new Cell(4, Bytes.utf8("d")));
    }

    @Test
    void countsRightWhenManyCountInOneCell() throws Exception {
        RegistryStore one = open();
        RegistryStore two = open();
        List<CompletableFuture<Integer>> threads = Stream.of(one, two, one, two)
                .map(store -> CompletableFuture.supplyAsync(
                        () -> {
                            int wins = 0;
                            while (wins < 40) {
                                Cell cell = store.cells().read(CURSOR).orElse(new Cell(0, Bytes.utf8("0")));
                                Bytes next = Bytes.utf8(Integer.toString(
                                        Integer.parseInt(cell.value().utf8()) + 1));
                                wins += store.cells().compareAndSet(CURSOR, cell.version(), next) ? 1 : 0;
                            }
                            return wins;
                        },
                        task -> new Thread(task).start()))
                .toList();
        for (CompletableFuture<Integer> thread : threads) {
            thread.get(30, TimeUnit.SECONDS);
        }
        assertThat(one.cells().read(CURSOR)).hasValue(new Cell(160, Bytes.utf8("160")));
        assertThat(names("cells/cursor")).hasSize(1);
    }

    /** The files below a directory of the registry, relative to it. */
    private List<String> names(String below) {
        Path parent = directory.resolve("registry").resolve(below);
        try (Stream<Path> all = Files.walk(parent)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> parent.relativize(file).toString())
                    .toList();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    // Names and paths

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

    private static void append(RegistryStore store, JournalId journal) {
        store.journals().append(journal, Head.NONE, List.of(commit(1, "a")), List.of());
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

    // Damage

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
        assertThatThrownBy(() -> open().journals().list("model", "", 9))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("misplaced");
    }

    // Blobs

    @Test
    void keepsABlobThatIsTrashedWhileItIsPutAgain() throws Exception {
        Bytes weights = Bytes.utf8("weights");
        RegistryStore other = open();
        other.blobs().put(weights.stream());
        for (String operation : List.of("touch", "force", "attributes")) {
            List<Runnable> once = new ArrayList<>(List.of(() -> other.blobs().trash(weights.digest())));
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
            assertThat(other.blobs().find(weights.digest()).isPresent()
                            || other.blobs().restore(weights.digest()))
                    .as("there or in the trash, never gone")
                    .isTrue();
        }
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
