package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.appendEach;
import static dev.modelregistry.contract.Commits.commit;
import static dev.modelregistry.contract.Commits.head;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Commits.texts;
import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G5;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reading journals: slices, heads, sizes, and that reads see what was appended. */
abstract class ReadContract extends Grounded {
    @Test
    @Tag(G5)
    void aJournalThatDoesNotExistReadsAsEmpty() {
        assertThat(store.journals().read(JOURNAL, 0, 10)).isEqualTo(new Slice(Head.NONE, List.of()));
        assertThat(store.journals().read(JOURNAL, 7, 10)).isEqualTo(new Slice(Head.NONE, List.of()));
    }

    @Test
    @Tag(G5)
    void aReadBeginsBehindTheRevisionAndStopsAtTheLimit() {
        appendEach(store.journals(), JOURNAL, Head.NONE, "a", "b", "c", "d", "e");

        assertThat(texts(store.journals().read(JOURNAL, 0, 2).commits())).containsExactly("a", "b");
        assertThat(texts(store.journals().read(JOURNAL, 2, 2).commits())).containsExactly("c", "d");
        assertThat(texts(store.journals().read(JOURNAL, 4, 2).commits())).containsExactly("e");
        assertThat(texts(store.journals().read(JOURNAL, 1, 1).commits())).containsExactly("b");
    }

    @Test
    @Tag(G5)
    void aReadMayBeginAndEndWithinABatch() {
        append(store.journals(), JOURNAL, Head.NONE, "a", "b", "c", "d");

        assertThat(texts(store.journals().read(JOURNAL, 1, 2).commits())).containsExactly("b", "c");
    }

    @Test
    @Tag(G5)
    void everySliceNamesTheHead() {
        Head head = appendEach(store.journals(), JOURNAL, Head.NONE, "a", "b", "c");

        assertThat(store.journals().read(JOURNAL, 0, 1).head()).isEqualTo(head);
        assertThat(store.journals().read(JOURNAL, 0, Integer.MAX_VALUE).head()).isEqualTo(head);
        assertThat(store.journals().read(JOURNAL, 3, 1)).isEqualTo(new Slice(head, List.of()));
        assertThat(store.journals().read(JOURNAL, Long.MAX_VALUE, 1)).isEqualTo(new Slice(head, List.of()));
    }

    @Test
    @Tag(G5)
    void bytesAndHashesComeBackAsTheyWere() {
        byte[] everyByte = new byte[257];
        for (int i = 0; i < 256; i++) {
            everyByte[i] = (byte) i;
        }
        everyByte[256] = '\n';
        List<CommitBytes> batch = List.of(
                CommitBytes.of(1, Bytes.of(everyByte)),
                CommitBytes.of(2, Bytes.utf8("\n")),
                CommitBytes.of(3, Bytes.utf8("lines\nwithin\r\n\u2028 and \u0000\n")));
        append(store.journals(), JOURNAL, Head.NONE, batch);

        assertThat(readAll(store.journals(), JOURNAL)).isEqualTo(batch);
        assertThat(readAll(reopened().journals(), JOURNAL))
                .as("after reopening")
                .isEqualTo(batch);
    }

    @Test
    @Tag(G5)
    void aCommitOfTheLargestSizeIsKept() {
        List<CommitBytes> batch = List.of(large(1), large(2), large(3));
        Head head = append(store.journals(), JOURNAL, Head.NONE, batch);

        assertThat(readAll(store.journals(), JOURNAL)).isEqualTo(batch);
        assertThat(head(store.journals(), JOURNAL)).isEqualTo(head);
    }

    private static CommitBytes large(long revision) {
        byte[] bytes = new byte[CommitBytes.MAX_SIZE];
        new Random(revision).nextBytes(bytes);
        bytes[bytes.length - 1] = '\n';
        return CommitBytes.of(revision, Bytes.of(bytes));
    }

