package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.storage.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept is no more than is served, whole, verified, and safe to share; what is damaged is as if it were not there. */
class StandbyFilesTest extends StandbyGround {
    private static Digest weightsOf(ModelVersion version) {
        return version.artifact("model.bin").digest();
    }

    private Path only(String name) {
        assertThat(kept(name)).hasSize(1);
        return kept(name).get(0);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException replaced) {
            return "";
        }
    }

    /** Flips a bit of the byte in the middle. */
    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whatIsKeptIsWhatIsServed() {
        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);
            untilKept(flights);
            assertThat(files())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "state", first.digest().hex(), weightsOf(first).hex());

            toProduction(flights, second);

            Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));
            untilKept(flights);
            Until.holds(() -> files().size() == 3);
            assertThat(files())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "state", second.digest().hex(), weightsOf(second).hex());
        }
        line.cut();
        assertThat(ask(serve(start()), "user-1")).isEqualTo("weights of 1.1.0");
    }

    @Test
    void whatIsNotInProductionAnyMoreIsNotServedWithoutTheStoreEither() {
        try (ModelRegistry registry = process().open()) {
            serve(registry);
            flights.archive(first, because("it was wrong"));
            untilKept(flights);
            Until.holds(() -> files().size() == 1);
        }
        line.cut();

        assertThatThrownBy(() -> serve(start()))
                .isInstanceOf(ServingException.class)
                .hasMessage("nothing of model flights is in production; promote a version");
    }

    @Test
    void theLastContactCountsAndIsKeptEveryFewSeconds() {
        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);
            untilKept(flights);
            Instant early = clock.advance(Duration.ofSeconds(4));
            Until.holds(() -> served.status().knownAt().equals(early));
            assertThat(kept("contact")).isEmpty();
            clock.advance(Duration.ofHours(20));
            Until.holds(() -> kept("contact").size() == 1);
        }
        line.cut();
        clock.advance(Duration.ofHours(20));

        ServedModel<String> served = serve(start());

        assertThat(served.status().knownAt()).isEqualTo(Instant.parse("2030-01-01T20:00:04Z"));
    }

    @Test
    void withoutATimeOfContactThatOfTheStateCounts() throws Exception {
        theLastContactCountsAndIsKeptEveryFewSeconds();
        damage(only("contact"));

        assertThatThrownBy(this::start)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("was known at 2030-01-01T00:00:00Z, which is PT40H4S ago");
    }

    @Test
    void aDamagedStateIsAsIfNothingWereKept() throws Exception {
        serveOnce();
        damage(only("state"));
        line.cut();

        assertThatThrownBy(this::start)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith(
                        "the store in line://host/flights cannot be reached, and nothing of it is kept in ");
        line.mend();
        serveOnce();
        line.cut();
        assertThat(ask(serve(start()), "user-1")).as("kept anew").isEqualTo("weights of 1.0.0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDamagedFileIsNeverLoaded(boolean isDescriptor) throws Exception {
        serveOnce();
        String name = (isDescriptor ? first.digest() : weightsOf(first)).hex();
        damage(only(name));
        line.cut();

        assertThatThrownBy(() -> serve(start()))
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("version 1.0.0 (1) of model flights could not be loaded: ")
                .hasRootCauseInstanceOf(StoreUnavailableException.class)
                .hasRootCauseMessage("connection refused");
        assertThatThrownBy(() -> serve(start()))
                .as("nor once it was thrown away")
                .isInstanceOf(ServingException.class);
        assertThat(kept(name)).isEmpty();
        alerts.clear();
        line.mend();
        serveUntil(() -> kept(name).size() == 1);
        line.cut();
        assertThat(ask(serve(start()), "user-1")).as("kept anew").isEqualTo("weights of 1.0.0");
    }

    @Test
    void whatAnotherProcessLeftDamagedIsKeptAnewWhileTheStoreIsUp() throws Exception {
        serveOnce();
        Path file = only(weightsOf(first).hex());
        damage(file);

        serveUntil(() -> content(file).equals("weights of 1.0.0"));
    }

    @Test
    void whereItCannotBeKeptServingGoesOnAndSaysSoOnce() throws Exception {
        Path file = Files.writeString(disk.resolve("kept"), "not a directory");
        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);

            ServingAlert alert = alert();

            assertThat(alert.kind()).isEqualTo(Kind.NOT_KEPT);
            assertThat(alert.words())
                    .startsWith("what is served cannot be kept in " + file
                            + ", so a start without the store would be from what was kept before, if anything was; it is"
                            + " tried again: java.nio.file.");
            toProduction(flights, second);
            Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));
            assertThat(alerts).isEmpty();
            Files.delete(file);
            clock.advance(Duration.ofSeconds(5));
            untilKept(flights);
        }
        line.cut();
        assertThat(ask(serve(start()), "user-1")).isEqualTo("weights of 1.1.0");
    }

    @Test
    void aFileThatTheStoreDoesNotGiveKeepsTheStateFromBeingKept() throws Exception {
        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);
            untilKept(flights);
            long known = flights.revision();
            ModelVersion third = Ground.register(flights, "1.2.0");
            elsewhere.model("flights").promote(third, Stage.STAGING, because("tests pass"));
            line.damage(weightsOf(third));
            flights.promote(third, Stage.PRODUCTION, because("approved"));

            Until.holds(() -> alerts.stream().anyMatch(alert -> alert.kind() == Kind.NOT_KEPT));

            assertThat(keptRevisions()).allMatch(revision -> revision < flights.revision() && revision >= known);
            assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");
        }
        line.cut();
        assertThat(ask(serve(start()), "user-1")).isEqualTo("weights of 1.0.0");
    }

    @Test
    void whatAKilledProcessLeftUnfinishedDoesNoHarmAndGoes() throws Exception {
        serveOnce();
        Path model = only("state").getParent();
        Path now = Files.writeString(model.resolve(UUID.randomUUID() + ".tmp"), "half a sta");
        Path old = Files.writeString(model.resolve(UUID.randomUUID() + ".tmp"), "half a mod");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        Path unnamed = Files.writeString(model.resolve(weightsOf(second).hex()), "whole, and named by no state");
        line.cut();
        assertThat(ask(serve(start()), "user-1")).isEqualTo("weights of 1.0.0");
        line.mend();
        alerts.clear();

        serveUntil(() -> !Files.exists(old) && !Files.exists(unnamed));

        assertThat(now).as("somebody may be writing it").exists();
    }

    @Test
    void aModelThatNobodyServesAnyMoreGoes() throws Exception {
        Ground.toProduction(elsewhere.model("hotels"), Ground.register(elsewhere.model("hotels"), "1.0.0"));
        try (ModelRegistry registry = process().open()) {
            serve(registry, "hotels");
            untilKept(elsewhere.model("hotels"));
        }
        List<Path> hotels = files();
        for (Path file : hotels) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(DAY.plusSeconds(60))));
        }

        serveUntil(() -> !Files.exists(hotels.get(0).getParent()));

        assertThat(hotels).hasSize(3).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(files()).hasSize(3);
    }

    @Test
    void processesShareADirectory() {
        try (ModelRegistry one = process().open();
                ModelRegistry other = process().open()) {
            ServedModel<String> here = serve(one);
            ServedModel<String> there = serve(other);
            untilKept(flights);

            toProduction(flights, second);

            Until.holds(() -> ask(here, "user-1").equals("weights of 1.1.0")
                    && ask(there, "user-1").equals("weights of 1.1.0"));
            untilKept(flights);
        }
        line.cut();
        assertThat(alerts).isEmpty();
        assertThat(ask(serve(start()), "user-1")).isEqualTo("weights of 1.1.0");
        assertThat(ask(serve(start()), "user-1")).as("and another one").isEqualTo("weights of 1.1.0");
    }

    @Test
    void whatIsErasedIsNotKept() throws Exception {
        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);
            untilKept(flights);

            elsewhere.storage().erase(Erasure.of(first, Part.artifact("model.bin")), because("it held names"));
            clock.advance(Duration.ofSeconds(5));

            untilKept(flights);
            Until.holds(() -> kept(weightsOf(first).hex()).isEmpty());
            assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");
        }
    }

    @Test
    void whatIsEncryptedThereIsEncryptedHere() throws Exception {
        KeySource keys = KeySource.of(EncryptionKey.of("2030", new byte[32]));
        MemoryStore sealed = new MemoryStore(clock, BlobCipher.of(keys));
        Line secret = new Line(sealed, BlobCipher.of(keys));
        ModelRegistry owner = keep(ModelRegistry.builder()
                .store(new FaultyStore(sealed))
                .actor("alice")
                .open());
        ModelVersion version = Ground.register(owner.model("flights"), "1.0.0");
        toProduction(owner.model("flights"), version);
        try (ModelRegistry registry =
                process().location(secret).encryption(keys).open()) {
            serve(registry);
            untilKept(owner.model("flights"));
        }
        assertThat(files())
                .hasSize(3)
                .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("weights of")
                        .doesNotContain("model.bin"));
        secret.cut();

        ModelRegistry registry =
                keep(process().location(secret).encryption(keys).open());

        assertThat(ask(serve(registry), "user-1")).isEqualTo("weights of 1.0.0");
        sealed.close();
    }
}
