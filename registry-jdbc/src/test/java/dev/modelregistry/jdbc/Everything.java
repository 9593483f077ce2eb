package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Trash;
import dev.modelregistry.id.Digest;
import dev.modelregistry.jdbc.Journal.Attempt;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range.OneOf;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Calls each method of a store, and most of them in all the ways in which they can end. */
final class Everything {
    private static final CellId CELL = new CellId("cursor", "reader");

    private Everything() {}

    static void thatAStoreDoes(RegistryStore store, int blobSize) throws IOException {
        assertThat(store.now()).isNotNull();
        journals(store);
        cells(store);
        blobs(store, blobSize);
    }

    private static void journals(RegistryStore store) {
        Journal journal = new Journal(store);
        Attempt first = journal.next("first");
        assertThat(journal.append(first)).isEqualTo(new Appended(first.head()));
        assertThat(journal.append(first)).as("the same again").isEqualTo(new Appended(first.head()));
        assertThat(journal.append(new Attempt(first.expected(), "too late"))).isEqualTo(new Conflict(first.head()));
        journal.append("second");
        assertThat(journal.append(new Attempt(first.head(), "too late"))).isEqualTo(new Conflict(journal.head()));
        assertThat(journal.lines()).containsExactly("first", "second");
        assertThat(store.journals().list("model", "", 10)).containsExactly(Journal.ID);
        for (int i = 0; i < 2; i++) {
            store.journals().putSnapshot(Journal.ID, new Snapshot(first.head(), Bytes.utf8("state")));
            assertThat(store.journals().latestSnapshot(Journal.ID, 2)).isPresent();
        }
        index(store, journal);
    }

    private static void index(RegistryStore store, Journal journal) {
        IndexStore index = store.index().orElseThrow();
        Has last = new Has("last", OneOf.only(new Value.Text("second")));
        Walk walk = new Walk("last", last.range(), Direction.ASCENDING, Optional.empty(), last, 10);
        assertThat(index.walk(walk).met()).containsExactly(new Row(new Value.Text("second"), "model/flights"));
        assertThat(index.counts(List.of(last, last), 10)).containsExactly(1, 1);
        assertThat(index.values("last", List.of("model/flights"))).hasSize(1);
        assertThat(index.entries(List.of("model/flights"))).hasSize(1);
        assertThat(index.amend(Journal.ID, journal.head(), List.of())).isTrue();
        assertThat(index.amend(Journal.ID, Head.NONE, List.of())).isFalse();
        assertThat(index.amend(new JournalId("model", "unknown"), Head.NONE, List.of()))
                .isTrue();
        assertThat(index.entities("model/", "", 10)).containsExactly("model/flights");
    }

    private static void cells(RegistryStore store) {
        assertThat(store.cells().compareAndSet(CELL, 0, Bytes.utf8("one"))).isTrue();
        assertThat(store.cells().compareAndSet(CELL, 0, Bytes.utf8("other"))).isFalse();
        assertThat(store.cells().compareAndSet(CELL, 1, Bytes.utf8("two"))).isTrue();
        assertThat(store.cells().compareAndSet(CELL, 1, Bytes.utf8("other"))).isFalse();
        assertThat(store.cells().list("cursor", "", 10)).containsExactly(CELL);
    }

    private static void blobs(RegistryStore store, int size) throws IOException {
        byte[] content = new byte[size];
        BlobInfo info = store.blobs().put(new ByteArrayInputStream(content));
        store.blobs().put(new ByteArrayInputStream(content));
        try (InputStream stored = store.blobs().open(info.digest())) {
            store.blobs().put(new SequenceInputStream(stored, new ByteArrayInputStream(content)));
        }
        assertThat(Files.size(store.blobs().localPath(info.digest()))).isEqualTo(content.length);
        assertThat(store.blobs().list(Digest.ZERO, 10)).hasSize(2);
        assertThat(Trash.trash(store, info.digest())).isTrue();
        assertThat(store.blobs().listTrash(Digest.ZERO, 10)).hasSize(1);
        assertThat(store.blobs().renew(info.digest())).isPresent();
        assertThat(Trash.end(store, info.digest())).isTrue();
        assertThat(store.blobs().find(info.digest())).isEmpty();
    }
}
