package dev.modelregistry.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Uses stores, remembers what it tried and what was acknowledged, and checks a file system against that. */
final class Ledger {
    static final JournalId FLIGHTS = new JournalId("model", "flights");
    static final CellId CURSOR = new CellId("cursor", "flights");
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T00:00:00Z"), ZoneOffset.UTC);

    private Optional<String> registryId = Optional.empty();
    private final Map<Head, CommitBytes> tried = new HashMap<>();
    private final Map<Long, CommitBytes> appended = new HashMap<>();
    private final Set<Head> refused = new HashSet<>();
    private final Map<Long, Set<Bytes>> triedCells = new HashMap<>();
    private final Map<Long, Bytes> setCells = new HashMap<>();
    private final Map<Digest, Bytes> triedBlobs = new HashMap<>();
    private final Set<Digest> storedBlobs = new HashSet<>();
    private final Set<Digest> trashedBlobs = new HashSet<>();
    private Runnable afterEachAcknowledgement = () -> {};

    /** Runs after each acknowledgement. */
    void afterEachAcknowledgement(Runnable action) {
        afterEachAcknowledgement = action;
    }

    RegistryStore open(FileOps files) {
        RegistryStore store =
                Opening.open(SimulatedFiles.ROOT.resolve("registry"), OpenMode.CREATE_IF_ABSENT, files, CLOCK);
        registryId.ifPresent(id -> assertThat(store.registryId()).isEqualTo(id));
        registryId = Optional.of(store.registryId());
        afterEachAcknowledgement.run();
        return store;
    }

    static CommitBytes commit(long revision, String text) {
        return CommitBytes.of(revision, Bytes.utf8("{\"revision\":" + revision + ",\"text\":\"" + text + "\"}\n"));
    }

    AppendResult append(RegistryStore store, Head expected, CommitBytes... commits) {
        for (CommitBytes commit : commits) {
            tried.put(commit.head(), commit);
        }
        AppendResult result;
        try {
            result = store.journals().append(FLIGHTS, expected, List.of(commits), List.of());
        } catch (StoreUnavailableException notAppended) {
            for (CommitBytes commit : commits) {
                tried.remove(commit.head(), appended.containsValue(commit) ? null : commit);
            }
            throw notAppended;
        }
        for (CommitBytes commit : commits) {
            if (result instanceof AppendResult.Appended) {
                assertThat(appended.put(commit.revision(), commit))
                        .as("a second winner")
                        .isIn(null, commit);
            } else {
                refused.add(commit.head());
            }
        }
        afterEachAcknowledgement.run();
        return result;
    }

    /** A first append to a journal that is checked at once, where there is no doubt. */
    void appendElsewhere(RegistryStore store, CommitBytes commit) {
        JournalId other = new JournalId("run", "Other/Journal");
        store.journals().append(other, Head.NONE, List.of(commit), List.of());
        assertThat(store.journals().read(other, 0, 2).commits()).containsExactly(commit);
        assertThat(store.journals().list("run", "", 2)).containsExactly(other);
    }

    boolean set(RegistryStore store, long expected, String value) {
        triedCells.computeIfAbsent(expected + 1, version -> new HashSet<>()).add(Bytes.utf8(value));
        boolean set;
        try {
            set = store.cells().compareAndSet(CURSOR, expected, Bytes.utf8(value));
        } catch (StoreUnavailableException notSet) {
            triedCells.get(expected + 1).remove(Bytes.utf8(value));
            throw notSet;
        }
        if (set) {
            assertThat(setCells.put(expected + 1, Bytes.utf8(value)))
                    .as("a second winner")
                    .isNull();
        }
        afterEachAcknowledgement.run();
        return set;
    }