    @Test
    @Tag(G5)
    void aThousandCommitsAreReadInPages() {
        List<CommitBytes> all = new ArrayList<>();
        Head head = Head.NONE;
        while (all.size() < 1_000) {
            List<CommitBytes> batch = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                batch.add(commit(all.size() + 1L, "commit " + all.size()));
                all.add(batch.get(i));
            }
            head = append(store.journals(), JOURNAL, head, batch);
        }

        List<CommitBytes> read = new ArrayList<>();
        while (read.size() < 1_000) {
            Slice slice = store.journals().read(JOURNAL, read.size(), 77);
            assertThat(slice.head()).isEqualTo(head);
            assertThat(slice.commits()).as("commits behind %s", read.size()).hasSizeBetween(1, 77);
            read.addAll(slice.commits());
        }

        assertThat(read).isEqualTo(all);
    }

    @Test
    @Tag(G4)
    void whatOneStoreAppendedEveryOtherReadsAtOnce() {
        RegistryStore other = another();
        RegistryStore watcher = another(); // never writes, which would refresh what it has kept
        Head head = Head.NONE;
        for (int i = 1; i <= 20; i++) {
            RegistryStore writer = i % 2 == 0 ? store : other;
            RegistryStore reader = i % 2 == 0 ? other : store;

            head = append(writer.journals(), JOURNAL, head, "commit " + i);

            assertThat(head(reader.journals(), JOURNAL))
                    .as("head asked of the other store")
                    .isEqualTo(head);
            assertThat(reader.journals().read(JOURNAL, 0, 100).head()).isEqualTo(head);
            assertThat(watcher.journals().read(JOURNAL, 0, 100).commits())
                    .as("commits that a watcher sees")
                    .hasSize(i);
            assertThat(head(watcher.journals(), JOURNAL)).isEqualTo(head);
            assertThat(texts(reader.journals().read(JOURNAL, i - 1, 10).commits()))
                    .containsExactly("commit " + i);
        }
    }

    @Test
    @Tag(G4)
    void aJournalThatWasSeenToBeAbsentIsSeenOnceItIsThere() {
        RegistryStore other = another();
        assertThat(other.journals().read(JOURNAL, 0, 1).commits()).isEmpty();
        assertThat(other.journals().heads(List.of(JOURNAL))).isEmpty();
        assertThat(other.journals().list(JOURNAL.kind(), "", 10)).isEmpty();

        Head head = append(store.journals(), JOURNAL, Head.NONE, "a");

        assertThat(texts(other.journals().read(JOURNAL, 0, 1).commits())).containsExactly("a");
        assertThat(other.journals().heads(List.of(JOURNAL))).isEqualTo(Map.of(JOURNAL, head));
        assertThat(other.journals().list(JOURNAL.kind(), "", 10)).containsExactly(JOURNAL);
    }

    @Test
    @Tag(G4)
    void aReaderThatIsBehindAppendsBehindTheActualHead() {
        RegistryStore other = another();
        Head one = append(store.journals(), JOURNAL, Head.NONE, "a");
        assertThat(head(other.journals(), JOURNAL)).isEqualTo(one);
        Head two = append(store.journals(), JOURNAL, one, "b");

        append(other.journals(), JOURNAL, two, "c");

        assertThat(texts(readAll(store.journals(), JOURNAL))).containsExactly("a", "b", "c");
    }

    @Test
    @Tag(JAVADOC)
    void headsAreGivenForThoseJournalsThatExist() {
        Map<JournalId, Head> existing = new HashMap<>();
        List<JournalId> asked = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            JournalId journal = new JournalId("model", "m" + i);
            asked.add(journal);
            if (i % 15 == 0) {
                existing.put(journal, append(store.journals(), journal, Head.NONE, "first of " + i));
            }
        }
        asked.add(asked.get(0));
        append(store.journals(), new JournalId("model", "not asked for"), Head.NONE, "x");

        assertThat(store.journals().heads(asked)).isEqualTo(existing);
        assertThat(store.journals().heads(List.of())).isEmpty();
        assertThat(store.journals().heads(List.of(new JournalId("model", "unknown"))))
                .isEmpty();
    }
}
