package dev.modelregistry.contract;

import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The index agrees with the journals: what appends and amendments do to it, and what is known of an entity. */
@Tag(G8)
abstract class IndexContract extends IndexGround {
    @Test
    void entriesAppearWithTheirAppend() {
        assertThat(all()).isEmpty();

        append(new Put(FLIGHTS, "stage", text("production")));

        assertThat(find("stage", text("production"))).containsExactly(FLIGHTS);
        assertThat(all()).containsExactly(FLIGHTS);
    }

    @Test
    void entriesOfAConflictDoNotAppearAndItsRemovalsRemoveNothing() {
        Head head = append(new Put(FLIGHTS, "stage", text("staging")));

        AppendResult result = tryAppend(
                Head.NONE,
                "loser",
                new Put(FLIGHTS, "stage", text("production")),
                new Put("model/other", "stage", text("production")),
                new Remove(FLIGHTS, "stage", text("staging")));

        assertThat(result).isEqualTo(new Conflict(head));
        assertThat(find("stage", text("production"))).isEmpty();
        assertThat(find("stage", text("staging"))).containsExactly(FLIGHTS);
    }

    @Test
    void anAppendThatIsAnsweredAgainIsNotAppliedAgain() {
        tryAppend(Head.NONE, "first", new Put(FLIGHTS, "stage", text("staging")));
        append(new Remove(FLIGHTS, "stage", text("staging")), new Put(FLIGHTS, "stage", text("production")));

        assertThat(tryAppend(Head.NONE, "first", new Put(FLIGHTS, "stage", text("staging"))))
                .isInstanceOf(Appended.class);

        assertThat(find("stage", text("staging")))
                .as("what a later append removed")
                .isEmpty();
        assertThat(find("stage", text("production"))).containsExactly(FLIGHTS);
    }

    @Test
    void changesOfOneAppendAreAppliedInTheirOrder() {
        append(
                new Put(FLIGHTS, "tag", text("a")),
                new Remove(FLIGHTS, "tag", text("a")),
                new Remove(FLIGHTS, "tag", text("b")),
                new Put(FLIGHTS, "tag", text("b")));

        assertThat(find("tag", text("a"))).isEmpty();
        assertThat(find("tag", text("b"))).containsExactly(FLIGHTS);
    }

    @Test
    void puttingAnEntryTwiceKeepsItOnceAndRemovingWhatIsNotThereIsNoError() {
        append(
                new Put(FLIGHTS, "tag", text("a")),
                new Put(FLIGHTS, "tag", text("a")),
                new Put(FLIGHTS, "tag", text("b")));
        append(new Put(FLIGHTS, "tag", text("a")), new Remove(FLIGHTS, "tag", text("never there")));
        append(new Remove("model/unknown", "tag", text("a")));
        assertThat(find("tag", text("a"))).containsExactly(FLIGHTS);

        append(new Remove(FLIGHTS, "tag", text("a")));

        assertThat(find("tag", text("a"))).isEmpty();
        assertThat(find("tag", text("b"))).containsExactly(FLIGHTS);
        append(new Remove(FLIGHTS, "tag", text("b")));
        assertThat(all()).as("entities without entries").isEmpty();
    }

    @Test
    void whatAnEntityHasIsToldInOrder() {
        append(
                new Put(FLIGHTS, "tag", text("b")),
                new Put(FLIGHTS, "tag", text("a")),
                new Put(FLIGHTS, "tag", number(7)),
                new Put(FLIGHTS, "auc", number(-0.0)),
                new Put("model/hotels", "auc", number(2)),
                new Put("model/hotels", "Tag", text("c")));

        assertThat(index(store).values("tag", List.of("model/hotels", FLIGHTS, "model/unknown")))
                .hasSize(1)
                .containsEntry(FLIGHTS, List.of(number(7), text("a"), text("b")));
        assertThat(index(store).entries(List.of("model/unknown", "model/hotels", FLIGHTS)))
                .hasSize(2)
                .containsEntry(
                        FLIGHTS,
                        List.of(
                                new Entry("auc", number(0)),
                                new Entry("tag", number(7)),
                                new Entry("tag", text("a")),
                                new Entry("tag", text("b"))))
                .containsEntry("model/hotels", List.of(new Entry("Tag", text("c")), new Entry("auc", number(2))));
        assertThat(index(store).values("tag", List.of())).isEmpty();
        assertThat(index(store).entries(List.of())).isEmpty();
    }

