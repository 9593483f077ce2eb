package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.appendEach;
import static dev.modelregistry.contract.Commits.behind;
import static dev.modelregistry.contract.Commits.commit;
import static dev.modelregistry.contract.Commits.head;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Commits.texts;
import static dev.modelregistry.contract.Guarantee.G1;
import static dev.modelregistry.contract.Guarantee.G2;
import static dev.modelregistry.contract.Guarantee.G5;
import static dev.modelregistry.contract.Guarantee.G6;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Appending, by one writer: what is answered, and what stands in the journal afterwards. */
abstract class AppendContract extends Grounded {
    private AppendResult tryAppend(Head expected, List<CommitBytes> batch) {
        return store.journals().append(JOURNAL, expected, batch, List.of());
    }

    private void assertJournal(String... expected) {
        List<CommitBytes> all = readAll(store.journals(), JOURNAL);
        assertThat(texts(all)).as("the whole journal").containsExactly(expected);
        assertThat(head(store.journals(), JOURNAL))
                .as("the head of the journal")
                .isEqualTo(all.isEmpty() ? Head.NONE : all.get(all.size() - 1).head());
    }

    @Test
    @Tag(G5)
    void theFirstAppendCreatesTheJournalAtRevisionOne() {
        CommitBytes first = commit(1, "first");

        assertThat(tryAppend(Head.NONE, List.of(first))).isEqualTo(new Appended(new Head(1, first.hash())));

        assertThat(readAll(store.journals(), JOURNAL)).containsExactly(first);
    }

    @Test
    @Tag(G5)
    void revisionsAreDenseHoweverTheCommitsAreBatched() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a");
        head = append(store.journals(), JOURNAL, head, "b", "c", "d");
        head = append(store.journals(), JOURNAL, head, "e");

