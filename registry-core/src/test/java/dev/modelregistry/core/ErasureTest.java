package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.event.RunEvent.RunErased;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.Access;
import dev.modelregistry.storage.Erased;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is erased is gone for ever, and everybody is told so. */
class ErasureTest {
    static final Part DESCRIPTION = Part.text("description");
    static final Part MODEL = Part.artifact("model.bin");
    static final Digest TEXT = Digest.of(bytes("trained on the file of Jane Doe"));
    static final Digest WEIGHTS = Digest.of(bytes("weights"));

    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground(new MemoryStore(clock));
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegistryStorage storage = registry.storage();
    private final RegisteredModel flights = registry.model("flights");
    private final ModelVersion version = register(flights, "1.0.0");

    @AfterEach
    void close() {
        ground.close();
    }

    /** Versions with one text and one file that are the same in all, and one of each that is not. */
    static ModelVersion register(RegisteredModel model, String version) {
        return model.register(
                draft -> draft.version(version)
                        .artifact("model.bin", bytes("weights"))
                        .artifact("vocabulary.txt", bytes("words of " + version))
                        .description("trained on the file of Jane Doe")
                        .text("changelog", "changes of " + version),
                because("first"));
    }

    static void assertGone(FaultyStore way, Digest digest) {
        assertThat(way.blobs().find(digest)).isEmpty();
        assertThat(way.blobs().renew(digest)).as("in the trash").isEmpty();
    }

    private static Commit last(RunView run) {
        return run.history().reduce((one, next) -> next).orElseThrow();
    }

    @Test
    void whatIsErasedIsGoneAndSaysByWhomWhenAndWhy() {
        Instant then = version.registeredAt();
        ErasureReport report = storage.erase(
                Erasure.of(version, MODEL).and(version, DESCRIPTION),
                because("request 4711").by("bob"));

        assertThat(report.gone()).containsExactlyInAnyOrder(TEXT, WEIGHTS);
        assertThat(report.kept()).isEmpty();
        assertGone(way, TEXT);
        assertGone(way, WEIGHTS);
        Instant at = SettableClock.START.plusNanos(1_000);
        for (ModelRegistry each : List.of(registry, ground.open())) {
            ModelVersion read = each.model("flights").version("1.0.0");
            assertThat(each.model("flights").erased(read))
                    .containsExactly(
                            new Erased(DESCRIPTION, Actor.of("bob"), at, "request 4711"),
                            new Erased(MODEL, Actor.of("bob"), at, "request 4711"))
                    .isEqualTo(each.asOf(then).model("flights").erased(read));
            for (ModelVersion same :
                    List.of(read, each.asOf(then).model("flights").version(1))) {
                assertThatThrownBy(same::description)
                        .isInstanceOf(NotFoundException.class)
                        .hasMessage("flights v1.0.0 (number 1) text 'description' was erased by bob at"
                                + " 2030-01-01T00:00:00.000001Z: request 4711");
                assertThatThrownBy(() -> same.artifact("model.bin").open())
                        .isInstanceOf(NotFoundException.class)
                        .hasMessageContaining("artifact 'model.bin' was erased by bob");
                assertThatThrownBy(() -> same.artifact("model.bin").path())
                        .hasMessageContaining("artifact 'model.bin' was erased by bob");
                assertThat(same.text("changelog")).contains("changes of 1.0.0");
                assertThat(same.text("never there")).isEmpty();
                assertThat(same.artifact("vocabulary.txt").open()).hasContent("words of 1.0.0");
                assertThat(same.artifacts()).as("the descriptor stays").hasSize(2);
            }
            assertThat(each.verify().problems()).isEmpty();
        }
    }

    @Test
    void theAuditHasItAndCheckpointsHold() {
        CheckpointSigner signer = CheckpointSigner.generate("example.com/registry");
        Checkpoint before = registry.checkpoint(signer);

        storage.erase(
                Erasure.of(version, MODEL).and(version, DESCRIPTION),
                because("request 4711").by("bob"));

        Commit last = registry.audit(AuditQuery.everything())
                .reduce((one, next) -> next)
                .orElseThrow();
        assertThat(last.actor()).isEqualTo(Actor.of("bob"));
        assertThat(last.reason()).isEqualTo("request 4711");
        assertThat(last.events()).containsExactly(new VersionErased(1, List.of(DESCRIPTION, MODEL)));
        assertThat(last.events().get(0).summary())
                .isEqualTo("erased text 'description', artifact 'model.bin' of version 1");
        assertThat(registry.verify(before, signer.trustedKey()).problems()).isEmpty();
    }

