package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be registered, and what becomes of files, texts and large descriptors. */
class DraftTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelVersion register(Consumer<VersionDraft> fill) {
        return flights.register(
                draft -> {
                    draft.version("1.0.0");
                    fill.accept(draft);
                },
                because("test"));
    }

    private void assertNothingRegistered() {
        assertThat(flights.exists()).isFalse();
        assertThat(way.appends).hasValue(0);
    }

    @Test
    void refusesAFileThatIsGone() {
        Path gone = files.resolve("gone.bin");

        assertThatThrownBy(() -> register(draft -> draft.artifact("model.bin", gone)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("artifact 'model.bin' cannot be read: ")
                .hasMessageContaining("gone.bin")
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertNothingRegistered();
    }

    @Test
    void refusesAFileThatVanishesBehindTheDraft() throws Exception {
        Path file = Files.write(files.resolve("model.bin"), bytes("w"));

        assertThatThrownBy(() -> register(draft -> {
                    draft.artifact("model.bin", file);
                    delete(file);
                }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("artifact 'model.bin' cannot be read: ");
        assertNothingRegistered();
    }

    @Test
    void refusesADirectoryAsAnArtifact() {
        assertThatThrownBy(() -> register(draft -> draft.artifact("model.bin", files)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifact 'model.bin': " + files + " is not a regular file");
        assertNothingRegistered();
    }

    @Test
    void refusesAFileThatGrowsWhileItIsRead() throws Exception {
        Path file = Files.write(files.resolve("model.bin"), bytes("half a model"));
        way.whileBlobIsPut = () -> append(file);

        assertThatThrownBy(() -> register(draft -> draft.artifact("model.bin", file)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("artifact 'model.bin': " + file + " changed while it was read (12 bytes of ")
                .hasMessageContaining("13 bytes of ")
                .hasMessageEndingWith("finish writing it first");
        assertNothingRegistered();
    }

    @Test
    void refusesAFileOfTheSameSizeThatWasTouchedWhileItWasRead() throws Exception {
        Path file = Files.write(files.resolve("model.bin"), bytes("model"));
        way.whileBlobIsPut = () -> touch(file);

        assertThatThrownBy(() -> register(draft -> draft.artifact("model.bin", file)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("changed while it was read (5 bytes of ");
        assertNothingRegistered();
    }

    @Test
    void refusesAnArtifactNameThatIsThereAlready() {
        assertThatThrownBy(() ->
                        register(draft -> draft.artifact("a.bin", bytes("1")).artifact("a.bin", bytes("2"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifact 'a.bin' is there twice; paths must differ");
        assertThatThrownBy(
                        () -> register(draft -> draft.artifact("a", bytes("1")).artifact("a/b", bytes("2"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot stand beside each other; one would be a directory and a file");
        assertNothingRegistered();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/passwd", "../up", "a/../../b", "a//b", "./a", "a/", "C:/model", "a\\b", "", "a\u0000b"})
    void refusesAnArtifactNameThatCouldLeaveItsDirectory(String name) {
        assertThatThrownBy(() -> register(draft -> draft.artifact(name, bytes("w"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("artifact path '" + name + "' ");
        assertNothingRegistered();
    }

    @Test
    void refusesAMetricThatIsNoNumber() {
        assertThatThrownBy(() -> register(draft -> draft.metric("auc", Double.NaN)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("metric 'auc' is NaN; a metric is a finite number");
        assertThatThrownBy(() -> register(draft -> draft.trainingMetric("loss", Double.POSITIVE_INFINITY)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("metric 'loss' is Infinity");
        assertNothingRegistered();
    }

    @Test
    void refusesTwoWordsOnTheVersionBeforeAnyFileIsStored() {
        assertThatThrownBy(() -> flights.register(
                        draft -> draft.version("1.0.1").basedOn("1.0.0").artifact("model.bin", bytes("w")),
                        because("which now?")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the draft has the version 1.0.1 and is based on 1.0.0; give one of them: a version is compared"
                                + " with the release below it in any case");
        assertThat(ground.memory.blobs().list(Digest.ZERO, 10)).isEmpty();
        assertNothingRegistered();
    }

    @Test
    void keepsTheBytesThatWereGivenWhateverBecomesOfTheArray() {
        byte[] content = bytes("weights");

        ModelVersion version = register(draft -> {
            draft.artifact("model.bin", content);
            content[0] = 'X';
        });

        assertThat(read(version.artifact("model.bin"))).isEqualTo("weights");
    }

    @Test
    void addsTheFilesOfADirectoryUnderTheirRelativeNamesAndFollowsNoLinks() throws Exception {
        Files.createDirectories(files.resolve("model/weights"));
        Files.write(files.resolve("model/weights/0.bin"), bytes("zero"));
        Files.write(files.resolve("model/config.json"), bytes("{}"));
        Path secret = Files.write(files.resolve("secret"), bytes("key"));
        Files.createSymbolicLink(files.resolve("model/link"), secret);

        ModelVersion version = register(draft -> draft.directory(files.resolve("model")));

        assertThat(version.artifacts()).extracting(Artifact::name).containsExactly("config.json", "weights/0.bin");
        assertThat(read(version.artifact("weights/0.bin"))).isEqualTo("zero");
    }

    @Test
    void refusesADirectoryThatIsNoneOrHasNoFile() throws Exception {
        Path empty = Files.createDirectory(files.resolve("empty"));
        Path file = Files.write(files.resolve("file"), bytes("w"));

        for (Path wrong : new Path[] {empty, file}) {
            assertThatThrownBy(() -> register(draft -> draft.directory(wrong)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("'" + wrong + "' is not a directory with at least one regular file");
        }
        assertThatThrownBy(() -> register(draft -> draft.directory(files.resolve("none"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none' cannot be read: ");
        assertNothingRegistered();
    }

    @Test
    void registersAThousandArtifacts() {
        ModelVersion version = register(draft -> {
            for (int i = 0; i < 1_000; i++) {
                draft.artifact("shard/" + i + ".bin", bytes("shard " + i));
            }
        });

        ModelVersion elsewhere = ground.open().model("flights").version(1);
        assertThat(elsewhere.artifacts()).hasSize(1_000);
        assertThat(elsewhere.descriptor().artifacts())
                .isEqualTo(version.descriptor().artifacts());
        assertThat(read(elsewhere.artifact("shard/999.bin"))).isEqualTo("shard 999");
        assertThat(registry.verify().blobs()).isEqualTo(1_001);
    }

    @Test
    void findsNamesThatCannotStandBesideEachOtherWhateverStandsBetweenThem() {
        assertThatThrownBy(() -> register(draft -> draft.artifact("a/b/c", bytes("1"))
                        .artifact("a-", bytes("2"))
                        .artifact("a", bytes("3"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("artifacts 'a' and 'a/b/c' cannot stand beside each other");
        assertThatThrownBy(() -> register(draft -> draft.artifact("a/b", bytes("1"))
                        .artifact("a/b!", bytes("2"))
                        .artifact("a/b/c/d", bytes("3"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("artifacts 'a/b' and 'a/b/c/d' cannot stand beside each other");
        assertNothingRegistered();
    }

    @Test
    void keepsASmallDescriptorInTheCommitAndALargeOneAsABlob() {
        ModelVersion small = register(draft -> draft.algorithm("trees"));
        ModelVersion large = flights.register(
                draft -> draft.version("2.0.0").environment("packages", "x".repeat(70_000)), because("large"));

        assertThat(flights.history()
                        .flatMap(commit -> commit.events().stream())
                        .filter(VersionRegistered.class::isInstance)
                        .map(event -> ((VersionRegistered) event).descriptor().isPresent()))
                .containsExactly(true, false);
        assertThat(ground.memory.blobs().find(small.digest())).isEmpty();
        assertThat(ground.memory.blobs().find(large.digest())).isPresent();
        ModelVersion elsewhere = ground.open().model("flights").version("2.0.0");
        assertThat(elsewhere.descriptor()).usingRecursiveComparison().isEqualTo(large.descriptor());
        assertThat(elsewhere.descriptor().environment().get("packages")).hasSize(70_000);
    }

    @Test
    void saysThatALargeDescriptorIsGone() {
        ModelVersion large = register(draft -> draft.environment("packages", "x".repeat(70_000)));
        FaultyStore other = ground.way();
        other.missingBlobs.add(large.digest());

        ModelVersion elsewhere = ground.open(other).model("flights").version(1);

        assertThatThrownBy(elsewhere::descriptor)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage(
                        "the descriptor of version 1 of 'flights' is gone: no blob " + large.digest() + " in faulty:")
                .hasCauseInstanceOf(NotFoundException.class);
        other.missingBlobs.clear();
        assertThat(elsewhere.descriptor().environment())
                .as("a failure is not remembered")
                .isEqualTo(large.descriptor().environment());
    }

    @Test
    void keepsTextsBesideTheDescriptor() {
        ModelVersion version =
                register(draft -> draft.description("A model — of flights").changelog("first"));
        FaultyStore other = ground.way();
        ModelVersion elsewhere = ground.open(other).model("flights").version(1);

        assertThat(elsewhere.description()).contains("A model — of flights");
        assertThat(elsewhere.text("changelog")).contains("first");
        assertThat(elsewhere.text("migration-notes")).isEmpty();
        Digest erased = version.descriptor().texts().get("description");
        other.missingBlobs.add(erased);
        assertThatThrownBy(elsewhere::description)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("flights v1.0.0 (number 1) text 'description' is gone: no blob " + erased + " in faulty:");
    }

    @Test
    void namesAnArtifactThatIsGoneOrDamagedInTheStore() {
        Artifact artifact =
                register(draft -> draft.artifact("model.bin", bytes("w"))).artifact("model.bin");

        way.missingBlobs.add(artifact.digest());
        String gone = "flights v1.0.0 (number 1) artifact 'model.bin' is gone: no blob " + artifact.digest();
        assertThatThrownBy(artifact::open)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith(gone);
        assertThatThrownBy(artifact::path)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith(gone);
        way.missingBlobs.clear();
        way.damagedBlobs.add(artifact.digest());
        assertThatThrownBy(artifact::open)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("blob " + artifact.digest() + " has other bytes");
    }

    @Test
    void listsTheArtifactsThatThereAreWhenOneIsMissing() {
        ModelVersion version = register(draft -> draft.artifact("model.bin", bytes("w")));

        assertThatThrownBy(() -> version.artifact("model.onnx"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("version 1.0.0 has no artifact 'model.onnx'; it has [model.bin]");
    }

    @Test
    void refusesADescriptorThatCouldNotBeReadBack() {
        assertThatThrownBy(() -> register(draft -> draft.environment("packages", "x".repeat(2_000_000))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a text has 2000000 characters");
        assertNothingRegistered();
    }

    /** The writer's answer must not depend on whether its process or another one is asked. */
    @Test
    void readsTheSameDescriptorInTheProcessThatWroteItAndInAnother() {
        ModelVersion version = register(draft -> draft.parameter("five", new ParameterValue.Real(5))
                .parameter("large", 1e17)
                .parameter("huge", 1e300)
                .parameter("zero", -0.0)
                .parameter("rate", 0.1)
                .metric("loss", -0.0)
                .metric("count", 1e17));

        ModelVersion elsewhere = ground.open().model("flights").version(1);

        assertThat(version.parameters()).containsEntry("five", new ParameterValue.Whole(5));
        assertThat(elsewhere.parameters()).isEqualTo(version.parameters());
        assertThat(elsewhere.metrics()).isEqualTo(version.metrics());
        assertThat(elsewhere.modelHash()).isEqualTo(version.modelHash());
    }

    private static String read(Artifact artifact) {
        try (InputStream content = artifact.open()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void append(Path file) {
        try {
            Files.write(file, bytes("!"), StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
