package dev.modelregistry.contract;

import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G8;
import static dev.modelregistry.spi.IndexStore.Operator.AT_LEAST;
import static dev.modelregistry.spi.IndexStore.Operator.AT_MOST;
import static dev.modelregistry.spi.IndexStore.Operator.EQUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Operator;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The index agrees with the journals. Checks the store's own index, or the one that the fixture derives; a store with
 * neither proves that it takes the entries without minding them, and that its journals give an index to those who
 * derive one.
 */
@Tag(G8)
abstract class IndexContract extends Grounded {
    private static final String FLIGHTS = "model/flights";

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static Value number(double number) {
        return new Value.Numeric(number);
    }

    private static Condition where(String key, Operator operator, Value value) {
        return new Condition(key, operator, value);
    }

    /** One for each store, as a decorator has it. By identity, because closed stores may not be asked anything. */
    private final Map<RegistryStore, IndexStore> indexes = Collections.synchronizedMap(new IdentityHashMap<>());

    private IndexStore index(RegistryStore of) {
        return indexes.computeIfAbsent(
                of,
                store -> store.index()
                        .or(() -> ground.derivedIndex(store, IndexCommits::changes))
                        .orElseGet(() -> derived(store)));
    }

    private static IndexStore derived(RegistryStore of) {
        return (prefix, conditions, after, limit) ->
                ReferenceIndex.of(of.journals(), List.of("model", "run")).find(prefix, conditions, after, limit);
    }

    private List<String> find(Condition... conditions) {
        return index(store).find("", List.of(conditions), "", 100);
    }

    private AppendResult tryAppend(Head expected, String salt, Change... changes) {
        CommitBytes commit = IndexCommits.commit(expected.revision() + 1, salt, List.of(changes));
        return store.journals().append(JOURNAL, expected, List.of(commit), List.of(changes));
    }

    private Head append(Change... changes) {
        AppendResult result = tryAppend(Commits.head(store.journals(), JOURNAL), "", changes);
        assertThat(result).isInstanceOf(Appended.class);
        return ((Appended) result).head();
    }

    @Test
    void entriesAppearWithTheirAppend() {
        assertThat(find()).isEmpty();

        append(new Put(FLIGHTS, "stage", text("production")));

        assertThat(find(where("stage", EQUAL, text("production")))).containsExactly(FLIGHTS);
        assertThat(find()).containsExactly(FLIGHTS);
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
        assertThat(find(where("stage", EQUAL, text("production")))).isEmpty();
        assertThat(find(where("stage", EQUAL, text("staging")))).containsExactly(FLIGHTS);
    }

    @Test
    void anAppendThatIsAnsweredAgainIsNotAppliedAgain() {
        tryAppend(Head.NONE, "first", new Put(FLIGHTS, "stage", text("staging")));
        append(new Remove(FLIGHTS, "stage", text("staging")), new Put(FLIGHTS, "stage", text("production")));

        assertThat(tryAppend(Head.NONE, "first", new Put(FLIGHTS, "stage", text("staging"))))
                .isInstanceOf(Appended.class);

        assertThat(find(where("stage", EQUAL, text("staging"))))
                .as("what a later append removed")
                .isEmpty();
        assertThat(find(where("stage", EQUAL, text("production")))).containsExactly(FLIGHTS);
    }

    @Test
    void changesOfOneAppendAreAppliedInTheirOrder() {
        append(
                new Put(FLIGHTS, "tag", text("a")),
                new Remove(FLIGHTS, "tag", text("a")),
                new Remove(FLIGHTS, "tag", text("b")),
                new Put(FLIGHTS, "tag", text("b")));

        assertThat(find(where("tag", EQUAL, text("a")))).isEmpty();
        assertThat(find(where("tag", EQUAL, text("b")))).containsExactly(FLIGHTS);
    }

