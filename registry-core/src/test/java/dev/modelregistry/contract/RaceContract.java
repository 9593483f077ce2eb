package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.commit;
import static dev.modelregistry.contract.Commits.head;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Guarantee.G1;
import static dev.modelregistry.contract.Guarantee.G10;
import static dev.modelregistry.contract.Guarantee.G2;
import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G5;
import static dev.modelregistry.contract.Guarantee.G6;
import static dev.modelregistry.contract.Guarantee.G7;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Races between the threads of one JVM, through one store and through several on the same ground. */
abstract class RaceContract extends Grounded {
    private static final int RACERS = 4;
    private static final int ROUNDS = 50;

    /** A store for each racer: one for all, or each its own. */
    private List<RegistryStore> stores(boolean several) {
        List<RegistryStore> stores = new ArrayList<>();
        for (int racer = 0; racer < RACERS; racer++) {
            stores.add(several ? another() : store);
        }
        return stores;
    }

    @Test
    @Tag(G2)
    @Tag(G6)
    void ofSeveralAppendsBehindOneHeadThroughOneStoreExactlyOneWins() {
        assertOneWinnerPerRound(stores(false));
    }

    @Test
    @Tag(G2)
    @Tag(G6)
    void ofSeveralAppendsBehindOneHeadThroughSeveralStoresExactlyOneWins() {
        assertOneWinnerPerRound(stores(true));
    }