    @Test
    void manyEntitiesAreAskedAtOnce() {
        List<String> entities = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 1_201; i++) {
            entities.add("v/" + i);
            changes.add(new Put("v/" + i, "n", number(i)));
        }
        append(changes.toArray(Change[]::new));

        assertThat(index(store).values("n", entities))
                .hasSize(1_201)
                .containsEntry("v/0", List.of(number(0)))
                .containsEntry("v/1200", List.of(number(1_200)));
        assertThat(index(store).entries(entities))
                .hasSize(1_201)
                .containsEntry("v/999", List.of(new Entry("n", number(999))));
    }

    @Test
    void entriesAreCountedToAsManyAsAreAskedForAndNoFurther() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            changes.add(new Put("v/" + i, "even", number(i % 2)));
            changes.add(new Put("v/" + i, "i", number(i)));
        }
        append(changes.toArray(Change[]::new));
        List<Has> asked = List.of(has("even", number(0)), new Has("i", Interval.ALL), has("i", number(30)));

        assertThat(index(store).counts(asked, 100)).containsExactly(15, 30, 0);
        assertThat(index(store).counts(asked, 20)).containsExactly(15, 20, 0);
        assertThat(index(store).counts(asked, 1)).containsExactly(1, 1, 0);
        assertThat(index(store).counts(List.of(), 1)).isEmpty();
        assertThatThrownBy(() -> index(store).counts(asked, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefixesOfEntitiesAreTakenLiterally() {
        List<String> entities = List.of("a", "a%", "a%b", "a*", "a.", "a/b", "a\\", "a_", "ab", "b");
        append(entities.stream()
                .map(entity -> new Put(entity, "key", number(1)))
                .toArray(Change[]::new));

        assertThat(index(store).entities("a%", "", 100)).containsExactly("a%", "a%b");
        assertThat(index(store).entities("a_", "", 100)).containsExactly("a_");
        assertThat(index(store).entities("a\\", "", 100)).containsExactly("a\\");
        assertThat(index(store).entities("a*", "", 100)).containsExactly("a*");
        assertThat(index(store).entities("a", "", 100)).isEqualTo(entities.subList(0, 9));
        assertThat(index(store).entities("A", "", 100)).isEmpty();
        assertThat(all()).isEqualTo(entities);
    }

    @Test
    void entitiesAreReadInPages() {
        List<Change> changes = new ArrayList<>();
        for (int i = 100; i < 150; i++) {
            changes.add(new Put("v/" + i, "a", number(i)));
            changes.add(new Put("v/" + i, "b", number(i)));
        }
        append(changes.toArray(Change[]::new));

        List<String> read = new ArrayList<>();
        List<String> page = index(store).entities("v/", "", 7);
        while (!page.isEmpty() && read.size() <= 50) {
            assertThat(page).hasSizeLessThanOrEqualTo(7);
            read.addAll(page);
            page = index(store).entities("v/", read.get(read.size() - 1), 7);
        }

        assertThat(read).hasSize(50).isSorted().startsWith("v/100").endsWith("v/149");
        assertThat(read).doesNotHaveDuplicates();
        assertThat(index(store).entities("v/", "v/1485", 1))
                .as("behind one that is not there")
                .containsExactly("v/149");
        assertThat(index(store).entities("v/", "a", 1))
                .as("behind one in front")
                .containsExactly("v/100");
        assertThatThrownBy(() -> index(store).entities("", "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAmendmentIsAppliedWholeIfTheJournalStillEndsAtTheHead() {
        Head head = append(new Put(FLIGHTS, "tag", text("wrong")), new Put(FLIGHTS, "tag", text("right")));

        assertThat(index(store)
                        .amend(
                                JOURNAL,
                                head,
                                List.of(
                                        new Remove(FLIGHTS, "tag", text("wrong")),
                                        new Put(FLIGHTS, "stage", text("staging")))))
                .isTrue();
        assertThat(index(store).amend(JOURNAL, head, List.of())).isTrue();

        assertThat(index(store).entries(List.of(FLIGHTS)))
                .containsEntry(FLIGHTS, List.of(new Entry("stage", text("staging")), new Entry("tag", text("right"))));
        assertThat(Commits.head(store.journals(), JOURNAL)).as("no commit").isEqualTo(head);
    }

    @Test
    void anAmendmentForAnotherHeadChangesNothing() {
        Head old = append(new Put(FLIGHTS, "tag", text("a")));
        Head head = append(new Put(FLIGHTS, "tag", text("b")));
        List<Change> changes = List.of(new Remove(FLIGHTS, "tag", text("a")), new Put(FLIGHTS, "tag", text("c")));
        JournalId unknown = new JournalId("model", "unknown");

        assertThat(index(store).amend(JOURNAL, old, changes)).isFalse();
        assertThat(index(store).amend(JOURNAL, new Head(head.revision(), old.hash()), changes))
                .isFalse();
        assertThat(index(store).amend(JOURNAL, new Head(head.revision() + 1, head.hash()), changes))
                .isFalse();
        assertThat(index(store).amend(JOURNAL, Head.NONE, changes)).isFalse();
        assertThat(index(store).amend(unknown, head, changes)).isFalse();
        assertThat(find("tag", Interval.ALL)).containsExactly(FLIGHTS, FLIGHTS);
        assertThat(find("tag", text("c"))).isEmpty();

        assertThat(index(store).amend(unknown, Head.NONE, changes))
                .as("it has not begun")
                .isTrue();
        assertThat(find("tag", text("c"))).containsExactly(FLIGHTS);
        assertThat(store.journals().heads(List.of(unknown))).isEmpty();
    }

    @Test
    void anAmendmentComesBeforeAnAppendOrNotAtAll() {
        Head head = append(new Put(FLIGHTS, "tag", text("start")));
        for (int round = 0; round < 20; round++) {
            String entity = "model/" + round;
            Head expected = head;
            List<Object> results = Race.values(Race.run(
                    2,
                    racer -> racer == 0
                            ? index(store)
                                    .amend(
                                            JOURNAL,
                                            expected,
                                            List.of(
                                                    new Put(entity, "a", text("amended")),
                                                    new Put(entity, "b", text("amended"))))
                            : tryAppend(
                                    expected,
                                    "",
                                    new Put(entity, "b", text("appended")),
                                    new Remove(entity, "b", text("amended")))));
            assertThat(results.get(1)).as("an amendment is in no append's way").isInstanceOf(Appended.class);
            head = ((Appended) results.get(1)).head();

            List<Entry> appended = List.of(new Entry("b", text("appended")));
            List<Entry> both = List.of(new Entry("a", text("amended")), new Entry("b", text("appended")));
            assertThat(index(store).entries(List.of(entity)))
                    .as("round %s: amended: %s", round, results.get(0))
                    .containsEntry(entity, results.get(0).equals(true) ? both : appended);
        }
    }

    @Test
    @Tag(G4)
    void entriesAreFoundThroughOtherStoresAndAfterReopening() {
        RegistryStore other = another();
        assertThat(index(other).entities("", "", 10)).isEmpty();

        append(new Put(FLIGHTS, "stage", text("staging")));

        assertThat(index(other).entities("", "", 10)).containsExactly(FLIGHTS);
        assertThat(index(reopened()).counts(List.of(has("stage", text("staging"))), 10))
                .containsExactly(1);
    }

    @Test
    void anEntryIsNeverSeenWithoutItsCommitNorACommitWithoutItsEntry() {
        int last = 60;
        AtomicLong acknowledged = new AtomicLong();
        List<RegistryStore> readers = List.of(another(), another());

        Race.values(Race.run(3, racer -> {
            if (racer == 2) {
                for (int revision = 1; revision <= last; revision++) {
                    append(new Put("revision/" + (1_000 + revision), "revision", number(revision)));
                    acknowledged.set(revision);
                }
                return null;
            }
            RegistryStore reader = readers.get(racer);
            long seen = 0;
            while (seen < last && Race.isOn()) {
                long told = acknowledged.get();
                List<String> found = index(reader).entities("revision/", "", 1_000);
                assertThat(found)
                        .as("entries after revision %s was acknowledged", told)
                        .hasSizeGreaterThanOrEqualTo((int) told);
                long head = Commits.head(reader.journals(), JOURNAL).revision();
                assertThat(head)
                        .as("the head after %s entries were found", found.size())
                        .isGreaterThanOrEqualTo(found.size());
                seen = found.size();
            }
            return null;
        }));
    }
}
