package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.storage.Garbage;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.Garbage.Need;
import dev.modelregistry.storage.Garbage.Total;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.UnsafeGracePeriod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is garbage, how it goes, and when nothing goes. */
class GarbageTest {
    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground(new MemoryStore(clock));
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegistryStorage storage = registry.storage();
    private final RegisteredModel flights = registry.model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    /** Bytes that a registration stored which broke off. */
    private Digest leftBehind(String text) throws IOException {
        return way.blobs().put(new ByteArrayInputStream(bytes(text))).digest();
    }

    private static List<Digest> digests(List<Blob> blobs) {
        return blobs.stream().map(Blob::digest).toList();
    }

    @Test
    void listsWhatNothingNeedsAndWhatTheRestIsNeededFor() throws IOException {
        flights.register(
                draft -> draft.version("1.0.0")
                        .artifact("model.bin", bytes("weights"))
                        .text("description", "trees"),
                because("first"));
        try (TrainingRun run = registry.startRun("flights")) {
            run.artifact("plot.png", bytes("plot"));
            run.artifact("model.bin", bytes("weights"));
            run.metric("loss", 1, 0.5);
        }
        Digest refused = leftBehind("refused");
        clock.advance(Duration.ofHours(25));
        leftBehind("under way");
        int appends = way.appends.get();

        Garbage garbage = storage.garbage();

        assertThat(garbage.blobs())
                .containsExactly(
                        new Blob(refused, 7, SettableClock.START, "nothing needs it; stored 2030-01-01T00:00:00Z"));
        assertThat(garbage.bytes()).isEqualTo(7);
        assertThat(garbage.kept(Need.MODELS)).as("weights and description").isEqualTo(new Total(2, 7 + 5));
        assertThat(garbage.kept(Need.RUNS).blobs()).as("plot and points").isEqualTo(2);
        assertThat(garbage.kept(Need.RECENT)).isEqualTo(new Total(1, 9));
        assertThat(garbage).hasToString("1 blob with 7 bytes; kept: " + garbage.kept());
        assertThat(way.appends).hasValue(appends);
        assertThat(storage.trashed()).isEmpty();
    }

    @Test
    void whatWasSaidOfACopyAndCommentsAreNeeded() {
        ModelVersion version = register(flights, "1.0.0");
        flights.promote(version, Stage.STAGING, because("tests pass"));
        ModelVersion copy = registry.model("copies").registerCopy(version, because("elsewhere"));
        flights.comment(version, "fine");
        clock.advance(Duration.ofDays(100));

        assertThat(storage.trash().blobs()).isEmpty();

        assertThat(storage.garbage().kept(Need.MODELS).blobs()).isEqualTo(3);
        assertThat(copy.testimony()).hasSize(1);
        assertThat(flights.comments(version).get(0).text()).contains("fine");
    }

    @Test
    void garbageGoesInTwoStepsAndTheFirstCanBeUndone() throws IOException {
        ModelVersion version = register(flights, "1.0.0");
        Digest one = leftBehind("one");
        Digest other = leftBehind("other");
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(storage.trash().blobs()).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        assertThat(digests(storage.trash().blobs())).containsExactlyInAnyOrder(one, other);
        assertThat(storage.trash().blobs()).isEmpty();
        assertThat(storage.garbage().blobs()).isEmpty();
        assertThat(storage.trashed()).hasSize(2).allSatisfy(blob -> {
            assertThat(blob.since()).isEqualTo(clock.instant());
            assertThat(blob.reason()).isEqualTo("trashed 2030-01-02T00:00:00Z");
        });
        assertThat(storage.restore(one)).isTrue();
        assertThat(storage.restore(one)).isFalse();
        assertThat(storage.restoreAll()).isEqualTo(1);
        assertThat(storage.restoreAll()).isZero();
        assertThat(storage.trash().kept(Need.RECENT)).isEqualTo(new Total(2, 8));
        clock.advance(Duration.ofHours(25));
        storage.trash();
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(storage.purge().kept(Need.RECENT)).isEqualTo(new Total(2, 8));
        clock.advance(Duration.ofSeconds(1));
        assertThat(storage.purge().bytes()).isEqualTo(8);
        assertThat(storage.trashed()).isEmpty();
        assertThat(storage.restore(one)).isFalse();
        assertThat(registry.verify().problems()).isEmpty();
        assertThat(version.artifact("model.bin").open()).isNotEmpty();
    }

