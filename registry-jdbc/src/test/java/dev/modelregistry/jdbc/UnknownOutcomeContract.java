package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.jdbc.Journal.Attempt;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store says, and what it finds out by itself, when a connection is cut just before or just behind a commit. */
abstract class UnknownOutcomeContract {
    private static final CellId CELL = new CellId("cursor", "reader");

    private final TestServer server;
    private String url;
    private CuttingProxy proxy;
    private RegistryStore store;
    private RegistryStore elsewhere;
    private Journal journal;
    private Journal others;

    UnknownOutcomeContract(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() throws Exception {
        url = server.freshDatabase();
        proxy = CuttingProxy.to(server);
        elsewhere = new JdbcStoreProvider().open(url, OpenMode.CREATE_IF_ABSENT);
        store = new JdbcStoreProvider().open(proxy.through(url), OpenMode.EXISTING);
        others = new Journal(elsewhere);
        journal = new Journal(store);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        elsewhere.close();
        proxy.close();
        server.dropDatabase(url);
    }

    /** Where a connection is cut. */
    enum Cut {
        BEFORE,
        BEHIND
    }

    private void cut(Cut cut, String bytes, int nth) {
        if (cut == Cut.BEFORE) {
            proxy.cutBefore(bytes, nth);
        } else {
            proxy.cutBehind(bytes, nth);
        }
    }

    private void cutCommit(Cut cut, int nth) {
        cut(cut, server.commitOnTheWire(), nth);
    }

    /** Makes an append whose commit is cut. */
    private Attempt attempted(Cut cut, String line) {
        Attempt attempt = journal.next(line);
        cutCommit(cut, 1);
        assertThatThrownBy(() -> journal.append(attempt))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("append commit " + (attempt.expected().revision() + 1))
                .hasMessageContaining("look for it before you do it again");
        assertThat(proxy.fired()).isEqualTo(1);
        return attempt;
    }

    @ParameterizedTest
    @CsvSource({"BEFORE, 0", "BEHIND, 0", "BEFORE, 2", "BEHIND, 2"})
    void theRepeatOfAnAppendThatWasCutSucceedsAndItIsThereOnce(Cut cut, int earlier) {
        List<String> lines = earlier(earlier);
        Attempt attempt = attempted(cut, "mine");

        assertThat(journal.append(attempt)).isEqualTo(new Appended(attempt.head()));

        lines.add("mine");
        assertThat(others.lines()).isEqualTo(lines);
        assertThat(journal.append(attempt)).isEqualTo(new Appended(attempt.head()));
        assertThat(others.lines()).isEqualTo(lines);
    }

    private List<String> earlier(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            lines.add("earlier " + i);
            others.append("earlier " + i);
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theRepeatIsAConflictWhereSomebodyElseTookThePlaceOfACutAppend(int earlier) {
        List<String> lines = earlier(earlier);
        Attempt attempt = attempted(Cut.BEFORE, "mine");
        others.append("theirs");

        assertThat(journal.append(attempt)).isEqualTo(new Conflict(others.head()));

        lines.add("theirs");
        assertThat(others.lines()).isEqualTo(lines);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theRepeatIsRecognisedBelowWhatOthersHaveAppended(int earlier) {
        List<String> lines = earlier(earlier);
        Attempt attempt = attempted(Cut.BEHIND, "mine");
        others.append("theirs");
        others.append("theirs too");

        assertThat(journal.append(attempt)).isEqualTo(new Appended(attempt.head()));

        lines.addAll(List.of("mine", "theirs", "theirs too"));
        assertThat(others.lines()).isEqualTo(lines);
    }

    @ParameterizedTest
    @CsvSource({
        "BEFORE, SET TRANSACTION",
        "BEFORE, UPDATE mr_journal",
        "BEFORE, INTO mr_commit",
        "BEHIND, INTO mr_commit",
        "BEHIND, INTO mr_entry",
        "BEFORE, FROM mr_entry"
    })
    void anAppendThatIsCutBeforeItIsCommittedIsDoneWithoutTheCallerNoticing(Cut cut, String statement) {
        others.append("earlier");
        cut(cut, statement, 1);

        journal.append("mine");

        assertThat(proxy.fired()).isEqualTo(1);
        assertThat(others.lines()).containsExactly("earlier", "mine");
    }

    @ParameterizedTest
    @EnumSource
    void aBlobWhosePutIsCutIsThereOnceAndTheCallerDoesNotNotice(Cut cut) throws Exception {
        byte[] content = random(200_000);
        cutCommit(cut, 1);

        BlobInfo info = store.blobs().put(new ByteArrayInputStream(content));

        assertThat(proxy.fired()).isEqualTo(1);
        assertIsThereOnce(info, content, 1);
    }

    /** It takes three transactions: sixteen chunks, sixteen chunks, and the rest with the blob. */
    @ParameterizedTest
    @CsvSource({"BEFORE, 1", "BEHIND, 1", "BEFORE, 2", "BEHIND, 2", "BEFORE, 3", "BEHIND, 3"})
    void aLargeBlobIsThereOnceWhicheverOfItsTransactionsIsCut(Cut cut, int nth) throws Exception {
        byte[] content = random((8 << 20) + 5);
        cutCommit(cut, nth);

        BlobInfo info = store.blobs().put(new ByteArrayInputStream(content));

        assertThat(proxy.fired()).isEqualTo(1);
        assertIsThereOnce(info, content, 33);
        assertThat(TestServerContract.ask(url, "select count(*) from mr_upload"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void aPutOfKnownBytesThatIsCutRenewsThem(Cut cut) throws Exception {
        byte[] content = random(1_000);
        BlobInfo first = elsewhere.blobs().put(new ByteArrayInputStream(content));
        assertThat(Trash.trash(elsewhere, first.digest())).isTrue();
        cutCommit(cut, 1);

        BlobInfo info = store.blobs().put(new ByteArrayInputStream(content));

        assertThat(proxy.fired()).isEqualTo(1);
        assertThat(info.storedAtMicros()).isGreaterThan(first.storedAtMicros());
        assertIsThereOnce(info, content, 1);
    }

    private void assertIsThereOnce(BlobInfo info, byte[] content, int chunks) throws Exception {
        assertThat(info.digest()).isEqualTo(Digest.of(content));
        assertThat(elsewhere.blobs().list(Digest.ZERO, 10)).containsExactly(info);
        try (InputStream stored = elsewhere.blobs().open(info.digest())) {
            assertThat(stored.readAllBytes()).isEqualTo(content);
        }
        assertThat(TestServerContract.ask(url, "select count(*) from mr_chunk")).isEqualTo(String.valueOf(chunks));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"BEFORE, 0", "BEHIND, 0", "BEFORE, 1", "BEHIND, 1"})
    void readingTellsWhetherACellWhoseCommitWasCutWasSet(Cut cut, long version) {
        for (long earlier = 0; earlier < version; earlier++) {
            elsewhere.cells().compareAndSet(CELL, earlier, Bytes.utf8("earlier"));
        }
        cutCommit(cut, 1);

        assertThatThrownBy(() -> store.cells().compareAndSet(CELL, version, Bytes.utf8("mine")))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("set cell cursor/reader to version " + (version + 1));

        Cell mine = new Cell(version + 1, Bytes.utf8("mine"));
        if (cut == Cut.BEHIND) {
            assertThat(store.cells().read(CELL)).contains(mine);
            assertThat(store.cells().compareAndSet(CELL, version, Bytes.utf8("mine")))
                    .isFalse();
        } else {
            assertThat(store.cells().read(CELL).map(Cell::version).orElse(0L)).isEqualTo(version);
            assertThat(store.cells().compareAndSet(CELL, version, Bytes.utf8("mine")))
                    .isTrue();
        }
        assertThat(elsewhere.cells().read(CELL)).contains(mine);
    }

    @Test
    void goesOnWhenTheDatabaseIsThereAgain() {
        journal.append("earlier");
        proxy.cutNow();

        assertThat(journal.lines()).containsExactly("earlier");
        proxy.cutNow();
        journal.append("later");

        assertThat(others.lines()).containsExactly("earlier", "later");
    }
}
