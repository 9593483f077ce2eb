package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.appendEach;
import static dev.modelregistry.contract.Commits.commit;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Commits.texts;
import static dev.modelregistry.contract.Guarantee.G9;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.modelregistry.contract.StoreFixture.Damage;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damage from outside is reported with the place and the hashes. Where nothing outside can do damage, the only ways to
 * what the store holds are the things that it has given out, and the tests prove that those lead nowhere.
 */
@Tag(G9)
abstract class DamageContract extends Grounded {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final JournalId NEIGHBOUR = new JournalId("model", "neighbour");

    private Head head;
    private List<CommitBytes> commits;

    @BeforeEach
    void appendOneByOne() {
        head = appendEach(store.journals(), JOURNAL, Head.NONE, "a", "b", "c", "d", "e");
        append(store.journals(), NEIGHBOUR, Head.NONE, "of the neighbour");
        commits = readAll(store.journals(), JOURNAL);
    }

    /**
     * Closes the stores, does the damage, opens again. False if this ground cannot be damaged; then nothing was done.
     */
    private boolean damaged(Consumer<Damage> deed) {
        Optional<Damage> damage = ground.damage();
        if (damage.isEmpty()) {
            return false;
        }
        closeStores();
        deed.accept(damage.get());
        store = another();
        return true;
    }

    /** @param place a part of it that survives wherever keys are turned into other names, such as those of files */
    private void assertReported(ThrowingCallable read, String place, int hashes) {
        Throwable thrown = catchThrowable(read);
        assertThat(thrown)
                .as("what a damaged store says")
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(place);
        assertThat(HASH.matcher(thrown.getMessage())
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .count())
                .as("hashes (expected and found) in '%s'", thrown.getMessage())
                .isGreaterThanOrEqualTo(hashes);
    }

    private void assertNeighbourUnharmed() {
        assertThat(texts(readAll(store.journals(), NEIGHBOUR))).containsExactly("of the neighbour");
    }

    private void assertJournalUnchanged() {
        assertThat(readAll(store.journals(), JOURNAL)).as("the journal").isEqualTo(commits);
        assertThat(Commits.head(store.journals(), JOURNAL)).isEqualTo(head);
    }

