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
import dev.modelregistry.id.Digest;
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
        }
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
