package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version's files in a directory: complete, verified, or not there. */
class MaterializeTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelVersion version = ground.open(way)
            .model("flights")
            .register(
                    draft -> draft.version("1.2.0-rc.1+build.7")
                            .artifact("model.onnx", bytes("weights"))
                            .artifact("vocabulary/words.txt", bytes("one two"))
                            .artifact("empty", new byte[0]),
                    because("test"));

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
    }

    private List<String> filesThere() throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(path -> !Files.isDirectory(path))
                    .map(path -> files.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private void assertLaidOut(Path directory) throws IOException {
        assertThat(directory).isEqualTo(files.resolve("flights/v1.2.0-rc.1+build.7"));
        assertThat(directory.resolve("model.onnx")).hasContent("weights");
        assertThat(directory.resolve("vocabulary/words.txt")).hasContent("one two");
        assertThat(filesThere())
                .containsExactly(
                        "flights/v1.2.0-rc.1+build.7/empty",
                        "flights/v1.2.0-rc.1+build.7/model.onnx",
                        "flights/v1.2.0-rc.1+build.7/vocabulary/words.txt");
        try (Stream<Path> siblings = Files.list(directory.getParent())) {
            assertThat(siblings).as("no drafts are left").containsExactly(directory);
        }
    }

    @Test
    void laysAllFilesOutUnderTheirNames() throws Exception {
        assertLaidOut(version.materialize(files));
    }

    @Test
    void leavesADirectoryThatIsCompleteAsItIs() throws Exception {
        Path directory = version.materialize(files);
        Object before = Files.readAttributes(directory, "unix:ino").get("ino");

        assertThat(version.materialize(files)).isEqualTo(directory);
        assertThat(ground.open().model("flights").version(1).materialize(files)).isEqualTo(directory);

        assertThat(Files.readAttributes(directory, "unix:ino").get("ino")).isEqualTo(before);
        assertLaidOut(directory);
    }

    @Test
    void findsTheWorkOfWhoeverWasFirst() throws Exception {
        AtomicBoolean nested = new AtomicBoolean();
        way.beforeBlobRead = () -> {
            if (nested.compareAndSet(false, true)) {
                ground.open().model("flights").version(1).materialize(files);
            }
        };

        assertLaidOut(version.materialize(files));

        assertThat(nested).isTrue();
    }

    @Test
    void isLaidOutOnceByManyAtOnce() throws Exception {
        ModelVersion same = ground.open().model("flights").version(1);

        List<Path> directories = Race.all(8, racer -> (racer % 2 == 0 ? version : same).materialize(files));

        assertThat(directories).containsOnly(files.resolve("flights/v1.2.0-rc.1+build.7"));
        assertLaidOut(directories.get(0));
    }

    @Test
    void laysOutAVersionWithoutFiles() {
        ModelVersion empty =
                ground.open().model("hotels").register(draft -> draft.version("1.0.0"), because("metadata alone"));

        assertThat(empty.materialize(files)).isEmptyDirectory();
        assertThat(empty.materialize(files)).isEmptyDirectory();
    }

    @Test
    void refusesAPlaceThatIsTaken() throws Exception {
        Path target = Files.createDirectories(files.resolve("flights/v1.2.0-rc.1+build.7"));
        Files.writeString(target.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> version.materialize(files))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith(target + " is there and does not hold the files [")
                .hasMessageEndingWith("of " + version + "; move it out of the way");

        assertThat(filesThere()).containsExactly("flights/v1.2.0-rc.1+build.7/notes.txt");
    }

    @Test
    void refusesAPlaceWithAFileTooManyOrAPlainFile() throws Exception {
        Path directory = version.materialize(files);
        Files.writeString(directory.resolve("extra"), "x");
        assertThatThrownBy(() -> version.materialize(files)).isInstanceOf(ConflictException.class);

        Path other = Files.createDirectories(files.resolve("other/flights"));
        Files.writeString(other.resolve("v1.2.0-rc.1+build.7"), "a file");
        assertThatThrownBy(() -> version.materialize(files.resolve("other")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("move it out of the way");
    }

    @Test
    void findsADamagedFile() throws Exception {
        Path file = version.materialize(files).resolve("model.onnx");
        Files.writeString(file, "weightz");

        assertThatThrownBy(() -> version.materialize(files))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith(file + " has digest ")
                .hasMessageContaining(
                        "expected " + version.artifact("model.onnx").digest());
    }

    @Test
    void leavesNothingBehindWhenABlobIsDamagedOrTheStoreFails() throws Exception {
        way.damagedBlobs.add(version.artifact("vocabulary/words.txt").digest());
        assertThatThrownBy(() -> version.materialize(files)).isInstanceOf(CorruptStoreException.class);
        assertNothingThere();
        way.blobsDown = true;
        assertThatThrownBy(() -> version.materialize(files)).isInstanceOf(StoreUnavailableException.class);
        assertNothingThere();
    }

    private void assertNothingThere() throws IOException {
        assertThat(filesThere()).isEmpty();
        try (Stream<Path> all = Files.list(files.resolve("flights"))) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void saysWhereItCannotWrite() throws Exception {
        Path file = Files.writeString(files.resolve("file"), "x");

        assertThatThrownBy(() -> version.materialize(file))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith("cannot lay " + version + " out in " + file)
                .hasCauseInstanceOf(IOException.class);
        assertThat(filesThere()).containsExactly("file");
    }

    /** A serving container usually runs as another user. */
    @Test
    void laysOutADirectoryThatOthersMayReadWhereverNewDirectoriesAre() throws Exception {
        Path plain = Files.createDirectory(files.resolve("plain"));

        Path directory = version.materialize(files);

        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(Files.getPosixFilePermissions(plain));
    }
}
