package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots make opening fast, and are never believed over the journal. */
class SnapshotTest {
    private static final int COMMITS = 400;

    private final Ground ground = new Ground();
    private final FaultyStore writing = ground.way();
    private final RegisteredModel flights = ground.open(writing).model("flights");

    @BeforeEach
    void manyCommits() {
        ModelVersion v1 = register(flights, "0.0.1");
        flights.alias("champion", v1, because("best"));
        flights.tag(v1, "owner", "ml", because("org"));
        flights.promote(v1, Stage.STAGING, because("tests pass"));
        flights.promote(v1, Stage.PRODUCTION, because("approved"));
        flights.tag("team", "ops", because("org"));
        while (flights.revision() < COMMITS) {
            register(flights, "1.0." + flights.revision());
        }
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private void assertSameState(RegisteredModel other) {
        assertThat(other.revision()).isEqualTo(COMMITS);
        assertThat(other.versions()).isEqualTo(flights.versions());
        assertThat(other.aliases()).isEqualTo(flights.aliases());
        assertThat(other.tags()).isEqualTo(flights.tags());
        assertThat(other.tags(other.version(1))).isEqualTo(flights.tags(flights.version(1)));
        for (Stage stage : List.of(Stage.DEVELOPMENT, Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED)) {
            assertThat(other.in(stage)).isEqualTo(flights.in(stage));
            assertThat(other.allIn(stage)).isEqualTo(flights.allIn(stage));
        }
    }

    private int commitsReadToOpen(UnaryOperator<Optional<Snapshot>> snapshots) {
        FaultyStore way = ground.way();
        way.snapshotsAsRead = snapshots;
        assertSameState(ground.open(way).model("flights"));
        return way.commitsRead.get();
    }

    private static Snapshot changed(Snapshot snapshot, String part, String by) {
        assertThat(snapshot.state().utf8()).contains(part);
        return new Snapshot(snapshot.at(), Bytes.utf8(snapshot.state().utf8().replace(part, by)));
    }

    @Test
    void opensALongJournalByReadingFewCommits() {
        assertThat(commitsReadToOpen(UnaryOperator.identity())).isLessThanOrEqualTo(COMMITS / 4);
        assertThat(commitsReadToOpen(none -> Optional.empty())).isEqualTo(COMMITS);
    }

    @Test
    void keepsFewSnapshotsOfManyCommits() {
        assertThat(writing.snapshotsPut).hasValueBetween(3, 8);
    }

    @Test
    void doesNotUseASnapshotThatIsDamaged() {
        assertThat(commitsReadToOpen(snapshots ->
                        snapshots.map(snapshot -> new Snapshot(snapshot.at(), Bytes.utf8("{\"format\":5,")))))
                .isGreaterThanOrEqualTo(COMMITS);
        assertThat(commitsReadToOpen(
                        snapshots -> snapshots.map(snapshot -> changed(snapshot, "\"Production\"", "\"9?\""))))
                .isGreaterThanOrEqualTo(COMMITS);
        assertThat(commitsReadToOpen(snapshots -> {
                    throw new CorruptStoreException("the snapshot has another hash");
                }))
                .isEqualTo(COMMITS);
    }

    @Test
    void doesNotUseASnapshotOfAnotherJournal() {
        assertThat(commitsReadToOpen(snapshots -> snapshots.map(snapshot -> new Snapshot(
                        new Head(snapshot.at().revision(), Digest.of(new byte[] {1})),
                        changed(snapshot, "\"ops\"", "\"evil\"").state()))))
                .isGreaterThanOrEqualTo(COMMITS);
    }

    @Test
    void doesNotUseASnapshotOfAnotherFormat() {
        assertThat(commitsReadToOpen(
                        snapshots -> snapshots.map(snapshot -> changed(snapshot, "{\"format\":6,", "{\"format\":0,"))))
                .isGreaterThanOrEqualTo(COMMITS);
    }

    @Test
    void continuesFromASnapshotLikeFromAReplay() {
        FaultyStore replaying = ground.way();
        replaying.snapshotsAsRead = snapshots -> Optional.empty();
        RegisteredModel replayed = ground.open(replaying).model("flights");
        RegisteredModel restored = ground.open().model("flights");

        ModelVersion v2 = restored.version(2);
        restored.promote(v2, Stage.STAGING, because("x"));
        restored.promote(v2, Stage.PRODUCTION, because("x"));

        assertThat(restored.rollbackFrom(v2, because("failed")))
                .isEqualTo(replayed.in(Stage.PRODUCTION).orElseThrow());
        assertThat(replayed.in(Stage.PRODUCTION).orElseThrow().version().number())
                .isEqualTo(1);
        assertThat(restored.allIn(Stage.DEVELOPMENT)).isEqualTo(replayed.allIn(Stage.DEVELOPMENT));
    }

    @Test
    void reportsATamperedSnapshotAndOneBeyondTheHead() {
        JournalId id = JournalId.of(flights.name());
        FaultyStore way = ground.way();
        Digest lost = Digest.of(new byte[] {1});
        ground.memory.journals().putSnapshot(id, new Snapshot(new Head(COMMITS + 7, lost), Bytes.utf8("{}")));
        way.snapshotsAsRead = snapshots -> snapshots.map(
                snapshot -> snapshot.at().revision() == 64 ? changed(snapshot, "\"ops\"", "\"evil\"") : snapshot);
        ModelRegistry registry = ground.open(way);

        assertThat(registry.verify().problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("journal model/flights: the snapshot at revision 64 has hash ")
                        .contains("; a replay gives "))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("journal model/flights ends at revision " + COMMITS
                                + ", but there is a snapshot of revision " + (COMMITS + 7) + " (" + lost
                                + "): commits were lost"));
        assertThat(registry.verify().isIntact()).isFalse();
    }
}
