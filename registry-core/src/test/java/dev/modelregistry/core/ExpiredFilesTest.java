package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.Part;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of the files of versions and runs that have expired. */
class ExpiredFilesTest extends RetentionGround {
    private void expireAll(String models) {
        registry.settings()
                .defineRetention(
                        policy(
                                "nightly",
                                models,
                                rules -> rules.expireAfter(Duration.ofDays(1)).expireRunsAfter(Duration.ofDays(1))),
                        because("the disk is full"));
        clock.advance(Duration.ofDays(2));
        registry.retention().apply(because("the disk is full"));
    }

    private static Digest digest(String content) {
        return Digest.of(bytes(content));
    }

    @Test
    void areGarbageUnlessSomethingElseNeedsThem() {
        ModelVersion version = flights.register(
                draft -> draft.version("1.0.0")
                        .artifact("own.bin", bytes("own"))
                        .artifact("shared.bin", bytes("shared"))
                        .description("words"),
                because("trained"));
        registerFile(registry.model("hotels"), "1.0.0", "shared");
        expireAll("flights");

        assertThat(registry.storage().trash().blobs()).extracting(Blob::digest).containsExactly(digest("own"));
        clock.advance(Duration.ofDays(8));
        assertThat(registry.storage().purge().blobs()).hasSize(1);

        assertThat(registry.verify().problems()).isEmpty();
        assertThat(version.description()).contains("words");
        assertThat(version.artifact("shared.bin").open()).hasContent("shared");
        assertThatThrownBy(() -> version.artifact("own.bin").open())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("has expired, and artifact 'own.bin' is gone; register it anew, with its files");
        assertThatThrownBy(() -> version.artifact("own.bin").path()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void comeBackFromTheTrashWithTheVersion() {
        ModelVersion version = registerFile(flights, "1.0.0", "weights");
        expireAll("flights");
        assertThat(registry.storage().trash().blobs()).hasSize(1);

        flights.revive(version, because("needed after all"));

        assertThat(registry.storage().trashed()).isEmpty();
        assertThat(version.artifact("model.bin").open()).hasContent("weights");
        clock.advance(Duration.ofDays(30));
        assertThat(registry.storage().trash().blobs()).isEmpty();
    }

    @Test
    void onceTheyArePurgedTheVersionComesBackWithTheSameFilesAlone() {
        ModelVersion version = registerFile(flights, "1.0.0", "weights");
        expireAll("flights");
        registry.storage().trash();
        clock.advance(Duration.ofDays(8));
        registry.storage().purge();

        assertThatThrownBy(() -> flights.revive(version, because("needed after all")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("register it anew, with its files");
        assertThat(flights.expired(version)).isPresent();

        ModelVersion again = registerFile(flights, "1.0.0", "weights");
        assertThat(again).isEqualTo(version);
        assertThat(flights.expired(version)).isEmpty();
        assertThat(version.artifact("model.bin").open()).hasContent("weights");
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void ofRunsGoTooUnlessAVersionHasThem() {
        try (TrainingRun run = registry.startRun("flights")) {
            Artifact file = run.artifact("model.bin", bytes("weights"));
            run.artifact("plot.png", bytes("plot"));
            run.metric("loss", 1, 0.5);
            run.complete();
            registry.model("hotels").register(draft -> draft.artifact(file), because("of that run"));
        }
        expireAll("flights");

        assertThat(registry.storage().trash().blobs()).extracting(Blob::digest).containsExactly(digest("plot"));

        clock.advance(Duration.ofDays(8));
        registry.storage().purge();
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void areNotCopied() {
        registerFile(flights, "1.0.0", "weights");
        expireAll("flights");
        registry.storage().trash();
        clock.advance(Duration.ofDays(8));
        registry.storage().purge();
        try (Ground elsewhere = new Ground(new MemoryStore(clock))) {
            ModelRegistry copy = elsewhere.open();

            registry.copyTo(copy);

            assertThat(copy.verify().problems()).isEmpty();
            assertThat(copy.model("flights").expired(copy.model("flights").version(1)))
                    .isPresent();
            assertThat(elsewhere.memory.blobs().list(Digest.ZERO, 10)).isEmpty();

            registerFile(flights, "1.0.0", "weights");
            registry.copyTo(copy);

            assertThat(copy.model("flights").version(1).artifact("model.bin").open())
                    .hasContent("weights");
            assertThat(copy.verify().problems()).isEmpty();
        }
    }

    @Test
    void stayInTheTrashWhenEverythingIsVerified() {
        registerFile(flights, "1.0.0", "weights");
        expireAll("flights");
        assertThat(registry.storage().trash().blobs()).hasSize(1);

        assertThat(registry.verify().problems()).isEmpty();

        assertThat(registry.storage().trashed()).hasSize(1);
    }

    @Test
    void comeBackWithoutWhatWasErasedAndTheVersionCannotServe() {
        ModelVersion version = flights.register(
                draft -> draft.version("1.0.0")
                        .artifact("kept.bin", bytes("kept"))
                        .artifact("erased.bin", bytes("erased")),
                because("trained"));
        expireAll("flights");
        registry.storage().erase(Erasure.of(version, Part.artifact("erased.bin")), because("request 4711"));

        flights.revive(version, because("needed after all"));

        assertThat(version.artifact("kept.bin").open()).hasContent("kept");
        assertThat(registry.verify().problems()).isEmpty();
        assertThatThrownBy(() -> flights.promote(version, Stage.STAGING, because("tested")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("has lost a file that was erased, and cannot serve any more");
        assertThatThrownBy(() -> flights.alias(Alias.of("champion"), version, because("best")))
                .isInstanceOf(RejectedException.class);
        assertThat(registry.find(ModelUri.parse("models:/flights/^1.0"))).isEmpty();
        flights.promote(version, Stage.ARCHIVED, because("of no use"));
    }

    @Test
    void ofRunsOfAModelThatIsHeldAreNotErased() {
        registerFile(flights, "1.0.0", "weights");
        flights.hold(because("a law suit"));
        RunId id;
        try (TrainingRun run = registry.startRun("flights")) {
            id = run.id();
            run.artifact("plot.png", bytes("plot"));
            run.complete();
        }

        assertThatThrownBy(() ->
                        registry.storage().erase(Erasure.of(id, Part.artifact("plot.png")), because("request 4711")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("nothing of its runs can be erased")
                .hasMessageContaining("a law suit");
        assertThat(registry.run(id).artifact("plot.png").open()).hasContent("plot");
    }

    @Test
    void thatAreHeldBetweenTwoCommitsOfOneErasureStayAndTheOthersGo() {
        ModelVersion first = registerFile(flights, "1.0.0", "first");
        ModelVersion second = registerFile(registry.model("hotels"), "1.0.0", "second");
        way.afterAppend = () -> {
            way.afterAppend = () -> {};
            elsewhere.model("hotels").hold(because("a law suit").by("bob"));
        };

        assertThatThrownBy(() -> registry.storage()
                        .erase(
                                Erasure.of(first, Part.artifact("model.bin")).and(second, Part.artifact("model.bin")),
                                because("request 4711")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("what comes before model/hotels was erased, and the rest was not: ");

        assertThat(ground.memory.blobs().find(digest("first"))).isEmpty();
        assertThat(second.artifact("model.bin").open()).hasContent("second");
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatIsHeldIsNeitherExpiredNorErased() {
        ModelVersion version = registerFile(flights, "1.0.0", "weights");
        flights.hold(version, because("a law suit"));
        expireAll("flights");

        assertThat(registry.storage().trash().blobs()).isEmpty();
        assertThatThrownBy(() -> registry.storage()
                        .erase(Erasure.of(version, Part.artifact("model.bin")), because("request 4711")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cannot be erased")
                .hasMessageContaining("release the hold first");

        flights.releaseHold(version, because("settled"));
        registry.storage().erase(Erasure.of(version, Part.artifact("model.bin")), because("request 4711"));
        assertThat(registry.verify().problems()).isEmpty();
    }
}