    /** Does something to a list or map that the store gave out, which may allow it or not. */
    private static void tryTo(Runnable change) {
        Throwable refusal = catchThrowable(change::run);
        if (refusal != null) {
            assertThat(refusal).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void aFlippedByteInAnyCommitIsReported() {
        for (int revision = 1; revision <= 5; revision++) {
            JournalId journal = new JournalId("model", "flipped-" + revision);
            appendEach(store.journals(), journal, Head.NONE, "a", "b", "c", "d", "e");
            long damagedRevision = revision;
            if (!damaged(damage -> damage.flipByteOfCommit(journal, damagedRevision))) {
                tryTo(() -> store.journals().read(JOURNAL, 0, 10).commits().set(0, commit(1, "changed")));
                assertJournalUnchanged();
                continue;
            }
            assertReported(() -> readAll(store.journals(), journal), journal.key(), 2);
            assertReported(() -> store.journals().read(journal, damagedRevision - 1, 1), String.valueOf(revision), 2);
            assertNeighbourUnharmed();
        }
    }

    @Test
    void aDamagedEndIsNotTakenForTheEnd() {
        if (!damaged(damage -> damage.flipByteOfCommit(JOURNAL, 5))) {
            tryTo(() -> store.journals().read(JOURNAL, 4, 1).commits().clear());
            assertJournalUnchanged();
            return;
        }
        try {
            assertThat(Commits.head(store.journals(), JOURNAL))
                    .as("the head, if it is given at all")
                    .isEqualTo(head);
        } catch (CorruptStoreException reported) {
            assertThat(reported).hasMessageContaining(JOURNAL.key());
        }
        assertReported(() -> store.journals().read(JOURNAL, 4, 1), JOURNAL.key(), 2);
        assertNotAppended(commits.get(3).head(), commit(5, "in place of the damaged one"));
    }

    private void assertNotAppended(Head expected, CommitBytes commit) {
        Optional<AppendResult> result = Optional.empty();
        try {
            result = Optional.of(store.journals().append(JOURNAL, expected, List.of(commit), List.of()));
        } catch (CorruptStoreException reported) {
            assertThat(reported).hasMessageContaining(JOURNAL.key());
        }
        assertThat(result.filter(Appended.class::isInstance))
                .as("an append where another commit stood")
                .isEmpty();
    }

    @Test
    void aMissingCommitIsReportedAndNotReplaced() {
        for (int missing : new int[] {1, 3}) {
            JournalId journal = new JournalId("model", "without-" + missing);
            appendEach(store.journals(), journal, Head.NONE, "a", "b", "c", "d", "e");
            if (!damaged(damage -> damage.removeCommit(journal, missing))) {
                tryTo(() -> store.journals().list("model", "", 10).remove(0));
                tryTo(() -> store.journals().heads(List.of(JOURNAL)).clear());
                assertJournalUnchanged();
                continue;
            }
            assertReported(() -> readAll(store.journals(), journal), journal.key(), 0);
            assertReported(() -> store.journals().read(journal, missing - 1L, 10), String.valueOf(missing), 0);
            assertNeighbourUnharmed();
        }
        if (damaged(damage -> damage.removeCommit(JOURNAL, 3))) {
            assertNotAppended(commits.get(1).head(), commit(3, "into the gap"));
            assertReported(() -> readAll(store.journals(), JOURNAL), JOURNAL.key(), 0);
        }
    }

    @Test
    void exchangedCommitsAreReported() {
        if (!damaged(damage -> damage.exchangeCommits(JOURNAL, 2, 3))) {
            tryTo(() -> Collections.swap(store.journals().read(JOURNAL, 0, 10).commits(), 1, 2));
            assertJournalUnchanged();
            return;
        }
        assertReported(() -> readAll(store.journals(), JOURNAL), JOURNAL.key(), 0);
        assertReported(() -> store.journals().read(JOURNAL, 1, 1), JOURNAL.key(), 0);
        assertReported(() -> store.journals().read(JOURNAL, 2, 1), JOURNAL.key(), 0);
        assertNeighbourUnharmed();
    }

    @Test
    void aDamagedSnapshotIsReportedAndTheJournalIsStillRead() {
        Snapshot snapshot = new Snapshot(commits.get(2).head(), Bytes.utf8("some state"));
        store.journals().putSnapshot(JOURNAL, snapshot);
        if (!damaged(damage -> damage.flipByteOfSnapshot(JOURNAL, 3))) {
            store.journals().putSnapshot(JOURNAL, new Snapshot(commits.get(2).head(), Bytes.utf8("same stat_")));
            assertThat(store.journals().latestSnapshot(JOURNAL, 5)).contains(snapshot);
        } else {
            assertReported(() -> store.journals().latestSnapshot(JOURNAL, 5), JOURNAL.key(), 2);
        }
        assertJournalUnchanged();
    }

    @Test
    void aFlippedByteInABlobIsReported() throws IOException {
        // One byte, many, and more than any buffer holds.
        for (int size : new int[] {1, 1_000, 1 << 20}) {
            byte[] bytes = BlobContract.random(size, size);
            Digest digest = BlobContract.put(store, bytes).digest();
            if (!damaged(damage -> damage.flipByteOfBlob(digest))) {
                assertPathLeadsNowhere(digest, bytes);
                continue;
            }
            assertReported(() -> BlobContract.content(store, digest), digest.hex(), 2);
            assertReported(() -> store.blobs().localPath(digest), digest.hex(), 2);
        }
    }

    @Test
    void aBlobThatIsCutOffIsReported() throws IOException {
        byte[] bytes = BlobContract.random(100_000, 1);
        Digest digest = BlobContract.put(store, bytes).digest();
        if (!damaged(damage -> damage.truncateBlob(digest))) {
            assertPathLeadsNowhere(digest, bytes);
            return;
        }
        assertReported(() -> BlobContract.content(store, digest), digest.hex(), 1);
        assertReported(() -> store.blobs().localPath(digest), digest.hex(), 1);
    }

    /** Whatever is done to the file, the blob stays, and the next path is a right one. */
    private void assertPathLeadsNowhere(Digest digest, byte[] bytes) throws IOException {
        tamper(store.blobs().localPath(digest));

        assertThat(BlobContract.content(store, digest)).isEqualTo(bytes);
        assertThat(store.blobs().localPath(digest)).hasBinaryContent(bytes);

        Files.delete(store.blobs().localPath(digest));

        assertThat(BlobContract.content(store, digest)).isEqualTo(bytes);
        assertThat(store.blobs().localPath(digest)).hasBinaryContent(bytes);
    }

    private static void tamper(Path path) throws IOException {
        assertThat(path.toFile().setWritable(true)).as("made %s writable", path).isTrue();
        Files.write(path, new byte[] {1}, StandardOpenOption.APPEND);
    }

    @Test
    void aLocalPathThatWasTamperedWithIsNotGivenOutAgain() throws IOException {
        byte[] bytes = BlobContract.random(10_000, 2);
        Digest digest = BlobContract.put(store, bytes).digest();
        tamper(store.blobs().localPath(digest));

        // Where the file is the blob itself, this was damage; where it is a copy, a right one can be made.
        try {
            assertThat(store.blobs().localPath(digest)).hasBinaryContent(bytes);
        } catch (CorruptStoreException reported) {
            assertThat(reported).hasMessageContaining(digest.hex());
            assertThat(ground.damage())
                    .as("a ground that was just damaged through a path")
                    .isPresent();
            assertThatThrownBy(() -> BlobContract.content(store, digest)).isInstanceOf(CorruptStoreException.class);
        }
    }
}