    @Test
    void puttingAnEntryTwiceKeepsItOnceAndRemovingWhatIsNotThereIsNoError() {
        append(
                new Put(FLIGHTS, "tag", text("a")),
                new Put(FLIGHTS, "tag", text("a")),
                new Put(FLIGHTS, "tag", text("b")));
        append(new Put(FLIGHTS, "tag", text("a")), new Remove(FLIGHTS, "tag", text("never there")));
        append(new Remove("model/unknown", "tag", text("a")));
        assertThat(find(where("tag", EQUAL, text("a")))).containsExactly(FLIGHTS);

        append(new Remove(FLIGHTS, "tag", text("a")));

        assertThat(find(where("tag", EQUAL, text("a")))).isEmpty();
        assertThat(find(where("tag", EQUAL, text("b")))).containsExactly(FLIGHTS);
        append(new Remove(FLIGHTS, "tag", text("b")));
        assertThat(find()).as("entities without entries").isEmpty();
    }

    @Test
    void oneKeyHoldsSeveralValuesAndEachConditionIsMetByAnyOfThem() {
        append(
                new Put(FLIGHTS, "tag", text("eu")),
                new Put(FLIGHTS, "tag", text("nightly")),
                new Put("model/hotels", "tag", text("eu")));

        assertThat(find(where("tag", EQUAL, text("eu")))).containsExactly(FLIGHTS, "model/hotels");
        assertThat(find(where("tag", EQUAL, text("eu")), where("tag", EQUAL, text("nightly"))))
                .containsExactly(FLIGHTS);
        assertThat(find(where("tag", AT_LEAST, text("n")), where("tag", AT_MOST, text("f"))))
                .as("met by different entries")
                .containsExactly(FLIGHTS);
        assertThat(find(where("tag", EQUAL, text("eu")), where("stage", EQUAL, text("eu"))))
                .isEmpty();
    }

    @Test
    void numbersCompareAsNumbersAndTextAsTextAndNeverWithEachOther() {
        append(
                new Put("v/1", "auc", number(0.9)),
                new Put("v/2", "auc", number(-1e300)),
                new Put("v/3", "auc", number(10)),
                new Put("v/4", "auc", text("0.95")),
                new Put("v/5", "auc", text("")));

        assertThat(find(where("auc", EQUAL, number(0.9)))).containsExactly("v/1");
        assertThat(find(where("auc", EQUAL, number(10.0)))).containsExactly("v/3");
        assertThat(find(where("auc", AT_LEAST, number(0.9)))).containsExactly("v/1", "v/3");
        assertThat(find(where("auc", AT_MOST, number(0.9)))).containsExactly("v/1", "v/2");
        assertThat(find(where("auc", AT_MOST, number(0.89999)))).containsExactly("v/2");
        assertThat(find(where("auc", AT_LEAST, text("")))).containsExactly("v/4", "v/5");
        assertThat(find(where("auc", AT_MOST, text("0.9")))).containsExactly("v/5");
    }

    @Test
    void textComparesByItsUtf8BytesWithoutRegardToAnyLanguage() {
        List<String> inOrder = List.of(
                "", " ", "A", "B", "a", "a ", "a.", "b", "e\u0301", "z", "\u00e9", "\u6f22", "\uff21", "\ud83d\udeeb");
        List<Change> changes = new ArrayList<>();
        for (String value : inOrder) {
            changes.add(new Put("entity/" + value, "key", text(value)));
        }
        append(changes.toArray(Change[]::new));
        List<String> entities = inOrder.stream().map(value -> "entity/" + value).toList();

        assertThat(find()).as("entities in order").isEqualTo(entities);
        for (int i = 0; i < inOrder.size(); i++) {
            Value value = text(inOrder.get(i));
            assertThat(find(where("key", EQUAL, value))).containsExactly(entities.get(i));
            assertThat(find(where("key", AT_MOST, value))).isEqualTo(entities.subList(0, i + 1));
            assertThat(find(where("key", AT_LEAST, value))).isEqualTo(entities.subList(i, entities.size()));
        }
    }