    Digest put(RegistryStore store, String content) {
        Bytes bytes = Bytes.utf8(content);
        triedBlobs.put(bytes.digest(), bytes);
        try {
            BlobInfo info = store.blobs().put(bytes.stream());
            assertThat(info.digest()).isEqualTo(bytes.digest());
            storedBlobs.add(info.digest());
            trashedBlobs.remove(info.digest());
            afterEachAcknowledgement.run();
            return info.digest();
        } catch (StoreUnavailableException notStored) {
            if (!storedBlobs.contains(bytes.digest()) && !trashedBlobs.contains(bytes.digest())) {
                triedBlobs.remove(bytes.digest());
            }
            throw notStored;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void trash(RegistryStore store, Digest digest) {
        storedBlobs.remove(digest);
        trashedBlobs.add(digest);
        assertThat(Trash.trash(store, digest)).isTrue();
        afterEachAcknowledgement.run();
    }

    void restore(RegistryStore store, Digest digest) {
        assertThat(store.blobs().renew(digest)).isPresent();
        trashedBlobs.remove(digest);
        storedBlobs.add(digest);
        afterEachAcknowledgement.run();
    }

    void purge(RegistryStore store, Digest digest) {
        trashedBlobs.remove(digest);
        Trash.purge(store, digest);
    }

    /** Fails where the files contradict what is known; then goes on working with them. */
    void check(FileOps files) {
        RegistryStore store;
        if (registryId.isPresent()) {
            store = Opening.open(SimulatedFiles.ROOT.resolve("registry"), OpenMode.EXISTING, files, CLOCK);
            assertThat(store.registryId()).isEqualTo(registryId.get());
        } else {
            store = Opening.open(SimulatedFiles.ROOT.resolve("registry"), OpenMode.CREATE_IF_ABSENT, files, CLOCK);
        }
        checkJournal(store);
        checkBlobs(store);
        checkTrash(store);
        checkCell(store);
    }

    private void checkJournal(RegistryStore store) {
        List<CommitBytes> found = store.journals().read(FLIGHTS, 0, 1000).commits();
        assertThat(found)
                .extracting(CommitBytes::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, found.size()).boxed().toList());
        assertThat(found).allSatisfy(commit -> assertThat(tried).containsEntry(commit.head(), commit));
        assertThat(found).noneSatisfy(commit -> assertThat(refused).contains(commit.head()));
        appended.forEach((revision, commit) ->
                assertThat(found).as("acknowledged %s", revision).contains(commit));
        Head head = store.journals().heads(List.of(FLIGHTS)).getOrDefault(FLIGHTS, Head.NONE);
        assertThat(head)
                .isEqualTo(
                        found.isEmpty()
                                ? Head.NONE
                                : found.get(found.size() - 1).head());
        assertThat(store.journals().list("model", "", 10)).isEqualTo(found.isEmpty() ? List.of() : List.of(FLIGHTS));
        CommitBytes next = commit(head.revision() + 1, "after");
        assertThat(store.journals().append(FLIGHTS, head, List.of(next), List.of()))
                .isEqualTo(new AppendResult.Appended(next.head()));
    }

    private void checkBlobs(RegistryStore store) {
        List<Digest> there = store.blobs().list(Digest.ZERO, 1000).stream()
                .map(BlobInfo::digest)
                .toList();
        assertThat(there).containsAll(storedBlobs);
        for (Digest digest : there) {
            try (InputStream in = store.blobs().open(digest)) {
                assertThat(Bytes.of(in.readAllBytes())).isEqualTo(triedBlobs.get(digest));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private void checkTrash(RegistryStore store) {
        for (Digest digest : trashedBlobs) {
            assertThat(store.blobs().renew(digest))
                    .as("neither trashed nor there")
                    .isPresent();
        }
    }

    private void checkCell(RegistryStore store) {
        Cell found = store.cells().read(CURSOR).orElse(new Cell(0, Bytes.utf8("")));
        long least =
                setCells.keySet().stream().mapToLong(version -> version).max().orElse(0);
        assertThat(found.version()).isGreaterThanOrEqualTo(least);
        if (found.version() > 0) {
            assertThat(triedCells.get(found.version())).contains(found.value());
        }
        if (found.version() == least && least > 0) {
            assertThat(found.value()).isEqualTo(setCells.get(least));
        }
        assertThat(store.cells().compareAndSet(CURSOR, found.version(), Bytes.utf8("after")))
                .isTrue();
    }
}
