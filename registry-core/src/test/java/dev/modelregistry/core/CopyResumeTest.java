package dev.modelregistry.core;

import static dev.modelregistry.core.Copies.assertBeginning;
import static dev.modelregistry.core.Copies.assertIdentical;
import static dev.modelregistry.core.FaultyStore.Fault.CONFLICT;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_AND_NOT_DONE;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_BUT_DONE;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Copied;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wherever a copy breaks off, what is there is fit to be read, and the next call brings the rest. */
@Timeout(
        value = Ground.BOUND_SECONDS,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a copy could go round in circles
class CopyResumeTest {
    private final Ground here = new Ground();
    private final FaultyStore reading = here.way();
    private final ModelRegistry from = here.open(reading);

    @AfterEach
    void close() {
        here.close();
    }

    /** Breaks the copy off at each n-th moment of a kind until there is none, and finishes each. @return how many moments there are */
    private int breakOffAtEach(BiConsumer<FaultyStore, Integer> faultAt, Consumer<FaultyStore> repair) {
        for (int n = 1; ; n++) {
            try (Ground there = new Ground()) {
                FaultyStore writing = there.way();
                ModelRegistry to = there.open(writing);
                faultAt.accept(writing, n);
                try {
                    from.copyTo(to);
                    assertIdentical(there.memory, here.memory);
                    return n - 1;
                } catch (StoreUnavailableException | OutcomeUnknownException broken) {
                    repair.accept(writing);
                }
                assertBeginning(there.memory, here.memory);
                assertThat(there.open().verify().problems())
                        .as("after the fault at %s", n)
                        .isEmpty();
                long before = there.open().verify().commits();

                Copied rest = from.copyTo(to);

                assertIdentical(there.memory, here.memory);
                assertThat(rest.verified()).isEqualTo(from.verify());
                assertThat(rest.commits()).isEqualTo(rest.verified().commits() - before);
            }
        }
    }

    private static Runnable onTurn(int n, AtomicInteger counter, Supplier<RegistryException> failure) {
        return () -> {
            if (counter.get() == n) {
                throw failure.get();
            }
        };
    }

    private static StoreUnavailableException full() {
        return new StoreUnavailableException("the disk is full");
    }

    @Test
    void resumesAfterAnAppendThatFailed() {
        Copies.live(from);

        int appends = breakOffAtEach(
                (way, n) -> way.beforeAppend = onTurn(n, way.appends, CopyResumeTest::full),
                way -> way.beforeAppend = () -> {});

        assertThat(appends)
                .as("one for each of three journals, two for the large one")
                .isEqualTo(5);
    }

    @Test
    void resumesAfterABlobThatFailedAndAfterOneOfWhichItIsNotKnown() {
        Copies.live(from);

        assertThat(breakOffAtEach(
                        (way, n) -> way.beforeBlobPut = onTurn(n, way.blobsPut, CopyResumeTest::full),
                        way -> way.beforeBlobPut = () -> {}))
                .isEqualTo(9);
        assertThat(breakOffAtEach(
                        (way, n) -> way.whileBlobIsPut =
                                onTurn(n, way.blobsPut, () -> new OutcomeUnknownException("the connection was cut")),
                        way -> way.whileBlobIsPut = () -> {}))
                .isEqualTo(9);
    }

    @Test
    void resumesAfterAnAppendOfWhichItCannotBeKnown() {
        Copies.live(from);

        for (FaultyStore.Fault fault : List.of(UNKNOWN_BUT_DONE, UNKNOWN_AND_NOT_DONE)) {
            int appends = breakOffAtEach(
                    (way, n) -> {
                        for (int i = 1; i < n; i++) {
                            way.next(FaultyStore.Fault.NONE);
                        }
                        way.next(fault, fault, fault);
                    },
                    way -> {});
            assertThat(appends).isEqualTo(5);
        }
    }

    @Test
    void resumesAfterTheSourceFailed() {
        Copies.live(from);
        AtomicInteger read = new AtomicInteger();

        int reads = breakOffAtEach(
                (way, n) -> {
                    read.set(0);
                    reading.slicesAsRead = slice -> {
                        if (read.incrementAndGet() == n) {
                            throw new StoreUnavailableException("the network is down");
                        }
                        return slice;
                    };
                },
                way -> reading.slicesAsRead = slice -> slice);

        assertThat(reads).isGreaterThanOrEqualTo(4);
        reading.slicesAsRead = slice -> slice;
        int blobs = breakOffAtEach(
                (way, n) -> {
                    read.set(0);
                    reading.beforeBlobRead = () -> {
                        if (read.incrementAndGet() == n) {
                            throw new StoreUnavailableException("the network is down");
                        }
                    };
                },
                way -> reading.beforeBlobRead = () -> {});
        assertThat(blobs).isGreaterThanOrEqualTo(9);
    }

    @Test
    void findsOutByItselfWhatWasUnknownForAMoment() {
        Copies.live(from);
        try (Ground there = new Ground()) {
            FaultyStore writing = there.way();
            writing.next(UNKNOWN_BUT_DONE, UNKNOWN_AND_NOT_DONE);

            Copied copied = from.copyTo(there.open(writing));

            assertIdentical(there.memory, here.memory);
            assertThat(copied.commits()).isEqualTo(from.verify().commits());
        }
    }

    @Test
    void putsTheSnapshotThatAnInterruptedCopyDidNotPut() {
        Copies.grow(from.model("flights"), 100);
        JournalId id = JournalId.parse("model/flights");
        try (Ground there = new Ground()) {
            FaultyStore writing = there.way();
            writing.next(UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE);
            ModelRegistry to = there.open(writing);
            assertThatThrownBy(() -> from.copyTo(to)).isInstanceOf(OutcomeUnknownException.class);
            assertThat(there.memory.journals().latestSnapshot(id, 100)).isEmpty();

            from.copyTo(to);

            assertThat(there.memory.journals().latestSnapshot(id, 100)).isPresent();
        }
    }

    @Test
    void readsTheHeadOfTheTargetAgainAfterAConflict() {
        Copies.live(from);
        try (Ground there = new Ground()) {
            FaultyStore writing = there.way();
            writing.next(CONFLICT, FaultyStore.Fault.NONE, CONFLICT, CONFLICT);

            from.copyTo(there.open(writing));

            assertIdentical(there.memory, here.memory);
        }
    }

    /** At each append of the one copy the other one runs whole, and further than the first will go. */
    @Test
    void isContentWithWhatAnotherCopyBrought() {
        Copies.grow(from.model("a"), 150);
        try (Ground there = new Ground()) {
            FaultyStore writing = there.way();
            ModelRegistry other = there.open();
            writing.beforeAppend = () -> {
                register(from.model("a"), "2.0." + writing.appends.get());
                register(from.model("b"), "2.0." + writing.appends.get());
                from.copyTo(other);
            };

            from.copyTo(there.open(writing));

            assertThat(writing.appends).hasValue(2);
            assertIdentical(there.memory, here.memory);
        }
    }

    @Test
    void goesOnBehindAPartOfABatchThatAnotherCopyBrought() {
        Copies.live(from);
        JournalId large = JournalId.parse("model/large");
        List<CommitBytes> commits = Copies.commits(here.memory, large);
        try (Ground there = new Ground()) {
            FaultyStore writing = there.way();
            writing.beforeAppend = () -> {
                if (writing.appends.get() == 3) {
                    there.memory.journals().append(large, Head.NONE, commits.subList(0, 2), List.of());
                }
            };

            from.copyTo(there.open(writing));

            assertThat(writing.appends).as("one more than without the other").hasValue(6);
            assertIdentical(there.memory, here.memory);
        }
    }

    @Test
    void sharesTheWorkWithOthersAtTheSameTime() throws Exception {
        Copies.live(from);
        Copies.grow(from.model("long"), 1_000);
        try (Ground there = new Ground()) {
            List<FaultyStore> ways = List.of(there.way(), there.way(), there.way());
            List<ModelRegistry> targets = ways.stream().map(there::open).toList();

            List<Copied> copied = Race.all(3, racer -> {
                Copied result = null;
                for (int round = 0; round < 20; round++) {
                    register(from.model("grows " + racer), "1.0." + round);
                    result = from.copyTo(targets.get(racer));
                }
                return result;
            });

            assertThat(copied).hasSize(3).doesNotContainNull();
            from.copyTo(targets.get(0));
            assertIdentical(there.memory, here.memory);
            assertThat(there.open().verify()).isEqualTo(from.verify());
        }
    }

    @Test
    void forgetsNothingThatItKnewOfTheTargetBeforeAFailure() {
        register(from.model("flights"), "1.0.0");
        try (Ground there = new Ground()) {
            FaultyStore writing = there.way();
            ModelRegistry to = there.open(writing);
            assertThat(to.with(Freshness.pinned()).model("flights").exists()).isFalse();
            writing.next(UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE);

            assertThatThrownBy(() -> from.copyTo(to)).isInstanceOf(OutcomeUnknownException.class);

            assertThat(to.with(Freshness.pinned()).model("flights").exists())
                    .as("it may have been done, so the next reader looks")
                    .isTrue();
            assertThat(there.memory
                            .journals()
                            .heads(List.of(JournalId.parse("model/flights")))
                            .values())
                    .extracting(Head::revision)
                    .containsExactly(1L);
        }
    }
}
