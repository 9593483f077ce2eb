package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Race;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.jdbc.Journal.Attempt;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that are interrupted before and while they write: as hosts do with those that they want to end. */
class InterruptTest {
    private static final int TIMES = 60;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"H2", "SQLITE", "POSTGRESQL", "MARIADB"})
    void aThreadThatWasInterruptedBeforehandWritesAndStaysInterrupted(Place place) throws Exception {
        try (RegistryStore store = JdbcLocation.of(place.fresh(directory)).open(OpenMode.CREATE_IF_ABSENT)) {
            Journal journal = new Journal(store);

            List<Boolean> interrupted = Race.all(1, racer -> {
                        Thread.currentThread().interrupt();
                        journal.append("mine");
                        boolean afterAppend = Thread.currentThread().isInterrupted();
                        store.blobs().put(new ByteArrayInputStream(new byte[] {1}));
                        boolean afterPut = Thread.currentThread().isInterrupted();
                        journal.lines();
                        return List.of(
                                afterAppend, afterPut, Thread.currentThread().isInterrupted());
                    })
                    .get(0);

            assertThat(interrupted).containsExactly(true, true, true);
            assertThat(journal.lines()).containsExactly("mine");
        }
    }

    /** A failure is allowed, and so is an unknown outcome which the repeat settles; a loss and a damage to others are not. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "SQLITE", "POSTGRESQL", "MARIADB"})
    void whatAThreadWritesThatIsInterruptedMeanwhileIsThereAndOthersGoOn(Place place) throws Exception {
        String url = place.fresh(directory);
        List<String> lines = new ArrayList<>();
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            Journal journal = new Journal(store);
            SynchronousQueue<Thread> victims = new SynchronousQueue<>();
            Random random = new Random(20_260_101);

            Race.all(2, racer -> {
                for (int i = 0; i < TIMES; i++) {
                    if (racer == 1) {
                        Thread victim = victims.poll(Journal.BOUND_SECONDS, TimeUnit.SECONDS);
                        spin(random.nextInt(3_000_000));
                        victim.interrupt();
                    } else {
                        Attempt attempt = journal.next("line " + i);
                        victims.offer(Thread.currentThread(), Journal.BOUND_SECONDS, TimeUnit.SECONDS);
                        settle(journal, attempt);
                        Journal.await(Thread::interrupted);
                        lines.add(attempt.line());
                    }
                }
                return racer;
            });

            assertThat(journal.lines()).isEqualTo(lines);
            journal.append("others");
        }
        try (RegistryStore reopened = JdbcLocation.of(url).open(OpenMode.EXISTING)) {
            lines.add("others");
            assertThat(new Journal(reopened).lines()).isEqualTo(lines);
        }
    }

    /** What is to be hit takes microseconds; no sleep is that short. */
    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void settle(Journal journal, Attempt attempt) {
        AppendResult result = null;
        for (int i = 0; i < 20 && result == null; i++) {
            try {
                result = journal.append(attempt);
            } catch (OutcomeUnknownException | StoreUnavailableException again) {
                // and the same bytes, so that it is done once
            }
        }
        assertThat(result).isEqualTo(new Appended(attempt.head()));
    }
}
