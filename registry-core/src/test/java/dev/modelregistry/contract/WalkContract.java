package dev.modelregistry.contract;

import static dev.modelregistry.contract.Guarantee.G8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.All;
import dev.modelregistry.spi.IndexStore.Condition.Any;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Condition.Not;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Range.OneOf;
import dev.modelregistry.spi.IndexStore.Range.StartingWith;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The index is walked: which entries a range has, in which order, from where, how far, and who is told. */
@Tag(G8)
abstract class WalkContract extends IndexGround {
    private static Interval atLeast(Value low) {
        return new Interval(Bound.including(low), Bound.NONE);
    }

    private static Interval atMost(Value high) {
        return new Interval(Bound.NONE, Bound.including(high));
    }

    private static Interval above(Value low) {
        return new Interval(Bound.excluding(low), Bound.NONE);
    }

    private static Interval below(Value high) {
        return new Interval(Bound.NONE, Bound.excluding(high));
    }

    @Test
    void oneKeyHoldsSeveralValuesAndEachConditionIsMetByAnyOfThem() {
        append(
                new Put(FLIGHTS, "tag", text("eu")),
                new Put(FLIGHTS, "tag", text("nightly")),
                new Put("model/hotels", "tag", text("eu")));

        assertThat(find("tag", text("eu"))).containsExactly(FLIGHTS, "model/hotels");
        assertThat(find("tag", Interval.ALL))
                .as("a row for each value")
                .containsExactly(FLIGHTS, "model/hotels", FLIGHTS);
        assertThat(find("tag", OneOf.only(text("eu")), has("tag", text("nightly"))))
                .containsExactly(FLIGHTS);
        assertThat(find("tag", atLeast(text("n")), new Has("tag", atMost(text("f")))))
                .as("met by different entries")
                .containsExactly(FLIGHTS);
        assertThat(find("tag", OneOf.only(text("eu")), has("stage", text("eu"))))
                .isEmpty();
    }

    @Test
    void numbersCompareAsNumbersAndTextAsTextAndNeverWithEachOther() {
        append(
                new Put("v/1", "auc", number(0.9)),
                new Put("v/2", "auc", number(-1e300)),
                new Put("v/3", "auc", number(10)),
                new Put("v/4", "auc", text("0.95")),
                new Put("v/5", "auc", text("")),
                new Put("v/6", "auc", number(-0.0)));

        assertThat(find("auc", number(0.9))).containsExactly("v/1");
        assertThat(find("auc", number(10.0))).containsExactly("v/3");
        assertThat(find("auc", number(0))).containsExactly("v/6");
        assertThat(find("auc", below(number(0)))).containsExactly("v/2");
        assertThat(find("auc", atLeast(number(0.9)))).containsExactly("v/1", "v/3");
        assertThat(find("auc", above(number(0.9)))).containsExactly("v/3");
        assertThat(find("auc", atMost(number(0.9)))).containsExactly("v/2", "v/6", "v/1");
        assertThat(find("auc", below(number(0.9)))).containsExactly("v/2", "v/6");
        assertThat(find("auc", atLeast(text("")))).containsExactly("v/5", "v/4");
        assertThat(find("auc", above(text("")))).containsExactly("v/4");
        assertThat(find("auc", atMost(text("0.9")))).containsExactly("v/5");
        assertThat(find("auc", new StartingWith(""))).containsExactly("v/5", "v/4");
        assertThat(find("auc", new StartingWith("0.9"))).containsExactly("v/4");
        assertThat(find("auc", Interval.ALL)).containsExactly("v/2", "v/6", "v/1", "v/3", "v/5", "v/4");
        assertThat(find("auc", new OneOf(List.of()))).isEmpty();
        assertThat(find("auc", new OneOf(List.of(text("0.95"), number(10), number(7), number(10)))))
                .containsExactly("v/3", "v/4");
    }

    @Test
    void textComparesByItsUtf8BytesWithoutRegardToAnyLanguage() {
        List<String> inOrder = List.of(
                "", " ", "A", "B", "a", "a ", "a.", "b", "e\u0301", "z", "\u00e9", "\u6f22", "\uff21", "\ud83d\udeeb");
        List<String> entities = inOrder.stream().map(value -> "entity/" + value).toList();
        append(inOrder.stream()
                .map(value -> new Put("entity/" + value, "key", text(value)))
                .toArray(Change[]::new));

        assertThat(all()).as("entities in order").isEqualTo(entities);
        for (int i = 0; i < inOrder.size(); i++) {
            Value value = text(inOrder.get(i));
            assertThat(find("key", value)).containsExactly(entities.get(i));
            assertThat(find("key", atMost(value))).isEqualTo(entities.subList(0, i + 1));
            assertThat(find("key", below(value))).isEqualTo(entities.subList(0, i));
            assertThat(find("key", atLeast(value))).isEqualTo(entities.subList(i, entities.size()));
            assertThat(find("key", above(value))).isEqualTo(entities.subList(i + 1, entities.size()));
        }
    }