        assertThat(head.revision()).isEqualTo(5);
        assertJournal("a", "b", "c", "d", "e");
    }

    @Test
    @Tag(G1)
    void aBatchIsAppendedWhole() {
        String[] texts = new String[50];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "commit " + i;
        }

        Head head = append(store.journals(), JOURNAL, Head.NONE, texts);

        assertThat(head.revision()).isEqualTo(50);
        assertJournal(texts);
    }

    @Test
    @Tag(G1)
    @Tag(G6)
    void aBatchOfWhichOnlyTheBeginningIsThereIsAConflictAndItsRestIsNotAppended() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a", "b");

        assertThat(tryAppend(Head.NONE, behind(Head.NONE, "a", "b", "c"))).isEqualTo(new Conflict(head));

        assertJournal("a", "b");
    }

    @Test
    @Tag(G1)
    @Tag(G6)
    void aBatchOfWhichOnlyTheBeginningFitsIsAConflict() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a", "b", "c");

        assertThat(tryAppend(Head.NONE, behind(Head.NONE, "a", "b", "other"))).isEqualTo(new Conflict(head));

        assertJournal("a", "b", "c");
    }

    @Test
    @Tag(G2)
    @Tag(G6)
    void aRevisionThatHasPassedIsAConflictWithTheActualHead() {
        Head one = append(store.journals(), JOURNAL, Head.NONE, "a");
        Head two = append(store.journals(), JOURNAL, one, "b");
        Head three = append(store.journals(), JOURNAL, two, "c");

        assertThat(tryAppend(one, behind(one, "late"))).isEqualTo(new Conflict(three));
        assertThat(tryAppend(two, behind(two, "late"))).isEqualTo(new Conflict(three));

        assertJournal("a", "b", "c");
    }

    @Test
    @Tag(G2)
    @Tag(G6)
    void anExistingJournalIsNotCreatedAgain() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a");

        assertThat(tryAppend(Head.NONE, behind(Head.NONE, "another first"))).isEqualTo(new Conflict(head));

        assertJournal("a");
    }

    @Test
    @Tag(G6)
    void theRightRevisionWithAnotherHashIsAConflict() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a");
        Head forged = new Head(1, commit(1, "what never was").hash());

        assertThat(tryAppend(forged, behind(forged, "b"))).isEqualTo(new Conflict(head));

        assertJournal("a");
    }

    @Test
    @Tag(G5)
    @Tag(G6)
    void aHeadThatIsStillToComeIsAConflictAndLeavesNoGap() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a");
        Head future = commit(2, "not appended").head();

        assertThat(tryAppend(future, behind(future, "c"))).isEqualTo(new Conflict(head));

        assertJournal("a");
    }

    @Test
    @Tag(G5)
    @Tag(G6)
    void expectingAHeadOfAJournalThatDoesNotExistIsAConflictAndCreatesNothing() {
        Head imagined = commit(1, "imagined").head();

        assertThat(tryAppend(imagined, behind(imagined, "b"))).isEqualTo(new Conflict(Head.NONE));

        assertJournal();
        assertThat(store.journals().heads(List.of(JOURNAL))).isEqualTo(Map.of());
        assertThat(store.journals().list(JOURNAL.kind(), "", 10)).isEmpty();
    }

    @Test
    @Tag(G6)
    void theSameAppendIsAnsweredWithTheSameSuccess() {
        List<CommitBytes> batch = behind(Head.NONE, "a", "b");
        AppendResult first = tryAppend(Head.NONE, batch);

        assertThat(tryAppend(Head.NONE, batch)).isEqualTo(first).isInstanceOf(Appended.class);

        assertJournal("a", "b");
    }

    @Test
    @Tag(G6)
    void theSameAppendIsAnsweredWithTheSameSuccessAfterOtherCommitsFollowed() {
        Head one = append(store.journals(), JOURNAL, Head.NONE, "a");
        List<CommitBytes> batch = behind(one, "b", "c");
        AppendResult first = tryAppend(one, batch);
        appendEach(store.journals(), JOURNAL, batch.get(1).head(), "d", "e");

        assertThat(tryAppend(one, batch)).isEqualTo(first).isInstanceOf(Appended.class);

        assertJournal("a", "b", "c", "d", "e");
    }

    @Test
    @Tag(G6)
    void theSameAppendIsRecognisedByAnotherStoreOnTheSameGround() {
        List<CommitBytes> batch = behind(Head.NONE, "a", "b");
        AppendResult first = tryAppend(Head.NONE, batch);

        assertThat(another().journals().append(JOURNAL, Head.NONE, batch, List.of()))
                .isEqualTo(first);
        assertThat(reopened().journals().append(JOURNAL, Head.NONE, batch, List.of()))
                .isEqualTo(first);

        assertJournal("a", "b");
    }

    @Test
    @Tag(G6)
    void commitsThatAreThereAreRecognisedHoweverTheyWereBatched() {
        appendEach(store.journals(), JOURNAL, Head.NONE, "a", "b");
        List<CommitBytes> together = behind(Head.NONE, "a", "b");

        assertThat(tryAppend(Head.NONE, together))
                .isEqualTo(new Appended(together.get(1).head()));
        assertThat(tryAppend(Head.NONE, together.subList(0, 1)))
                .isEqualTo(new Appended(together.get(0).head()));

        assertJournal("a", "b");
    }

    @Test
    @Tag(G2)
    @Tag(G6)
    void anotherCommitAtATakenRevisionIsAConflictAlsoForItsOwnBytesLater() {
        Head one = append(store.journals(), JOURNAL, Head.NONE, "a");
        List<CommitBytes> loser = behind(one, "loser");
        Head winner = append(store.journals(), JOURNAL, one, "winner");

        assertThat(tryAppend(one, loser)).isEqualTo(new Conflict(winner));
        assertThat(tryAppend(one, loser)).as("a conflict is final").isEqualTo(new Conflict(winner));

        assertJournal("a", "winner");
    }

    @Test
    @Tag(JAVADOC)
    void revisionsThatDoNotFollowTheExpectedHeadAreACallersMistake() {
        Head head = append(store.journals(), JOURNAL, Head.NONE, "a");
        List<List<CommitBytes>> mistakes = List.of(
                List.of(),
                List.of(commit(1, "again")),
                List.of(commit(3, "gap")),
                List.of(commit(2, "b"), commit(2, "twice")),
                List.of(commit(2, "b"), commit(4, "gap")),
                List.of(commit(3, "backwards"), commit(2, "b")));

        for (List<CommitBytes> mistake : mistakes) {
            assertThatThrownBy(() -> tryAppend(head, mistake))
                    .as(
                            "revisions %s behind 1",
                            mistake.stream().map(CommitBytes::revision).toList())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> tryAppend(Head.NONE, List.of(commit(0, "zero"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tryAppend(new Head(-1, Digest.ZERO), List.of(commit(0, "zero"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertJournal("a");
    }

    @Test
    @Tag(JAVADOC)
    void whatTheCallerDoesToItsListAfterwardsDoesNotReachTheStore() {
        List<CommitBytes> batch = new ArrayList<>(behind(Head.NONE, "a", "b"));
        tryAppend(Head.NONE, batch);

        batch.set(0, commit(1, "changed"));
        batch.clear();

        assertJournal("a", "b");
    }
}