    private void assertOneWinnerPerRound(List<RegistryStore> stores) {
        Head head = Head.NONE;
        List<CommitBytes> winners = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Head expected = head;
            long revision = round;
            List<AppendResult> results = Race.values(Race.run(
                    RACERS,
                    racer -> stores.get(racer)
                            .journals()
                            .append(JOURNAL, expected, List.of(commit(revision, "of racer " + racer)), List.of())));

            List<CommitBytes> won = new ArrayList<>();
            for (int racer = 0; racer < RACERS; racer++) {
                CommitBytes own = commit(revision, "of racer " + racer);
                if (results.get(racer) instanceof Appended appended) {
                    assertThat(appended.head())
                            .as("the head that a winner is told")
                            .isEqualTo(own.head());
                    won.add(own);
                }
            }
            assertThat(won).as("winners of revision %s", revision).hasSize(1);
            head = won.get(0).head();
            for (AppendResult result : results) {
                if (result instanceof Conflict conflict) {
                    assertThat(conflict.actual())
                            .as("the head that a loser is told")
                            .isEqualTo(head);
                }
            }
            winners.addAll(won);
        }
        assertThat(readAll(store.journals(), JOURNAL)).as("the whole journal").isEqualTo(winners);
    }

    @Test
    @Tag(G6)
    void theSameAppendMadeSeveralTimesAtOnceIsAppendedOnceAndAlwaysAnsweredWithSuccess() {
        List<RegistryStore> stores = stores(true);
        Head head = Head.NONE;
        List<CommitBytes> all = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Head expected = head;
            List<CommitBytes> batch = new Batch("all", round, 2).behind(expected);
            List<AppendResult> results = Race.values(Race.run(
                    RACERS, racer -> stores.get(racer).journals().append(JOURNAL, expected, batch, List.of())));

            head = batch.get(1).head();
            assertThat(results).as("answers in round %s", round).containsOnly(new Appended(head));
            all.addAll(batch);
        }
        assertThat(readAll(store.journals(), JOURNAL)).isEqualTo(all);
    }

    @Test
    @Tag(G1)
    @Tag(G2)
    @Tag(G5)
    @Tag(G6)
    void theHistoryIsExactlyWhatWasAcknowledged() {
        List<RegistryStore> stores = stores(true);

        List<List<Batch>> acknowledged = Race.values(Race.run(RACERS, racer -> {
            BatchWriter writer = new BatchWriter(stores.get(racer).journals(), JOURNAL);
            List<Batch> own = new ArrayList<>();
            for (int number = 1; number <= ROUNDS; number++) {
                Batch batch = new Batch("racer-" + racer, number, 1 + number % 3);
                writer.append(batch);
                own.add(batch);
            }
            return own;
        }));

        List<Batch> history = Batch.allOf(readAll(store.journals(), JOURNAL));
        assertThat(history)
                .as("the journal's batches, each once")
                .containsExactlyInAnyOrderElementsOf(
                        acknowledged.stream().flatMap(List::stream).toList());
        for (int racer = 0; racer < RACERS; racer++) {
            String name = "racer-" + racer;
            assertThat(history.stream().filter(batch -> batch.writer().equals(name)))
                    .as("batches of one writer, in the order in which it wrote them")
                    .isEqualTo(acknowledged.get(racer));
        }
    }

    @Test
    @Tag(G1)
    @Tag(G4)
    @Tag(G5)
    void readersSeeOnlyBeginningsOfWholeBatchesThatGrow() {
        int size = 3;
        List<RegistryStore> stores = stores(true);
        AtomicInteger acknowledged = new AtomicInteger();

        Race.values(Race.run(RACERS, racer -> {
            if (racer == 0) {
                BatchWriter writer = new BatchWriter(store.journals(), JOURNAL);
                for (int number = 1; number <= 2 * ROUNDS; number++) {
                    acknowledged.set((int)
                            writer.append(new Batch("writer", number, size)).revision());
                }
                return null;
            }
            List<CommitBytes> before = List.of();
            while (before.size() < 2 * ROUNDS * size && Race.isOn()) {
                int atLeast = acknowledged.get();
                Slice slice = stores.get(racer).journals().read(JOURNAL, 0, Integer.MAX_VALUE);
                List<CommitBytes> now = slice.commits();
                assertThat(now)
                        .as("read after revision %s was acknowledged", atLeast)
                        .hasSizeGreaterThanOrEqualTo(atLeast);
                assertThat(slice.head())
                        .as("the head that was read with %s small commits", now.size())
                        .isEqualTo(
                                now.isEmpty()
                                        ? Head.NONE
                                        : now.get(now.size() - 1).head());
                assertThat(now.size() % size)
                        .as("commits of a batch that was half visible")
                        .isZero();
                assertThat(now).hasSizeGreaterThanOrEqualTo(before.size());
                assertThat(now.subList(0, before.size()))
                        .as("what was read before")
                        .isEqualTo(before);
                assertThat(head(stores.get(racer).journals(), JOURNAL).revision() % size)
                        .as("a head within a batch")
                        .isZero();
                before = now;
            }
            return null;
        }));

        assertThat(Batch.allOf(readAll(store.journals(), JOURNAL))).hasSize(2 * ROUNDS);
    }

    @Test
    @Tag(G2)
    void journalsThatAreCreatedAtOnceDoNotMix() {
        List<RegistryStore> stores = stores(true);
        for (int round = 0; round < 10; round++) {
            String key = "journal " + round + " of racer ";
            Race.values(Race.run(
                    RACERS,
                    racer -> append(
                            stores.get(racer).journals(),
                            new JournalId("model", key + racer),
                            Head.NONE,
                            key + racer)));
        }

        assertThat(store.journals().list("model", "", 1_000))
                .hasSize(10 * RACERS)
                .allSatisfy(journal -> assertThat(Commits.texts(readAll(store.journals(), journal)))
                        .containsExactly(journal.key()));
    }

    @Test
    @Tag(G10)
    void aCellThatSeveralCountUpEndsAtTheExactSum() {
        CellId counter = new CellId("counter", "exposures");
        List<RegistryStore> stores = stores(true);

        Race.values(Race.run(RACERS, racer -> {
            CellCounter own = new CellCounter(stores.get(racer).cells(), counter, "racer-" + racer);
            for (int i = 0; i < ROUNDS; i++) {
                own.increment();
            }
            return null;
        }));

        assertThat(CellCounter.check(store.cells(), counter))
                .as("successes of each racer")
                .hasSize(RACERS)
                .allSatisfy((racer, count) -> assertThat(count).as(racer).isEqualTo(ROUNDS));
    }

    @Test
    @Tag(G10)
    void ofSeveralSetsOfOneVersionExactlyOneSucceeds() {
        CellId cell = new CellId("claim", "sweeper");
        List<RegistryStore> stores = stores(true);
        for (int round = 0; round < ROUNDS; round++) {
            long version = round;
            List<Boolean> results = Race.values(Race.run(
                    RACERS,
                    racer -> stores.get(racer).cells().compareAndSet(cell, version, Bytes.utf8("racer " + racer))));

            assertThat(results).as("successes behind version %s", version).containsOnlyOnce(true);
            assertThat(store.cells().read(cell))
                    .contains(new Cell(version + 1, Bytes.utf8("racer " + results.indexOf(true))));
        }
    }

    @Test
    @Tag(G7)
    void aBlobThatSeveralPutAtOnceIsNeverSeenInPart() throws IOException {
        List<RegistryStore> stores = stores(true);
        for (int round = 0; round < 5; round++) {
            byte[] bytes = BlobContract.random(300_000, round);
            Digest digest = Digest.of(bytes);

            List<byte[]> seen = Race.values(Race.run(RACERS, racer -> {
                if (racer < RACERS / 2) {
                    BlobInfo info = BlobContract.put(stores.get(racer), bytes);
                    assertThat(info.digest()).isEqualTo(digest);
                    assertThat(info.size()).isEqualTo(bytes.length);
                } else {
                    awaitVisible(stores.get(racer), digest, bytes.length);
                }
                return BlobContract.content(stores.get(racer), digest);
            }));

            assertThat(seen)
                    .as("the blob as each racer read it")
                    .allSatisfy(read -> assertThat(read).isEqualTo(bytes));
        }
        assertThat(BlobContract.all(store)).hasSize(5);
    }

    private static void awaitVisible(RegistryStore store, Digest digest, long size) {
        Optional<BlobInfo> info = store.blobs().find(digest);
        while (info.isEmpty() && Race.isOn()) {
            Thread.onSpinWait();
            info = store.blobs().find(digest);
        }
        assertThat(info)
                .as("the blob when it first appeared")
                .map(BlobInfo::size)
                .contains(size);
    }
}