    @Test
    void startsOfTextsAreTakenLiterally() {
        List<String> texts = List.of("a", "a%", "a%b", "a*", "a.", "a/b", "a\\", "a_", "ab", "b");
        append(texts.stream()
                .map(text -> new Put("e" + text, "key", text(text)))
                .toArray(Change[]::new));

        assertThat(find("key", new StartingWith("a%"))).containsExactly("ea%", "ea%b");
        assertThat(find("key", new StartingWith("a_"))).containsExactly("ea_");
        assertThat(find("key", new StartingWith("a\\"))).containsExactly("ea\\");
        assertThat(find("key", new StartingWith("a*"))).containsExactly("ea*");
        assertThat(find("key", new StartingWith("a"))).hasSize(9);
        assertThat(find("key", new StartingWith("A"))).isEmpty();
    }

    @Test
    void ofLongTextsTheFirst1024CharactersCount() {
        String start = "x".repeat(150);
        List<String> texts = IntStream.range(0, 40)
                .mapToObj(i -> start + "y".repeat(10 + i * 2) + (char) ('a' + i % 7) + "z".repeat(i))
                .toList();
        append(texts.stream()
                .map(text -> new Put("e/" + text.hashCode(), "key", text(text)))
                .toArray(Change[]::new));
        for (String text : texts) {
            for (Range range : List.of(
                    OneOf.only(text(text)),
                    atMost(text(text)),
                    below(text(text)),
                    atLeast(text(text)),
                    above(text(text)),
                    new StartingWith(text),
                    new StartingWith(text.substring(0, 160)))) {
                assertAnswersLikeTheReference(walk("key", range, Condition.ALWAYS, 100));
                assertAnswersLikeTheReference(walk("key", Interval.ALL, new Has("key", range), 100));
            }
        }

        String cut = "\u6f22".repeat(1_024);
        append(new Put("long", "cut", text(cut + "a")), new Put("long", "cut", text(cut + "b")));
        assertThat(index(store).values("cut", List.of("long"))).containsEntry("long", List.of(text(cut)));
        assertThat(find("cut", text(cut + "c"))).containsExactly("long");
    }

    private static Walk walk(String key, Range range, Condition filter, int limit) {
        return new Walk(key, range, Direction.ASCENDING, Optional.empty(), filter, limit);
    }

    private void assertAnswersLikeTheReference(Walk walk) {
        assertThat(index(store).walk(walk))
                .as("%s", walk)
                .isEqualTo(ReferenceIndex.of(store.journals(), KINDS).walk(walk));
    }

