package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.behind;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Snapshots. A store may drop them at any time, but a test could not tell a store that drops each from one that keeps
 * none: a store under test keeps those few that a test makes.
 */
@Tag(JAVADOC)
abstract class SnapshotContract extends Grounded {
    private final List<CommitBytes> commits = behind(Head.NONE, "a", "b", "c", "d", "e", "f");

    @BeforeEach
    void appendCommits() {
        append(store.journals(), JOURNAL, Head.NONE, commits);
    }

    private Snapshot snapshot(int revision, String state) {
        return new Snapshot(commits.get(revision - 1).head(), Bytes.utf8(state));
    }

    @Test
    void thereIsNoneBeforeTheFirst() {
        assertThat(store.journals().latestSnapshot(JOURNAL, 6)).isEmpty();

        store.journals().putSnapshot(JOURNAL, snapshot(3, "three"));

        assertThat(store.journals().latestSnapshot(JOURNAL, 2)).isEmpty();
        assertThat(store.journals().latestSnapshot(JOURNAL, 0)).isEmpty();
    }

    @Test
    void theLatestAtOrBeforeTheRevisionIsGiven() {
        Snapshot two = snapshot(2, "two");
        Snapshot five = snapshot(5, "five");
        // In this order: the latest is the one with the highest revision, not the youngest.
        store.journals().putSnapshot(JOURNAL, five);
        store.journals().putSnapshot(JOURNAL, two);

        assertThat(store.journals().latestSnapshot(JOURNAL, 2)).contains(two);
        assertThat(store.journals().latestSnapshot(JOURNAL, 4)).contains(two);
        assertThat(store.journals().latestSnapshot(JOURNAL, 5)).contains(five);
        assertThat(store.journals().latestSnapshot(JOURNAL, Long.MAX_VALUE)).contains(five);
    }

    @Test
    void theOneThatIsThereAlreadyStays() {
        Snapshot first = snapshot(2, "first");
        store.journals().putSnapshot(JOURNAL, first);
        store.journals().putSnapshot(JOURNAL, snapshot(2, "second"));

        assertThat(store.journals().latestSnapshot(JOURNAL, 2)).contains(first);
        assertThat(another().journals().latestSnapshot(JOURNAL, 2)).contains(first);
    }

    @Test
    void statesOfAnySizeComeBackAsTheyWere() {
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        Snapshot none = new Snapshot(commits.get(0).head(), Bytes.of(new byte[0]));
        Snapshot much = new Snapshot(commits.get(1).head(), Bytes.of(large));
        store.journals().putSnapshot(JOURNAL, none);
        store.journals().putSnapshot(JOURNAL, much);

        assertThat(store.journals().latestSnapshot(JOURNAL, 1)).contains(none);
        assertThat(reopened().journals().latestSnapshot(JOURNAL, 2)).contains(much);
    }

    @Test
    void journalsHaveTheirOwn() {
        JournalId twin = new JournalId("run", JOURNAL.key());
        append(store.journals(), twin, Head.NONE, commits);
        store.journals().putSnapshot(JOURNAL, snapshot(2, "of the model"));

        assertThat(store.journals().latestSnapshot(twin, 6)).isEmpty();
        assertThat(store.journals().latestSnapshot(new JournalId("model", "unknown"), 6))
                .isEmpty();
    }

    @Test
    void aSnapshotIsNoCommit() {
        store.journals().putSnapshot(JOURNAL, snapshot(2, "two"));

        assertThat(Commits.readAll(store.journals(), JOURNAL)).isEqualTo(commits);
        assertThat(store.journals().list("model", "", 10)).containsExactly(JOURNAL);
    }
}
