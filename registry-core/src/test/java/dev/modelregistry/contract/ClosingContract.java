package dev.modelregistry.contract;

import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Stores that may not be used any more, or not for everything. Public, because a fixture whose stores are handles
 * around one that stays open runs this on the bare store as well.
 */
@Tag(JAVADOC)
public abstract class ClosingContract extends Grounded {
    private static final CellId CELL = new CellId("cursor", "c");

    private static Map<String, ThrowingCallable> writes(JournalStore journals, BlobStore blobs, CellStore cells) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("append", () -> journals.append(JOURNAL, Head.NONE, Commits.behind(Head.NONE, "x"), List.of()));
        calls.put(
                "putSnapshot",
                () -> journals.putSnapshot(
                        JOURNAL, new Snapshot(Commits.commit(1, "x").head(), Bytes.utf8("x"))));
        calls.put("put", () -> blobs.put(new ByteArrayInputStream(new byte[3])));
        calls.put("renew", () -> blobs.renew(Digest.ZERO));
        calls.put("trash", () -> blobs.trash(new BlobInfo(Digest.ZERO, 0, 0)));
        calls.put("purge", () -> blobs.purge(new BlobInfo(Digest.ZERO, 0, 0)));
        calls.put("compareAndSet", () -> cells.compareAndSet(CELL, 0, Bytes.utf8("x")));
        return calls;
    }

    private static Map<String, ThrowingCallable> reads(JournalStore journals, BlobStore blobs, CellStore cells) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("journals.read", () -> journals.read(JOURNAL, 0, 1));
        calls.put("heads", () -> journals.heads(List.of(JOURNAL)));
        calls.put("journals.list", () -> journals.list("model", "", 1));
        calls.put("kinds", journals::kinds);
        calls.put("listTrash", () -> blobs.listTrash(Digest.ZERO, 1));
        calls.put("latestSnapshot", () -> journals.latestSnapshot(JOURNAL, 1));
        calls.put("open", () -> blobs.open(Digest.ZERO));
        calls.put("localPath", () -> blobs.localPath(Digest.ZERO));
        calls.put("find", () -> blobs.find(Digest.ZERO));
        calls.put("blobs.list", () -> blobs.list(Digest.ZERO, 1));
        calls.put("cells.read", () -> cells.read(CELL));
        calls.put("cells.list", () -> cells.list("cursor", "", 1));
        return calls;
    }

    private static Map<String, ThrowingCallable> own(RegistryStore store) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("registryId", store::registryId);
        calls.put("location", store::location);
        calls.put("sharing", store::sharing);
        calls.put("durability", store::durability);
        calls.put("durabilityLoweredBy", store::durabilityLoweredBy);
        calls.put("encryptsBlobs", store::encryptsBlobs);
        calls.put("access", store::access);
        calls.put("now", store::now);
        calls.put("journals", store::journals);
        calls.put("blobs", store::blobs);
        calls.put("cells", store::cells);
        calls.put("index", store::index);
        return calls;
    }

    private static Map<String, ThrowingCallable> asks(IndexStore index) {
        Walk walk = new Walk("stage", Interval.ALL, Direction.ASCENDING, Optional.empty(), Condition.ALWAYS, 1);
        return Map.of(
                "index.walk", () -> index.walk(walk),
                "index.counts", () -> index.counts(List.of(new Condition.Has("stage", Interval.ALL)), 1),
                "index.values", () -> index.values("stage", List.of("model/flights")),
                "index.entries", () -> index.entries(List.of("model/flights")),
                "index.entities", () -> index.entities("", "", 1),
                "index.amend", () -> index.amend(JOURNAL, Head.NONE, List.of()));
    }

    @Test
    void everyMethodOfAClosedStoreSaysThatItIsClosed() {
        JournalStore journals = store.journals();
        BlobStore blobs = store.blobs();
        CellStore cells = store.cells();
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>(own(store));
        calls.putAll(reads(journals, blobs, cells));
        calls.putAll(writes(journals, blobs, cells));
        store.index().ifPresent(index -> calls.putAll(asks(index)));

        store.close();

        calls.forEach((method, call) -> assertThatThrownBy(call)
                .as("%s of a closed store", method)
                .isInstanceOf(RegistryClosedException.class));
    }

    @Test
    void aClosedStoreDoesNotReadTheStreamThatItIsGiven() {
        BlobStore blobs = store.blobs();
        ByteArrayInputStream stream = new ByteArrayInputStream(new byte[3]);
        store.close();

        assertThatThrownBy(() -> blobs.put(stream)).isInstanceOf(RegistryClosedException.class);

        assertThat(stream.available()).isEqualTo(3);
    }

    @Test
    void closingTwiceDoesNothing() {
        store.close();

        assertThatCode(store::close).doesNotThrowAnyException();
    }

    @Test
    void aStoreThatMayOnlyBeReadRejectsEveryWriteAndReadsEverythingElse() throws IOException {
        Head head = Commits.append(store.journals(), JOURNAL, Head.NONE, "a");
        byte[] blob = BlobContract.random(1_000, 1);
        Digest digest = BlobContract.put(store, blob).digest();
        assertThat(store.access()).isEqualTo(Access.READ_WRITE);

        Optional<RegistryStore> opened = ground.openReadOnly();
        if (opened.isEmpty()) {
            // Then no store on this ground is any less than the one that has just been written to.
            assertThat(another().access()).isEqualTo(Access.READ_WRITE);
            assertThat(reopened().access()).isEqualTo(Access.READ_WRITE);
            return;
        }
        try (RegistryStore reader = opened.get()) {
            assertThat(reader.access()).isEqualTo(Access.READ_ONLY);
            writes(reader.journals(), reader.blobs(), reader.cells())
                    .forEach((method, call) -> assertThatThrownBy(call)
                            .as("%s of a store that may only be read", method)
                            .isInstanceOf(RejectedException.class));
            assertThat(Commits.head(reader.journals(), JOURNAL)).isEqualTo(head);
            assertThat(Commits.texts(Commits.readAll(reader.journals(), JOURNAL)))
                    .containsExactly("a");
            assertThat(BlobContract.content(reader, digest)).isEqualTo(blob);
            assertThat(reader.blobs().localPath(digest)).hasBinaryContent(blob);
            assertThat(reader.cells().read(CELL)).isEmpty();
        }
    }
}
