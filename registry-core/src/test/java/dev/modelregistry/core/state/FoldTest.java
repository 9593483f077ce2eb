package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RetentionEvent.ModelHeld;
import dev.modelregistry.event.RetentionEvent.ModelReleased;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.spi.JournalStore.Head;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {
    private static final Alias CHAMPION = Alias.of("champion");
    private static final ModelState ONE = Fold.apply(
            ModelState.NOTHING,
            commit(ModelState.NOTHING, new ModelCreated(ModelName.of("flights")), registered(1, "1.0.0")));

    private static final RegistryEvent EXPIRED = new VersionExpired(1, List.of("nightly"), "old");

    private static VersionRegistered registered(int number, String version) {
        return new VersionRegistered(
                number,
                SemanticVersion.parse(version),
                Digest.of(version.getBytes(StandardCharsets.UTF_8)),
                Digest.ZERO,
                Stage.DEVELOPMENT,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Commit commit(ModelState behind, RegistryEvent... events) {
        return commit(
                behind.head().revision() + 1,
                behind.time().plusSeconds(1),
                behind.head().hash(),
                events);
    }

    private static Commit commit(long revision, Instant time, Digest previous, RegistryEvent... events) {
        return new Commit(
                "model/flights",
                revision,
                time,
                Actor.of("alice"),
                "because",
                Optional.of("key-" + revision),
                Map.of(),
                Digest.of(new byte[] {(byte) revision}),
                previous,
                List.of(events));
    }

    @Test
    void theStateIsThatOfTheCommit() {
        assertThat(ONE.head()).isEqualTo(new Head(1, Digest.of(new byte[] {1})));
        assertThat(ONE.time()).isEqualTo(Instant.EPOCH.plusSeconds(1));
        assertThat(ONE.name()).contains(ModelName.of("flights"));
        assertThat(ONE.lastNumber()).isEqualTo(1);
        assertThat(ONE.version(1).registered())
                .isEqualTo(new Entry(1, Instant.EPOCH.plusSeconds(1), Actor.of("alice"), "because"))
                .isSameAs(ONE.version(1).entered());
        assertThat(ONE.request("key-1")).isSameAs(ONE.version(1));
        assertThat(ModelState.NOTHING.lastNumber()).isZero();
    }

    @Test
    void theKeyOfARequestThatRegisteredNothingIsNotKept() {
        ModelState next = Fold.apply(ONE, commit(ONE, new StageChanged(1, Stage.DEVELOPMENT, Stage.STAGING)));

        assertThat(next.request("key-2")).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, Long.MAX_VALUE, Long.MIN_VALUE})
    void refusesRevisionsThatAreNotTheNext(long revision) {
        Commit commit = commit(revision, ONE.time().plusSeconds(1), ONE.head().hash());

        assertThatThrownBy(() -> Fold.apply(ONE, commit))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("journal model/flights: commit " + revision)
                .hasMessageContaining("expected revision 2 behind " + ONE.head().hash());
    }

    @Test
    void refusesACommitBehindAnotherOne() {
        Commit commit = commit(2, ONE.time().plusSeconds(1), Digest.ZERO);

        assertThatThrownBy(() -> Fold.apply(ONE, commit))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("journal model/flights: commit 2 names " + Digest.ZERO
                        + " as the commit before it; expected revision 2 behind "
                        + ONE.head().hash());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1_000_000_000})
    void refusesATimeThatIsNotLater(long nanos) {
        Instant time = ONE.time().plusNanos(nanos);
        Commit commit = commit(2, time, ONE.head().hash());

        assertThatThrownBy(() -> Fold.apply(ONE, commit))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("journal model/flights: commit 2 is dated " + time + ", not after the commit before it ("
                        + ONE.time() + ")");
    }

    private static Stream<RegistryEvent> ofAVersionThatDoesNotExist() {
        return Stream.of(
                new StageChanged(2, Stage.DEVELOPMENT, Stage.STAGING),
                new ProvedGood(2),
                new Failed(2),
                new AliasMoved(CHAMPION, OptionalInt.empty(), 2),
                new TagSet(OptionalInt.of(2), "a", "b"),
                new TagRemoved(OptionalInt.of(2), "a"));
    }

    @ParameterizedTest
    @MethodSource("ofAVersionThatDoesNotExist")
    void refusesEventsOfAVersionThatDoesNotExist(RegistryEvent event) {
        assertThatThrownBy(() -> Fold.apply(ONE, commit(ONE, event)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("journal model/flights: commit 2 names version 2, which does not exist");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 0, -1, Integer.MAX_VALUE})
    void refusesNumbersThatAreNotTheNext(int number) {
        assertThatThrownBy(() -> Fold.apply(ONE, commit(ONE, registered(number, "2.0.0"))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("journal model/flights: commit 2 registers version " + number + "; expected 2");
    }

    private static Stream<RegistryEvent> thatDoNotFollow() {
        return Stream.of(
                new ModelCreated(ModelName.of("Flights")),
                new StageChanged(1, Stage.STAGING, Stage.PRODUCTION),
                new AliasMoved(CHAMPION, OptionalInt.of(1), 1),
                new AliasRemoved(CHAMPION, 1));
    }

    @ParameterizedTest
    @MethodSource("thatDoNotFollow")
    void refusesEventsThatDoNotFollowFromTheStateBefore(RegistryEvent event) {
        assertThatThrownBy(() -> Fold.apply(ONE, commit(ONE, event)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("journal model/flights: commit 2 says '" + event.summary()
                        + "', which does not follow from the commits before it");
    }

    @Test
    void passesOverEventsThatItDoesNotKnow() {
        Commit commit = commit(ONE, new Unknown("version.applauded", "{}"), new TagSet(OptionalInt.empty(), "a", "b"));

        ModelState next = Fold.apply(ONE, commit);

        assertThat(next.head()).isEqualTo(new Head(2, commit.hash()));
        assertThat(next.version(1)).isSameAs(ONE.version(1));
        assertThat(next.tags().get("a")).isEqualTo("b");
    }

    @Test
    void keepsTheRevisionsOfComments() {
        ModelState state = ONE;
        for (int i = 0; i < 3; i++) {
            state = Fold.apply(state, commit(state, new VersionCommented(1, i + 1, Digest.ZERO)));
        }

        assertThat(state.version(1).comments().toMap()).isEqualTo(Map.of(1, 2L, 2, 3L, 3, 4L));
        assertThat(ONE.version(1).comments().size()).isZero();
    }

    @Test
    void keepsWhatIsHeldAndWhatHasExpired() {
        Stream.of(
                        List.of(new VersionHeld(1), new VersionHeld(1)),
                        List.of(new VersionReleased(1)),
                        List.of(new ModelHeld(), new ModelHeld()),
                        List.of(new ModelReleased()),
                        List.of(new VersionHeld(1), EXPIRED),
                        List.of(new ModelHeld(), EXPIRED),
                        List.of(EXPIRED, EXPIRED),
                        List.of(EXPIRED, new VersionHeld(1)),
                        List.of(new VersionRevived(1)),
                        List.of(new VersionHeld(2)))
                .forEach(events -> assertThatThrownBy(
                                () -> Fold.apply(ONE, commit(ONE, events.toArray(RegistryEvent[]::new))))
                        .as("%s", events)
                        .isInstanceOf(CorruptStoreException.class));
        ModelState state = ONE;
        for (RegistryEvent event :
                List.of(new ModelHeld(), new VersionHeld(1), new VersionReleased(1), new ModelReleased(), EXPIRED)) {
            state = Fold.apply(state, commit(state, event));
        }
        Custody custody = state.version(1).custody();
        assertThat(state.hold()).isNull();
        assertThat(custody.hold()).isNull();
        assertThat(custody.expired().at().revision()).isEqualTo(6);
        assertThat(custody.expired().policies()).containsExactly("nightly");
        assertThat(custody.expired().reason()).isEqualTo("old");
        assertThat(state.version(1).countedFrom()).isEqualTo(ONE.time());

        ModelState revived = Fold.apply(state, commit(state, new VersionRevived(1)));

        assertThat(revived.version(1).isExpired()).isFalse();
        assertThat(revived.version(1).countedFrom()).isEqualTo(revived.time());
    }

    @Test
    void aVersionIsACopyFromItsBeginningOn() {
        Origin origin = new Origin(
                "dev",
                ModelName.of("flights"),
                2,
                SemanticVersion.of(2, 0, 0),
                Digest.ZERO,
                Instant.EPOCH,
                Actor.of("bob"),
                "x");
        Commit whole = commit(ONE, registered(2, "2.0.0"), new VersionCopied(2, origin, Optional.empty()));
        Commit late = commit(ONE, new VersionCopied(1, origin, Optional.empty()));

        assertThat(Fold.apply(ONE, whole).lastNumber()).isEqualTo(2);
        assertThatThrownBy(() -> Fold.apply(ONE, late))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageEndingWith("which does not follow from the commits before it");
    }

    @Test
    void appliesTheEventsOfACommitInOrder() {
        ModelState next = Fold.apply(
                ONE,
                commit(
                        ONE,
                        registered(2, "2.0.0"),
                        new StageChanged(2, Stage.DEVELOPMENT, Stage.STAGING),
                        new AliasMoved(CHAMPION, OptionalInt.empty(), 1),
                        new AliasMoved(CHAMPION, OptionalInt.of(1), 2)));

        assertThat(next.lastIn(Stage.STAGING)).isSameAs(next.version(2));
        assertThat(next.version(CHAMPION)).isSameAs(next.version(2));
        assertThat(ONE.version(CHAMPION)).as("the state before").isNull();
    }

    @Test
    void keepsTheRecordOfAVersionInProduction() {
        ModelState state = ONE;
        for (RegistryEvent event : List.of(
                new StageChanged(1, Stage.DEVELOPMENT, Stage.PRODUCTION), // revision 2
                new ProvedGood(1),
                new Failed(1),
                new StageChanged(1, Stage.PRODUCTION, Stage.STAGING),
                new StageChanged(1, Stage.STAGING, Stage.PRODUCTION))) { // revision 6
            state = Fold.apply(state, commit(state, event));
            VersionState.TrackRecord record = state.version(1).record();
            assertThat(List.of(
                            record.served(),
                            record.good(),
                            record.failed() == null ? 0 : record.failed().revision()))
                    .isEqualTo(
                            switch ((int) state.head().revision()) {
                                case 2 -> List.of(2L, 0L, 0L);
                                case 3 -> List.of(2L, 3L, 0L);
                                case 4, 5 -> List.of(2L, 3L, 4L);
                                default -> List.of(6L, 3L, 0L);
                            });
        }
        assertThat(state.version(1).record().isGood()).isTrue();
        assertThat(state.version(1).entered().revision()).isEqualTo(6);
        assertThat(state.version(1).registered().revision()).isEqualTo(1);
    }
}
