package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.storage.Reindexed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An index that a store keeps is compared with the journals and made anew, while others write and search. */
@Timeout(120)
public abstract class ReindexContract {
    private static final JournalId FLIGHTS = new JournalId("model", "flights");
    private static final String SECOND = "version/flights\t0000000002";
    private static final String ADVICE = "; call storage().reindex()";
    /** Nobody writes to it. */
    private static final JournalId NOBODY = new JournalId("test", "nobody");

    private RegistryStore store;
    private IndexStore index;
    private ModelRegistry registry;

    /** A store that keeps an index, in which nothing is yet. */
    protected abstract RegistryStore freshStore() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        store = freshStore();
        index = store.index().orElseThrow();
        registry = ModelRegistry.builder().store(store).actor("alice").open();
    }

    @AfterEach
    final void close() {
        registry.close();
    }

    private Map<String, List<Entry>> all() {
        Map<String, List<Entry>> all = new TreeMap<>();
        List<String> page;
        String after = "";
        do {
            page = index.entities("", after, 500);
            all.putAll(index.entries(page));
            after = page.isEmpty() ? after : page.get(page.size() - 1);
        } while (page.size() == 500);
        return all;
    }

    private void damage(Change... changes) {
        assertThat(index.amend(NOBODY, Head.NONE, List.of(changes))).isTrue();
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static List<Change> removals(String entity, List<Entry> entries) {
        return entries.stream()
                .map(entry -> (Change) new Remove(entity, entry.key(), entry.value()))
                .toList();
    }

    private void threeVersions() {
        RegisteredModel flights = registry.model("flights");
        for (int i = 0; i < 3; i++) {
            int number = i;
            flights.register(draft -> draft.metric("auc", 0.5 + number / 10.0), because("x"));
        }
        flights.alias("champion", flights.version(2), because("x"));
        registry.model("flights 2").register(draft -> draft.metric("auc", 1), because("x"));
        registry.startRun("flights").close();
    }

    /** Does damage, and expects to be told exactly that, and that all is as before when it is mended. */
    private void assertMended(long added, long removed, List<String> told, Change... damage) {
        Map<String, List<Entry>> before = all();
        damage(damage);

        assertThat(registry.verify().problems()).containsExactlyInAnyOrderElementsOf(told);
        Reindexed done = registry.storage().reindex();

        assertThat(done.added()).as("added").isEqualTo(added);
        assertThat(done.removed()).as("removed").isEqualTo(removed);
        assertThat(done.isComplete()).isTrue();
        assertThat(all()).isEqualTo(before);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void changesNothingWhereNothingIsWrong() {
        assertThat(registry.storage().reindex()).isEqualTo(new Reindexed(0, 0, 0, 0, List.of()));
        RandomRegistry.fill(registry, new Random(3));
        Map<String, List<Entry>> before = all();
        long journals = Stream.of("model", "run", "lineage")
                .mapToLong(kind -> store.journals().list(kind, "", 1_000).size())
                .sum();

        assertThat(registry.storage().reindex()).isEqualTo(new Reindexed(journals, before.size(), 0, 0, List.of()));

        assertThat(all()).isEqualTo(before);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void tellsAndMendsAnEntryThatIsMissing() {
        threeVersions();

        assertMended(
                1,
                0,
                List.of("index, version/flights⇥0000000002 lacks version.alias = 'champion', but journal model/flights"
                        + " says so" + ADVICE),
                new Remove(SECOND, "version.alias", text("champion")));
    }

    @Test
    void tellsAndMendsAnEntryThatNoJournalSays() {
        threeVersions();

        assertMended(
                0,
                1,
                List.of("index, model/flights says model.deleted = '', but journal model/flights does not" + ADVICE),
                new Put("model/flights", "model.deleted", text("")));
    }

    @Test
    void tellsAndMendsAValueThatIsWrong() {
        threeVersions();

        assertMended(
                1,
                1,
                List.of(
                        "index, version/flights⇥0000000002 lacks version.metrics.auc = 0.6, but journal model/flights"
                                + " says so" + ADVICE,
                        "index, version/flights⇥0000000002 says version.metrics.auc = 0.99, but journal model/flights"
                                + " does not" + ADVICE),
                new Remove(SECOND, "version.metrics.auc", new Value.Numeric(0.6)),
                new Put(SECOND, "version.metrics.auc", new Value.Numeric(0.99)));
    }

    @Test
    void tellsAndMendsWhatIsOfAJournalThatIsNotThere() {
        threeVersions();
        String told = " says kind = 'x', but journal ";

        assertMended(
                0,
                6,
                List.of(
                        "index, model/ghost" + told + "model/ghost is not there" + ADVICE,
                        "index, version/ghost⇥0000000001" + told + "model/ghost is not there" + ADVICE,
                        "index, version/ghost⇥0000000002" + told + "model/ghost is not there" + ADVICE,
                        "index, version/FLIGHTS⇥0000000001" + told + "model/FLIGHTS is not there" + ADVICE,
                        "index, run/flights⇥ghost" + told + "run/flights/ghost is not there" + ADVICE,
                        "index, run/ghost" + told + "run/ghost is not there" + ADVICE),
                new Put("model/ghost", "kind", text("x")),
                new Put("version/ghost\t0000000001", "kind", text("x")),
                new Put("version/ghost\t0000000002", "kind", text("x")),
                new Put("version/FLIGHTS\t0000000001", "kind", text("x")),
                new Put("run/flights\tghost", "kind", text("x")),
                new Put("run/ghost", "kind", text("x")));
    }

    @Test
    void tellsAndMendsWhatIsOfNoVersionOfAModelThatIsThere() {
        threeVersions();
        String told = " says kind = 'x', but journal model/flights does not" + ADVICE;

        assertMended(
                0,
                4,
                List.of(
                        "index, version/flights⇥0000000000" + told,
                        "index, version/flights⇥0000000002a" + told,
                        "index, version/flights⇥0000000004" + told,
                        "index, version/flights⇥x" + told),
                new Put("version/flights\t0000000000", "kind", text("x")),
                new Put("version/flights\t0000000002a", "kind", text("x")),
                new Put("version/flights\t0000000004", "kind", text("x")),
                new Put("version/flights\tx", "kind", text("x")));
    }

    @Test
    void tellsAndMendsWhatNoJournalCanBeAbout() {
        threeVersions();

        assertMended(
                0,
                2,
                List.of(
                        "index, version/flights says kind = 'x', but no journal can be about that" + ADVICE,
                        "index, model/a⇥b says kind = 'x', but no journal can be about that" + ADVICE),
                new Put("version/flights", "kind", text("x")),
                new Put("model/a\tb", "kind", text("x")));
    }

    /** Values are cut, and some are written in two ways. */
    @Test
    void comparesValuesAsTheyAreIndexed() {
        String plane = "\ud83d\udeeb";
        RegisteredModel odd = registry.model("Odd one");
        odd.register(
                draft -> draft.metric("zero", -0.0)
                        .metric("largest", Double.MAX_VALUE)
                        .metric(plane, Double.MIN_VALUE)
                        .parameter("long", "X" + plane.repeat(700))
                        .parameter("whole", Long.MAX_VALUE),
                because("x"));
        odd.tag(odd.version(1), "t " + plane, "a\tb", because("x"));
        odd.tag(odd.version(1), "t " + plane, "İ".repeat(1_023) + "x", because("longer in lower case"));
        odd.tag(odd.version(1), "t " + plane, "İ".repeat(1_023) + "y", because("which begins alike"));

        assertThat(registry.verify().problems()).isEmpty();
        assertThat(registry.storage().reindex()).isEqualTo(new Reindexed(1, 2, 0, 0, List.of()));
    }

    @Test
    void mendsHalfAVersionAndEverything() {
        threeVersions();
        Map<String, List<Entry>> before = all();
        List<Entry> ofSecond = before.get(SECOND);
        int half = ofSecond.size() / 2;
        damage(removals(SECOND, ofSecond.subList(0, half)).toArray(Change[]::new));
        assertThat(registry.verify().problems())
                .hasSize(half)
                .allSatisfy(problem -> assertThat(problem).contains("index, version/flights⇥0000000002 lacks "));
        assertThat(registry.storage().reindex().added()).isEqualTo(half);
        assertThat(all()).isEqualTo(before);

        before.forEach((entity, entries) -> damage(removals(entity, entries).toArray(Change[]::new)));
        assertThat(all()).isEmpty();
        assertThat(registry.storage().reindex().added())
                .isEqualTo(before.values().stream().mapToInt(List::size).sum());

        assertThat(all()).isEqualTo(before);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void mendsAnyDamageSoThatSearchesAnswerAsBefore() {
        Random random = new Random(11);
        RandomRegistry.fill(registry, random);
        Map<String, List<Entry>> before = all();
        for (int round = 0; round < 5; round++) {
            List<Change> damage = new ArrayList<>();
            before.forEach((entity, entries) -> entries.forEach(entry -> {
                if (random.nextInt(6) == 0) {
                    damage.add(new Remove(entity, entry.key(), entry.value()));
                } else if (random.nextInt(20) == 0) {
                    damage.add(new Put(entity, entry.key(), text("damage " + random.nextInt())));
                }
            }));
            damage(damage.toArray(Change[]::new));
            assertThat(registry.verify().problems()).hasSize(damage.size());

            Reindexed done = registry.storage().reindex();

            assertThat(done.added() + done.removed()).isEqualTo(damage.size());
            assertThat(all()).isEqualTo(before);
        }
        PlainSearch plain = new PlainSearch(registry);
        for (int i = 0; i < 60; i++) {
            Target target = Target.values()[random.nextInt(3)];
            Query query = RandomQueries.next(target, random);
            assertThat(SearchContract.all(registry, target, query))
                    .as("%s where %s", target, query)
                    .isEqualTo(plain.find(target, query));
        }
    }

    /** Each as many as make the comparison take several pages. */
    @Test
    void comparesModelsOfManyVersionsPageByPage() {
        RegisteredModel many = registry.model("many");
        for (int i = 0; i < 503; i++) {
            int number = i;
            many.register(draft -> draft.parameter("number", number), because("x"));
        }
        Map<String, List<Entry>> before = all();
        List<Change> damage = new ArrayList<>();
        for (int number : List.of(1, 499, 500, 501, 503)) {
            String entity = String.format("version/many\t%010d", number);
            damage.addAll(removals(entity, before.get(entity)));
        }
        for (int number = 1; number <= 503; number++) { // more than there are versions
            damage.add(new Put(String.format("version/many\t%010dx", number), "kind", text("x")));
            damage.add(new Put(String.format("version/no such model\t%010d", number), "kind", text("x")));
        }
        damage(damage.toArray(Change[]::new));
        assertThat(registry.verify().problems())
                .hasSize(1_001)
                .last()
                .isEqualTo("index: " + (damage.size() - 1_000) + " more entries are not as the journals say" + ADVICE);

        Reindexed done = registry.storage().reindex();

        assertThat(done.removed()).isEqualTo(1_006);
        assertThat(done.added()).isEqualTo(damage.size() - 1_006);
        assertThat(all()).isEqualTo(before);
        assertThat(registry.verify().problems()).isEmpty();
    }

    /** Nothing is wrong, so nothing may be told or changed, whatever is written meanwhile. */
    @Test
    void findsNothingWrongInWhatIsBeingWritten() {
        AtomicInteger writing = new AtomicInteger(2);
        List<Long> compared = Race.all(4, racer -> {
            if (racer < 2) {
                write(racer);
                writing.decrementAndGet();
                return 0L;
            }
            long rounds = 0;
            while (writing.get() > 0 && Race.isOn()) {
                if (racer == 2) {
                    assertThat(registry.verify().problems()).isEmpty();
                } else {
                    Reindexed done = registry.storage().reindex();
                    assertThat(done.added() + done.removed()).as("%s", done).isZero();
                }
                rounds++;
            }
            return rounds;
        });

        assertThat(compared.subList(2, 4))
                .allSatisfy(rounds -> assertThat(rounds).isPositive());
        assertThat(registry.verify().problems()).isEmpty();
    }

    private void write(int writer) {
        Random random = new Random(writer);
        for (int i = 0; i < 60; i++) {
            RegisteredModel model = registry.model(random.nextInt(3) == 0 ? "fresh " + writer + "-" + i : "Flights");
            model.register(draft -> draft.metric("auc", random.nextDouble()), because("x"));
            int latest = model.latest().orElseThrow().number();
            model.alias("champion", model.version(1 + random.nextInt(latest)), because("x"));
            model.tag(model.version(latest), "team", "t" + random.nextInt(3), because("x"));
            registry.startRun("Flights").metric("auc", i).close();
            assertThat(registry.search().versions("alias = 'champion'").hits()).isNotEmpty();
        }
    }

    /** The writer does not stop before it is done. */
    @Test
    void mendsAJournalThatIsWrittenToAllTheTime() {
        threeVersions();
        List<Entry> ofSecond = all().get(SECOND);
        damage(removals(SECOND, ofSecond).toArray(Change[]::new));
        AtomicInteger mended = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();

        Race.all(2, racer -> {
            if (racer == 0) {
                RegisteredModel flights = registry.model("flights");
                do {
                    flights.tag(flights.version(3), "round", "" + written.incrementAndGet(), because("x"));
                } while (mended.get() == 0 && Race.isOn());
            } else {
                try {
                    Reindexed done = registry.storage().reindex();
                    assertThat(done.busy()).isEmpty();
                    assertThat(done.added()).isEqualTo(ofSecond.size());
                    assertThat(done.removed()).isZero();
                } finally {
                    mended.set(1);
                }
            }
            return racer;
        });

        assertThat(index.entries(List.of(SECOND))).containsEntry(SECOND, ofSecond);
        assertThat(index.values("version.tags.round", List.of("version/flights\t0000000003")))
                .containsEntry("version/flights\t0000000003", List.of(text("" + written)));
        assertThat(registry.verify().problems()).isEmpty();
        assertThat(written).hasPositiveValue();
    }
}