    @Test
    void whatWasErasedStopsMaterializeAndPromotions(@TempDir Path directory) {
        storage.erase(Erasure.of(version, MODEL), because("request"));

        assertThatThrownBy(() -> version.materialize(directory))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("artifact 'model.bin' was erased by alice");
        assertThat(directory.resolve("flights")).isEmptyDirectory();
        assertThatThrownBy(() -> flights.promote(version, Stage.STAGING, because("try")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("has lost a file that was erased, and cannot serve any more");
        assertThatThrownBy(() -> registry.model("other")
                        .register(draft -> draft.artifact("copy.bin", version.artifact("model.bin")), because("copy")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("was erased");
        assertThat(registry.compare(version, register(flights, "1.0.1")).toMarkdown())
                .as("descriptors stay")
                .contains("1.0.1");
    }

    @Test
    void bytesThatSomethingElseNamesAreErasedTogetherOrNotAtAll() {
        ModelVersion second = register(flights, "2.0.0");
        ModelVersion other = register(registry.model("Hotels"), "1.0.0");
        RunId run;
        try (TrainingRun training = registry.startRun("flights")) {
            run = training.id();
            training.artifact("weights", bytes("weights"));
        }
        long revision = flights.revision();

        assertThatThrownBy(() -> storage.erase(Erasure.of(version, DESCRIPTION), because("request")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "nothing was erased: the same bytes are also journal model/flights, version 2, text 'description';"
                                + " journal model/hotels, version 1, text 'description'. Erase all of them in one call");
        Erasure models = Erasure.of(version, MODEL).and(second, MODEL).and(other, MODEL);
        assertThatThrownBy(() -> storage.erase(models, because("request")))
                .hasMessageContaining("are also journal run/" + run);
        assertThat(flights.revision()).isEqualTo(revision);
        assertThat(version.description()).isPresent();

        storage.erase(
                models.and(version, DESCRIPTION)
                        .and(second, DESCRIPTION)
                        .and(other, DESCRIPTION)
                        .and(run, Part.artifact("weights")),
                because("request"));

        assertGone(way, TEXT);
        assertGone(way, WEIGHTS);
        assertThat(flights.revision()).as("one commit for each model").isEqualTo(revision + 1);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void filesOfARunAreErasedWhateverItStoredUnderTheName() {
        RunId id;
        try (TrainingRun run = registry.startRun("flights")) {
            id = run.id();
            run.artifact("faces.png", bytes("early faces"));
            run.flush();
            run.artifact("faces.png", bytes("late faces"));
            run.complete();
        }
        Instant seen = registry.run(id).lastSeen();
        clock.advance(Duration.ofDays(1));

        storage.erase(Erasure.of(id, Part.artifact("faces.png")), because("request"));

        assertGone(way, Digest.of(bytes("early faces")));
        assertGone(way, Digest.of(bytes("late faces")));
        RunView run = registry.run(id);
        assertThat(last(run).events()).containsExactly(new RunErased(List.of(Part.artifact("faces.png"))));
        assertThatThrownBy(() -> run.artifact("faces.png").open())
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("run " + id + " artifact 'faces.png' was erased by alice at ");
        assertThat(run.erased()).extracting(Erased::part).containsExactly(Part.artifact("faces.png"));
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.lastSeen()).as("an erasure is no sign of life").isEqualTo(seen);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aRunThatMayStoreItAgainIsEndedFirst() {
        TrainingRun run = registry.startRun("flights");
        run.artifact("faces.png", bytes("faces"));
        run.flush();
        Erasure faces = Erasure.of(run.id(), Part.artifact("faces.png"));

        assertThatThrownBy(() -> storage.erase(faces, because("request")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "nothing was erased: run " + run.id() + " still runs, and may store it again; end it first");

        clock.advance(Duration.ofHours(1)); // longer than any run is silent
        storage.erase(faces, because("request"));

        RunView abandoned = registry.run(run.id());
        assertThat(abandoned.status()).isEqualTo(RunStatus.FAILED);
        assertThat(abandoned.problem()).contains("it gave no sign of life, and artifacts of it were erased");
        run.artifact("faces.png", bytes("faces"));
        assertThatThrownBy(run::flush).isInstanceOf(RejectedException.class).hasMessageContaining("this run ended at");
    }

    @Test
    void testimonyOfACopyIsErasedWithTheNamesInIt() {
        flights.promote(version, Stage.STAGING, because("Jane says it is fine").by("jane"));
        ModelVersion copy = registry.model("copies").registerCopy(version, because("needed"));
        assertThat(copy.testimony()).hasSize(1);

        storage.erase(Erasure.of(copy, Part.testimony()), because("request"));

        assertThatThrownBy(copy::testimony)
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("testimony was erased by alice");
        assertThat(copy.origin()).isPresent();
        assertThat(registry.verify().problems()).isEmpty();
        assertThatThrownBy(() -> storage.erase(Erasure.of(version, Part.testimony()), because("request")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("nothing was erased: there is no flights v1.0.0 (number 1) testimony in ");
    }

    @Test
    void theSameBytesComeBackForWhoRegistersThemAgain() {
        storage.erase(Erasure.of(version, MODEL), because("licence ran out"));
        ModelVersion again = flights.register(
                draft -> draft.version("2.0.0").artifact("model.bin", bytes("weights")), because("licence renewed"));

        assertThat(again.artifact("model.bin").open()).hasContent("weights");
        assertThatThrownBy(() -> version.artifact("model.bin").open()).hasMessageContaining("licence ran out");
        assertThat(registry.verify().problems()).isEmpty();
        ErasureReport report = storage.erase(Erasure.of(version, MODEL), because("once more"));
        assertThat(report.gone()).isEmpty();
        assertThat(report.kept())
                .isEqualTo(Map.of(
                        WEIGHTS, new TreeSet<>(List.of("journal model/flights, version 2, artifact 'model.bin'"))));
        way.missingBlobs.add(WEIGHTS);
        assertThat(registry.verify().problems())
                .singleElement()
                .asString()
                .startsWith("journal model/flights, version 2, artifact 'model.bin' is gone");
    }

    @Test
    void registeringTheVeryVersionAgainBringsNothingBack() {
        storage.erase(Erasure.of(version, DESCRIPTION), because("request"));

        assertThat(register(flights, "1.0.0")).isEqualTo(version);

        assertGone(way, TEXT);
        assertThat(version.artifact("model.bin").open()).hasContent("weights");
    }

    @Test
    void aRollbackPassesOverAVersionThatHasNoFileAnyMore() {
        ModelVersion second = register(flights, "2.0.0");
        ModelVersion third = register(flights, "3.0.0");
        List.of(version, second, third).forEach(each -> Ground.toProduction(flights, each));
        assertThat(flights.lastGood()).contains(second);
        storage.erase(Erasure.of(second, Part.artifact("vocabulary.txt")), because("licence ran out"));

        assertThat(flights.lastGood()).contains(version);
        assertThat(flights.rollbackFrom(third, because("wrong")).version()).isEqualTo(version);
    }

    @Test
    void whatIsInADeletedModelCanBeErasedToo() {
        Instant then = version.registeredAt();
        flights.delete(because("unused"));

        storage.erase(Erasure.of(registry.asOf(then).model("flights").version(1), DESCRIPTION), because("request"));

        assertGone(way, TEXT);
        assertThat(flights.exists()).isFalse();
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeErased() {
        assertThatThrownBy(() -> storage.erase(Erasure.of(version, Part.text("poem")), because("x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("nothing was erased: there is no flights v1.0.0 (number 1) text 'poem' in ");
        assertThatThrownBy(() -> storage.erase(Erasure.of(version, Part.comment(1)), because("x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("comment 1");
        assertThatThrownBy(() -> storage.erase(Erasure.of(RunId.parse("flights/7"), MODEL), because("x")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Erasure.of(RunId.parse("flights/7"), DESCRIPTION))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("run flights/7 has no text 'description'; only its artifacts can be erased");
        try (Ground elsewhere = new Ground()) {
            ModelVersion foreign = register(elsewhere.open().model("hotels"), "1.0.0");
            assertThatThrownBy(() -> storage.erase(Erasure.of(foreign, DESCRIPTION), because("x")))
                    .isInstanceOf(NotFoundException.class);
        }
        assertThatThrownBy(() -> storage.erase(
                        Erasure.of(version, DESCRIPTION), because("x").requestKey("7")))
                .isInstanceOf(InvalidInputException.class);
        way.access = Access.READ_ONLY;
        assertThatThrownBy(() -> storage.erase(Erasure.of(version, DESCRIPTION), because("x")))
                .isInstanceOf(RejectedException.class);
        assertThat(version.description()).isPresent();
        assertThat(flights.revision()).isEqualTo(1);
    }

    @Test
    void whatWasErasedIsKnownFromASnapshotToo() {
        storage.erase(Erasure.of(version, DESCRIPTION), because("request"));
        for (int i = 0; i < 70; i++) {
            flights.tag("k", "v" + i, because("long"));
        }
        assertThat(way.snapshotsPut).hasPositiveValue();

        assertThat(ground.open().model("flights").erased(version))
                .extracting(Erased::toString)
                .containsExactly("text 'description' was erased by alice at 2030-01-01T00:00:00.000001Z: request");
        assertThat(registry.verify().problems()).isEmpty();
    }
}
