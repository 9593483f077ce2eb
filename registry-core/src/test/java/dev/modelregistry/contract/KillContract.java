package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.head;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Guarantee.G1;
import static dev.modelregistry.contract.Guarantee.G10;
import static dev.modelregistry.contract.Guarantee.G3;
import static dev.modelregistry.contract.Guarantee.G7;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Children.Child;
import dev.modelregistry.contract.StoreFixture.SecondProcess;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Writers that are killed while they write, at moments drawn by a seeded generator. Whatever they left behind, what
 * they were told is there is there, nothing is half there, and those who come after can go on.
 */
abstract class KillContract extends Grounded {
    private static final int ENDLESS = 1_000_000;

    private final Random random = new Random(20_260_101);

    /** Once is enough to prove that the writers were elsewhere. */
    private int rounds() {
        return elsewhere() ? 1 : 4;
    }

    /**
     * Starts writers, kills each some time after one of its successes, and returns them when all are gone. In every
     * other round one writes alone: then there is nobody it could be waiting for when it is killed.
     */
    private List<Child> kill(String task, int round) throws Exception {
        boolean shared = ground.secondProcess() == SecondProcess.SHARES;
        if (!shared) {
            closeStores(); // a store that is not shared must let the child in
        }
        try (Children children = new Children(ground)) {
            List<Child> started = new ArrayList<>();
            for (int i = 1; i <= (shared && round % 2 == 0 ? 3 : 1); i++) {
                String name = "round-" + round + "-child-" + i;
                started.add(
                        children.start(task, name, ENDLESS, new Killer(3 + random.nextInt(30), random.nextDouble())));
            }
            children.race();
            for (Child child : started) {
                assertThat(child.acknowledged())
                        .as("%s was killed while it succeeded", child.name())
                        .isNotEmpty();
            }
            return started;
        }
    }

    /** Kills a child between two of its successes, at any point of the way from one to the next. */
    private static final class Killer implements Children.Listener {
        private final int successes;
        private final double point;
        private long first;

        Killer(int successes, double point) {
            this.successes = successes;
            this.point = point;
        }

        @Override
        public void acknowledged(Child child, String[] words) {
            int now = child.acknowledged().size();
            if (now == 1) {
                first = System.nanoTime();
            } else if (now == successes) {
                double interval = (double) (System.nanoTime() - first) / (successes - 1);
                spin((long) (point * interval));
                child.kill();
            }
        }

        /** What is to be hit takes microseconds; no sleep is that short. */
        private static void spin(long nanos) {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    private boolean elsewhere() {
        return ground.secondProcess() == SecondProcess.FINDS_ANOTHER;
    }

    @Test
    @Tag(G1)
    @Tag(G3)
    void appendsOfKilledWritersAreWholeAndThoseAcknowledgedAreThereOnce() throws Exception {
        List<Batch> acknowledged = new ArrayList<>();
        Map<String, Integer> told = new HashMap<>();
        for (int round = 1; round <= rounds(); round++) {
            for (Child child : kill("append", round)) {
                acknowledged.addAll(child.batches());
                told.put(child.name(), child.batches().size());
            }

            try (RegistryStore after = ground.open()) {
                List<Batch> history = Batch.allOf(readAll(after.journals(), JOURNAL));
                if (elsewhere()) {
                    assertThat(history)
                            .as("what others wrote elsewhere")
                            .filteredOn(batch -> !batch.writer().equals("ours"))
                            .isEmpty();
                } else {
                    assertHistory(history, acknowledged, told, after.durability());
                }
                // Whatever a dead writer left behind, it does not stand in the way.
                Batch ours = new Batch("ours", round, 2);
                new BatchWriter(after.journals(), JOURNAL).append(ours);
                acknowledged.add(ours);
                assertThat(head(after.journals(), JOURNAL).revision())
                        .isEqualTo(readAll(after.journals(), JOURNAL).size());
            }
        }
    }

    private static void assertHistory(
            List<Batch> history, List<Batch> acknowledged, Map<String, Integer> told, Durability durability) {
        assertThat(history).as("batches, each once").doesNotHaveDuplicates();
        if (durability == Durability.NONE) {
            return; // then what was acknowledged may be gone, though not in part
        }
        assertThat(history).as("batches of which a writer was told").containsAll(acknowledged);
        told.forEach((writer, batches) -> assertThat(history)
                .as(
                        "batches of %s, which was told of %s and may have been killed before it was told of one more",
                        writer, batches)
                .filteredOn(batch -> batch.writer().equals(writer))
                .hasSizeBetween(batches, batches + 1));
    }

    @Test
    @Tag(G3)
    @Tag(G10)
    void aCellKeepsWhatKilledWritersWereToldTheyHadSet() throws Exception {
        Map<String, Integer> told = new HashMap<>();
        for (int round = 1; round <= rounds(); round++) {
            for (Child child : kill("increment", round)) {
                told.put(child.name(), child.acknowledged().size());
            }

            try (RegistryStore after = ground.open()) {
                Map<String, Integer> counts = CellCounter.check(after.cells(), ChildWriter.COUNTER);
                if (elsewhere()) {
                    assertThat(counts).as("what was counted here").isEmpty();
                } else if (after.durability() != Durability.NONE) {
                    told.forEach((writer, count) -> assertThat(counts.get(writer))
                            .as("successes of %s, which may have been killed before it was told of the last", writer)
                            .isBetween(count, count + 1));
                }
                String ours = "after-round-" + round;
                new CellCounter(after.cells(), ChildWriter.COUNTER, ours).increment();
                told.put(ours, 1);
            }
        }
    }

    @Test
    @Tag(G3)
    @Tag(G7)
    void blobsOfKilledWritersAreThereWholeOrNotAtAll() throws Exception {
        for (int round = 1; round <= rounds(); round++) {
            List<Child> children = kill("put", round);

            try (RegistryStore after = ground.open()) {
                for (BlobInfo blob : BlobContract.all(after)) {
                    byte[] content = BlobContract.content(after, blob.digest());
                    assertThat(Digest.of(content)).as("a blob that is listed").isEqualTo(blob.digest());
                    assertThat(blob.size()).isEqualTo(content.length);
                }
                if (elsewhere()) {
                    assertThat(BlobContract.all(after))
                            .as("what others put elsewhere")
                            .isEmpty();
                } else if (after.durability() != Durability.NONE) {
                    for (Child child : children) {
                        for (String[] words : child.acknowledged()) {
                            assertThat(after.blobs().find(Digest.parse(words[1])))
                                    .as("a blob of which %s was told", child.name())
                                    .isPresent();
                        }
                    }
                }
                byte[] next = ChildWriter.blob(0);
                assertThat(BlobContract.content(
                                after,
                                after.blobs()
                                        .put(new ByteArrayInputStream(next))
                                        .digest()))
                        .isEqualTo(next);
                assertThat(Trash.end(after, Digest.of(next))).isTrue();
            }
        }
    }
}
