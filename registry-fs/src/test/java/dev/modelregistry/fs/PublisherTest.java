package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.CURSOR;
import static dev.modelregistry.fs.Ledger.FLIGHTS;
import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The one way in which everything is written: no more syncs than it needs, and what a failing step or an interrupt does to it. */
class PublisherTest extends RegistryDirectory {
    /** Snapshots are derived: their directory may be deleted at any time. */
    @Test
    void makesADirectoryAgainThatSomebodyDeleted() throws IOException {
        RegistryStore store = open();
        append(store, Head.NONE, commit(1, "a"));
        Snapshot snapshot = new Snapshot(commit(1, "a").head(), Bytes.utf8("state"));
        store.journals().putSnapshot(FLIGHTS, snapshot);
        Path file = directory
                .resolve("registry/journals")
                .resolve(names("journals").stream()
                        .filter(name -> name.endsWith(".snapshot"))
                        .findFirst()
                        .orElseThrow());
        Files.delete(file);
        Files.delete(file.getParent());

        assertThatThrownBy(() -> store.journals().putSnapshot(FLIGHTS, snapshot))
                .isInstanceOf(StoreUnavailableException.class);
        store.journals().putSnapshot(FLIGHTS, snapshot);

        assertThat(store.journals().latestSnapshot(FLIGHTS, 1)).contains(snapshot);
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
        assertThat(operations)
                .as("a known blob is read once more, and renewed")
                .containsExactly("attributes", "attributes", "attributes", "open", "touch", "attributes", "force");
        assertThat(Trash.end(store, Bytes.utf8("weights").digest())).isTrue();
        operations.clear();
        store.blobs().put(Bytes.utf8("weights").stream());
        assertThat(operations)
                .filteredOn(operation -> operation.startsWith("force"))
                .containsExactly("force file", "force");
    }

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
}