    @Test
    void prefixesAreTakenLiterally() {
        List<String> entities = List.of("a", "a%", "a%b", "a*", "a.", "a/b", "a\\", "a_", "ab", "b");
        append(entities.stream()
                .map(entity -> new Put(entity, "key", number(1)))
                .toArray(Change[]::new));

        assertThat(index(store).find("a%", List.of(), "", 100)).containsExactly("a%", "a%b");
        assertThat(index(store).find("a_", List.of(), "", 100)).containsExactly("a_");
        assertThat(index(store).find("a\\", List.of(), "", 100)).containsExactly("a\\");
        assertThat(index(store).find("a", List.of(), "", 100)).isEqualTo(entities.subList(0, 9));
        assertThat(index(store).find("A", List.of(), "", 100)).isEmpty();
        assertThat(index(store).find("", List.of(), "", 100)).isEqualTo(entities);
    }

    @Test
    void whatIsFoundIsReadInPages() {
        List<Change> changes = new ArrayList<>();
        for (int i = 100; i < 150; i++) {
            changes.add(new Put("v/" + i, "even", number(i % 2)));
        }
        append(changes.toArray(Change[]::new));

        List<String> read = new ArrayList<>();
        List<String> page = index(store).find("v/", List.of(where("even", EQUAL, number(0))), "", 7);
        while (!page.isEmpty() && read.size() <= 50) {
            assertThat(page).hasSizeLessThanOrEqualTo(7);
            read.addAll(page);
            page = index(store).find("v/", List.of(where("even", EQUAL, number(0))), read.get(read.size() - 1), 7);
        }

        assertThat(read)
                .hasSize(25)
                .isSorted()
                .startsWith("v/100")
                .endsWith("v/148")
                .doesNotHaveDuplicates();
        assertThat(index(store).find("v/", List.of(), "v/1485", 1)).containsExactly("v/149");
        assertThatThrownBy(() -> index(store).find("", List.of(), "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag(G4)
    void entriesAreFoundThroughOtherStoresAndAfterReopening() {
        RegistryStore other = another();
        assertThat(index(other).find("", List.of(), "", 10)).isEmpty();

        append(new Put(FLIGHTS, "stage", text("staging")));

        assertThat(index(other).find("", List.of(), "", 10)).containsExactly(FLIGHTS);
        assertThat(index(reopened()).find("", List.of(where("stage", EQUAL, text("staging"))), "", 10))
                .containsExactly(FLIGHTS);
    }

    @Test
    void theIndexAnswersAsOneThatIsRebuiltFromTheJournals() {
        Random random = new Random(8);
        for (int round = 0; round < 30; round++) {
            JournalId journal = new JournalId(random.nextBoolean() ? "model" : "run", "j" + random.nextInt(3));
            List<Change> changes = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                // An entity belongs to one journal, so that the order in which journals are replayed does not matter.
                String entity = journal + "/" + random.nextInt(4);
                String key = "k" + random.nextInt(3);
                changes.add(
                        random.nextInt(3) > 0
                                ? new Put(entity, key, randomValue(random))
                                : new Remove(entity, key, randomValue(random)));
            }
            Head head = Commits.head(store.journals(), journal);
            CommitBytes commit = IndexCommits.commit(head.revision() + 1, "", changes);
            assertThat(store.journals().append(journal, head, List.of(commit), changes))
                    .isEqualTo(new Appended(commit.head()));

            IndexStore rebuilt = ReferenceIndex.of(store.journals(), List.of("model", "run"));
            for (int query = 0; query < 20; query++) {
                List<Condition> conditions = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    Operator operator = Operator.values()[random.nextInt(3)];
                    conditions.add(where("k" + random.nextInt(3), operator, randomValue(random)));
                }
                String prefix = List.of("", "model/", "run/j1", "m", "x").get(random.nextInt(5));
                String after = List.of("", "model/j0/2", "n", "run/j1/0").get(random.nextInt(4));
                int limit = 1 + random.nextInt(8);
                assertThat(index(store).find(prefix, conditions, after, limit))
                        .as("round %s: prefix '%s', %s, after '%s', limit %s", round, prefix, conditions, after, limit)
                        .isEqualTo(rebuilt.find(prefix, conditions, after, limit));
            }
        }
    }

    private static Value randomValue(Random random) {
        return random.nextBoolean() ? number(random.nextInt(4) - 1.5) : text("t" + random.nextInt(4));
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
                List<String> found = index(reader).find("revision/", List.of(), "", 1_000);
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