    @Test
    void moreThanOnePortionGoesAtOnce() throws IOException {
        register(flights, "1.0.0");
        for (int i = 0; i < 2_001; i++) {
            leftBehind("left " + i);
        }
        clock.advance(Duration.ofHours(25));

        assertThat(storage.trash().blobs()).hasSize(2_001);
        clock.advance(Duration.ofDays(8));
        assertThat(storage.purge().blobs())
                .hasSize(2_001)
                .isSortedAccordingTo((one, two) -> one.digest().compareTo(two.digest()));
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void nothingIsMovedWhereAJournalCannotBeReadOrUnderstood() throws IOException {
        register(flights, "1.0.0");
        leftBehind("left");
        Digest inTrash = leftBehind("in the trash");
        clock.advance(Duration.ofHours(25));
        way.blobs().trash(way.blobs().find(inTrash).orElseThrow());
        clock.advance(Duration.ofDays(8));

        way.commitsAsRead = (journal, commit) -> {
            throw new CorruptStoreException("commit 1 is damaged");
        };
        assertRefused(CorruptStoreException.class, "commit 1 is damaged");
        way.commitsAsRead = (journal, commit) -> CommitBytes.of(
                commit.revision(),
                Bytes.utf8(commit.bytes().utf8().replace("\"events\":2", "\"events\":3")
                        + "{\"type\":\"model.painted\",\"critical\":false}\n"));
        assertRefused(UnsupportedFormatException.class, "has an event that this library does not know");
        way.commitsAsRead = (journal, commit) -> commit;
        JournalId unknown = new JournalId("weather", "x");
        way.ground.append(unknown, Head.NONE, List.of(CommitBytes.of(1, Bytes.utf8("rain\n"))), List.of());
        assertRefused(
                UnsupportedFormatException.class,
                "there are journals of kind 'weather', which this library does not know");

        assertThat(storage.trashed()).hasSize(1);
    }

    private void assertRefused(Class<? extends Exception> type, String message) {
        assertThatThrownBy(storage::garbage).isInstanceOf(type).hasMessageContaining(message);
        assertThatThrownBy(storage::trash).isInstanceOf(type).hasMessageContaining(message);
        assertThatThrownBy(storage::purge).isInstanceOf(type).hasMessageContaining(message);
    }

    @Test
    void nothingIsMovedWhereAllJournalsAreGone() throws IOException {
        ModelVersion version = register(flights, "1.0.0");
        Digest left = leftBehind("left");
        clock.advance(Duration.ofHours(25));
        way.blobs().trash(way.blobs().find(left).orElseThrow());
        clock.advance(Duration.ofDays(8));
        try (MemoryStore empty = new MemoryStore(clock)) {
            way.ground = empty.journals();

            assertRefused(RejectedException.class, "there are blobs but not a single journal");
        }
        assertThat(way.blobs().find(version.artifact("model.bin").digest())).isPresent();
        assertThat(storage.trashed()).hasSize(1);
    }

    /** Then ages mean nothing. */
    @Test
    void nothingIsMovedWhereSomethingIsOfTheFuture() throws IOException {
        register(flights, "1.0.0");
        clock.advance(Duration.ofHours(25));
        Digest late = leftBehind("late");
        clock.advance(Duration.ofMinutes(-11));

        assertThatThrownBy(storage::trash)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(
                        "blob " + late + " was stored at 2030-01-02T01:00:00Z, but it is" + " 2030-01-02T00:49:00Z")
                .hasMessageContaining("a clock is wrong");

        clock.advance(Duration.ofMinutes(11));
        assertThat(Trash.trash(way, late)).isTrue();
        clock.advance(Duration.ofMinutes(-11));
        assertThatThrownBy(storage::purge).hasMessageContaining("a clock is wrong");
        clock.advance(Duration.ofMinutes(1));
        assertThat(storage.trash().blobs()).isEmpty();
        assertThat(storage.purge().kept(Need.RECENT)).isEqualTo(new Total(1, 4));
    }

    /** As a newer library may add to an event that this one knows. */
    @Test
    void whatAFieldNamesThatThisLibraryDoesNotKnowIsNeeded() throws IOException {
        register(flights, "1.0.0");
        Digest named = leftBehind("named by something new");
        Digest longer = leftBehind("a part of a longer text");
        Digest left = leftBehind("left");
        clock.advance(Duration.ofHours(25));
        way.commitsAsRead = (journal, commit) -> CommitBytes.of(
                commit.revision(),
                Bytes.utf8(commit.bytes()
                        .utf8()
                        .replaceFirst(
                                "\"type\":\"version.registered\"",
                                "\"icon\":\"sha256:" + named.hex() + "\",\"other\":\"" + longer.hex()
                                        + "0\",\"type\":\"version.registered\"")));

        assertThat(digests(storage.garbage().blobs())).containsExactlyInAnyOrder(left, longer);
    }

    @Test
    void aRegistryThatMayOnlyBeReadSaysWhatIsGarbageAndKeepsIt() throws IOException {
        register(flights, "1.0.0");
        Digest left = leftBehind("left");
        clock.advance(Duration.ofHours(25));
        way.access = Access.READ_ONLY;

        assertThat(digests(storage.garbage().blobs())).containsExactly(left);
        assertThatThrownBy(storage::trash).isInstanceOf(RejectedException.class);
        assertThat(way.blobs().find(left)).isPresent();
    }

    @Test
    void oneThatCannotBeMovedKeepsNoOther() throws IOException {
        register(flights, "1.0.0");
        List<Digest> left = List.of(leftBehind("one"), leftBehind("two"), leftBehind("three"));
        clock.advance(Duration.ofHours(25));
        way.movesFail.set(1);

        assertThatThrownBy(storage::trash)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the disk is away for a moment");
        assertThat(storage.trashed()).hasSize(2);
        assertThat(storage.trash().blobs()).hasSize(1);
        assertThat(digests(storage.trashed())).containsExactlyInAnyOrderElementsOf(left);
        clock.advance(Duration.ofDays(8));
        way.movesFail.set(1);
        assertThatThrownBy(storage::purge).isInstanceOf(StoreUnavailableException.class);
        assertThat(storage.purge().blobs()).hasSize(1);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aStoreThatIsDownIsNotAskedForEachBlob() throws IOException {
        register(flights, "1.0.0");
        for (int i = 0; i < 500; i++) {
            leftBehind("left " + i);
        }
        clock.advance(Duration.ofHours(25));
        way.movesFail.set(400);

        assertThatThrownBy(storage::trash)
                .isInstanceOf(StoreUnavailableException.class)
                .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(99));

        assertThat(way.movesFail).hasValue(300);
        assertThat(storage.trashed()).isEmpty();
    }

    @Test
    void whatIsRenewedAtThisMomentIsKeptAndCounted() throws IOException {
        register(flights, "1.0.0");
        Digest one = leftBehind("one");
        Digest two = leftBehind("two");
        clock.advance(Duration.ofHours(25));
        way.afterTrash = () -> {
            way.afterTrash = () -> {};
            clock.advance(Duration.ofSeconds(1));
            for (Digest digest : List.of(one, two)) {
                if (way.blobs().find(digest).isPresent()) {
                    way.blobs().renew(digest);
                }
            }
        };

        Garbage garbage = storage.trash();

        assertThat(garbage.blobs()).hasSize(1);
        assertThat(garbage.kept(Need.RECENT)).isEqualTo(new Total(1, 3));
    }

    @Test
    void aShortGracePeriodHasToBeAskedForByItsName() {
        assertThatThrownBy(() -> GracePeriod.of(Duration.ofMinutes(119)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a grace period of PT1H59M is shorter than PT2H: what somebody is storing right now would"
                        + " be taken for garbage. Choose a longer one, or UnsafeGracePeriod where nobody writes");
        assertThat(GracePeriod.of(Duration.ofHours(2)).duration()).isEqualTo(Duration.ofHours(2));
        assertThat(UnsafeGracePeriod.of(Duration.ZERO).duration()).isZero();
        assertThatThrownBy(() -> UnsafeGracePeriod.of(Duration.ofNanos(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("PT-0.000000001S");
        assertThatThrownBy(() -> GracePeriod.of(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not between 0 and 36500 days");
    }
}
