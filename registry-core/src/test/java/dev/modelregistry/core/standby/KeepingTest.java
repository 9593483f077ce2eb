package dev.modelregistry.core.standby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.core.standby.Keeping.KeptFile;
import dev.modelregistry.core.standby.Keeping.Wish;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a directory keep what the latest of them saw; files come before the state that names them. */
class KeepingTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final ModelName NAME = ModelName.of("flights");
    private static final JournalId FLIGHTS = JournalId.of(NAME);

    @TempDir
    private Path directory;

    private final RegistryStore store = new MemoryStore();
    private final List<Throwable> troubles = new ArrayList<>();
    private final AtomicInteger read = new AtomicInteger();

    @AfterEach
    void close() {
        store.close();
    }

    private Shelf shelf() {
        return new Shelf(directory, "somewhere", BlobCipher.none());
    }

    /** What a process does between its start and its end. */
    private void process(RegistryStore of, Wish... wishes) {
        try (Keeping keeping = new Keeping(shelf(), of, Duration.ofDays(1), new Here())) {
            for (Wish wish : wishes) {
                keeping.wish(wish);
            }
        }
    }

    /** Does what it is given at once. */
    private static final class Here extends AbstractExecutorService {
        private boolean isShut;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            isShut = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return isShut;
        }

        @Override
        public boolean isTerminated() {
            return isShut;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isShut;
        }
    }

    private Wish wish(long revision, Instant at, String... files) {
        ModelState state = ModelState.NOTHING
                .next()
                .name(NAME)
                .at(new Head(revision, Bytes.utf8("commit " + revision).digest()), NOON)
                .build();
        List<KeptFile> all = new ArrayList<>();
        for (String file : files) {
            all.add(new KeptFile(Bytes.utf8(file).digest(), () -> {
                read.incrementAndGet();
                return Bytes.utf8(file).stream();
            }));
        }
        return new Wish(FLIGHTS, state, at, List.of(files), () -> all, troubles::add);
    }

    private long revision() {
        return shelf().read(FLIGHTS).orElseThrow().snapshot().at().revision();
    }

    private Instant at() {
        return shelf().read(FLIGHTS).orElseThrow().at();
    }

    private boolean has(String file) {
        return shelf().has(FLIGHTS, Bytes.utf8(file).digest());
    }

    @Test
    void whoLookedEarlierDoesNotReplaceWhatIsNewer() {
        process(store, wish(11, NOON.plusSeconds(2), "new"));

        process(store, wish(10, NOON.plusSeconds(1), "old"));

        assertThat(revision()).isEqualTo(11);
        assertThat(at()).isEqualTo(NOON.plusSeconds(2));
        assertThat(has("new")).isTrue();
        assertThat(troubles).isEmpty();
    }

    @Test
    void whoLookedLaterReplacesWhatIsNewerForTheStoreMayHaveGoneBack() {
        process(store, wish(11, NOON.plusSeconds(1), "new"));

        process(store, wish(10, NOON.plusSeconds(2), "old"));

        assertThat(revision()).isEqualTo(10);
        assertThat(has("old")).isTrue();
        assertThat(has("new")).isFalse();
    }

    @Test
    void whatIsOfAnotherRegistryIsReplaced() {
        try (RegistryStore other = new MemoryStore()) {
            process(other, wish(11, NOON.plusSeconds(2)));
        }

        process(store, wish(10, NOON.plusSeconds(1)));

        assertThat(shelf().read(FLIGHTS).orElseThrow().registryId()).isEqualTo(store.registryId());
    }

    @Test
    void aTimeOfContactIsOfOneState() throws IOException {
        process(store, wish(10, NOON), wish(10, NOON.plusSeconds(5)));
        assertThat(at()).isEqualTo(NOON.plusSeconds(5));

        process(store, wish(11, NOON.plusSeconds(1)));

        assertThat(at()).as("not that of the state before").isEqualTo(NOON.plusSeconds(1));
        assertThat(shelf().confirm(FLIGHTS, new Head(11, Bytes.utf8("commit 11").digest()), NOON))
                .isTrue();
        assertThat(at()).as("nor an earlier one").isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void aChangeThatMovesNobodyWaitsForAFewSeconds() {
        process(
                store,
                wish(10, NOON),
                wish(11, NOON.plusSeconds(4)),
                wish(11, NOON.plusSeconds(3), "somebody is moved"),
                wish(12, NOON.plusSeconds(7), "somebody is moved"));
        assertThat(revision()).isEqualTo(11);
        assertThat(at()).isEqualTo(NOON.plusSeconds(3));

        process(store, wish(12, NOON.plusSeconds(7)), wish(13, NOON.plusSeconds(12)));
        assertThat(revision()).isEqualTo(13);
    }

    @Test
    void aFileIsReadOnceWhileItIsNeeded() {
        process(store, wish(10, NOON, "weights"), wish(11, NOON.plusSeconds(5), "weights"));
        process(store, wish(12, NOON.plusSeconds(10), "weights"));

        assertThat(read).hasValue(1);
        assertThat(revision()).isEqualTo(12);
    }

    @Test
    void theStateComesAfterItsFiles() {
        process(store, wish(10, NOON, "old"));
        Wish broken = wish(11, NOON.plusSeconds(5), "old", "new");
        Wish failing = new Wish(
                FLIGHTS,
                broken.state(),
                broken.at(),
                broken.served(),
                () -> List.of(new KeptFile(Bytes.utf8("new").digest(), () -> {
                    throw new StoreUnavailableException("the network is down");
                })),
                troubles::add);

        process(store, failing, wish(11, NOON.plusSeconds(6), "old", "newer"));

        assertThat(troubles).singleElement().isInstanceOf(StoreUnavailableException.class);
        assertThat(revision()).isEqualTo(11);
        process(store, failing);
        assertThat(troubles).hasSize(2);
        assertThat(has("old")).isTrue();
    }

    @Test
    void troubleIsToldOnceUntilItIsOver() throws IOException {
        Path place = directory.resolve("taken");
        Files.writeString(place, "a file");
        try (Keeping keeping =
                new Keeping(new Shelf(place, "somewhere", BlobCipher.none()), store, Duration.ofDays(1), new Here())) {
            for (int i = 0; i < 3; i++) {
                keeping.wish(wish(10, NOON.plusSeconds(5 * i)));
            }
            assertThat(troubles).hasSize(1);
            Files.delete(place);
            keeping.wish(wish(10, NOON.plusSeconds(15)));
            Files.move(place, directory.resolve("moved"));
            Files.writeString(place, "a file");
            keeping.wish(wish(10, NOON.plusSeconds(20)));
        }
        assertThat(troubles).hasSize(2);
    }

    @Test
    void aDirectoryThatWasEmptiedIsFilledAgain() throws IOException {
        try (Keeping keeping = new Keeping(shelf(), store, Duration.ofDays(1), new Here())) {
            keeping.wish(wish(10, NOON, "weights"));
            try (var all = Files.walk(directory)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            keeping.wish(wish(10, NOON.plusSeconds(5), "weights"));
        }
        assertThat(revision()).isEqualTo(10);
        assertThat(has("weights")).isTrue();
        assertThat(read).hasValue(2);
    }
}