    @Test
    void aWalkTellsWhereItStoppedIfItLookedAtAsManyAsItMay() {
        append(IntStream.range(0, 10)
                .mapToObj(i -> new Put("v/" + i, "n", number(i)))
                .toArray(Change[]::new));
        Has odd = new Has("n", new OneOf(List.of(number(1), number(3), number(5))));

        assertThat(index(store).walk(walk("n", Interval.ALL, odd, 5)))
                .as("not all that it looked at is told")
                .isEqualTo(new Slice(List.of(row(1), row(3)), Optional.of(row(4))));
        assertThat(index(store).walk(walk("n", Interval.ALL, odd, 10)).last())
                .as("also where nothing is behind it")
                .contains(row(9));
        assertThat(index(store).walk(walk("n", Interval.ALL, odd, 11)).last()).isEmpty();
        assertThat(index(store)
                        .walk(walk(
                                "n",
                                new Interval(Bound.including(number(4)), Bound.excluding(number(6))),
                                Condition.ALWAYS,
                                2)))
                .as("what is outside of the range does not count")
                .isEqualTo(new Slice(List.of(row(4), row(5)), Optional.of(row(5))));
        assertThatThrownBy(() -> index(store).walk(walk("n", Interval.ALL, odd, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Row row(int i) {
        return new Row(number(i), "v/" + i);
    }

    @Test
    void walksGoOnBehindARowInBothDirectionsAlsoIfItIsGone() {
        append(IntStream.range(0, 40)
                .mapToObj(i -> new Put("v/" + (10 + i), "n", number(i / 5)))
                .toArray(Change[]::new));
        for (Range range : List.of(
                Interval.ALL,
                new OneOf(IntStream.range(1, 7).mapToObj(IndexGround::number).toList()),
                OneOf.only(number(3)))) {
            List<Row> ascending = pages(range, Direction.ASCENDING);
            List<Row> descending = new ArrayList<>(pages(range, Direction.DESCENDING));
            Collections.reverse(descending);
            assertThat(ascending)
                    .as("%s", range)
                    .isEqualTo(index(store)
                            .walk(walk("n", range, Condition.ALWAYS, 100))
                            .met())
                    .isEqualTo(descending);
        }

        Row gone = new Row(number(3), "v/27");
        append(new Remove("v/27", "n", number(3)));
        assertThat(behind(gone, Direction.ASCENDING, 3)).containsExactly("v/28", "v/29", "v/30");
        assertThat(behind(gone, Direction.DESCENDING, 3)).containsExactly("v/26", "v/25", "v/24");
        assertThat(behind(new Row(number(2.5), "any"), Direction.ASCENDING, 1)).containsExactly("v/25");
        assertThat(behind(new Row(number(2.5), "any"), Direction.DESCENDING, 1)).containsExactly("v/24");
        assertThat(behind(new Row(text(""), "any"), Direction.ASCENDING, 1)).isEmpty();
    }

    private List<String> behind(Row row, Direction direction, int limit) {
        Walk walk = new Walk("n", Interval.ALL, direction, Optional.of(row), Condition.ALWAYS, limit);
        return index(store).walk(walk).met().stream().map(Row::entity).toList();
    }

    private List<Row> pages(Range range, Direction direction) {
        List<Row> read = new ArrayList<>();
        Optional<Row> last = Optional.empty();
        do {
            Slice slice = index(store).walk(new Walk("n", range, direction, last, Condition.ALWAYS, 3));
            read.addAll(slice.met());
            last = slice.last();
        } while (last.isPresent() && read.size() <= 40);
        return read;
    }

    @Test
    void aFilterIsATreeOfAnySize() {
        append(
                new Put("v/1", "n", number(1)),
                new Put("v/2", "n", number(2)),
                new Put("v/2", "tag", text("x")),
                new Put("v/3", "n", number(3)));

        assertThat(find("n", Interval.ALL, new All(List.of()))).hasSize(3);
        assertThat(find("n", Interval.ALL, new Any(List.of()))).isEmpty();
        assertThat(find("n", Interval.ALL, new Not(new Any(List.of())))).hasSize(3);
        assertThat(find("n", Interval.ALL, new Not(has("tag", text("x"))))).containsExactly("v/1", "v/3");
        assertThat(find("n", Interval.ALL, new Has("tag", new OneOf(List.of()))))
                .isEmpty();
        assertThat(find("n", Interval.ALL, new Any(List.of(has("n", number(3)), has("tag", text("x"))))))
                .containsExactly("v/2", "v/3");
        Condition wide = new Any(IntStream.range(3, 103)
                .mapToObj(i -> (Condition) has("n", number(i)))
                .toList());
        assertThat(find("n", Interval.ALL, wide)).containsExactly("v/3");
        Condition deep = has("n", number(2));
        for (int i = 0; i < 50; i++) {
            deep = new Not(new All(List.of(new Not(deep), new Not(has("n", number(100 + i))))));
        }
        assertThat(find("n", Interval.ALL, deep)).containsExactly("v/2");
        List<Value> many =
                IntStream.range(2, 2_002).mapToObj(IndexGround::number).toList();
        assertThat(find("n", new OneOf(many), new Has("n", new OneOf(many)))).containsExactly("v/2", "v/3");
    }

    @Test
    void theIndexAnswersAsOneThatIsRebuiltFromTheJournals() {
        RandomWalks random = new RandomWalks(new Random(8));
        for (int round = 0; round < 30; round++) {
            JournalId journal = random.journal();
            List<Change> changes = random.changes(journal);
            assertThat(tryAppend(journal, Commits.head(store.journals(), journal), "", changes))
                    .isInstanceOf(Appended.class);

            IndexStore own = index(store);
            IndexStore rebuilt = ReferenceIndex.of(store.journals(), KINDS);
            for (int query = 0; query < 20; query++) {
                Walk walk = random.walk();
                assertThat(own.walk(walk)).as("round %s: %s", round, walk).isEqualTo(rebuilt.walk(walk));
            }
            List<Has> conditions = List.of(random.has(), random.has(), random.has());
            assertThat(own.counts(conditions, 5))
                    .as("round %s: %s", round, conditions)
                    .isEqualTo(rebuilt.counts(conditions, 5));
            List<String> entities = rebuilt.entities("", "", 7);
            assertThat(own.values("k0", entities)).isEqualTo(rebuilt.values("k0", entities));
            assertThat(own.entries(entities)).isEqualTo(rebuilt.entries(entities));
            for (String prefix : List.of("", "model/", "run/j1", "m", "x")) {
                for (String after : List.of("", "model/j0/2", "n", "run/j1/0")) {
                    assertThat(own.entities(prefix, after, 3)).isEqualTo(rebuilt.entities(prefix, after, 3));
                }
            }
        }
    }
}
