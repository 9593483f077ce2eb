package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Copied;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry moves from files to memory and back to files without a byte of its history changing. */
class MoveTest {
    private static final int COMMITS = 120;

    @TempDir
    private Path directory;

    private final byte[] weights = new byte[3 << 20];

    private ModelRegistry live() {
        new Random(42).nextBytes(weights);
        ModelRegistry original =
                ModelRegistry.openOrCreate(directory.resolve("original")).as("alice");
        RegisteredModel flights = original.model("Flights");
        ModelVersion v1 = flights.register(
                draft -> draft.version("1.0.0")
                        .artifact("model.bin", weights)
                        .description("Distance only.")
                        .environment("e", "x".repeat(70_000)),
                because("first"));
        flights.promote(v1, Stage.STAGING, because("tests pass"));
        flights.promote(v1, Stage.PRODUCTION, because("approved"));
        while (flights.revision() < COMMITS) {
            flights.tag(v1, "k", "v" + flights.revision(), because("x"));
        }
        original.model("gone").register(draft -> draft.version("1.0.0"), because("first"));
        original.model("gone").delete(because("unused"));
        return original;
    }

    private static List<Digest> hashes(ModelRegistry registry) {
        return registry.model("Flights").history().map(Commit::hash).toList();
    }

    /** The files of a tree by name, each with the hash of its bytes. */
    private static TreeMap<String, Digest> files(Path root) throws IOException {
        TreeMap<String, Digest> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    @Test
    void goesThroughMemoryAndComesBack() throws IOException {
        Path second = directory.resolve("second");
        try (ModelRegistry original = live();
                ModelRegistry memory = ModelRegistry.openOrCreate("memory:")) {
            Copied out = original.copyTo(memory);
            assertThat(out.commits()).isEqualTo(COMMITS + 2);
            assertThat(out.blobs()).isEqualTo(3);
            try (ModelRegistry back = ModelRegistry.openOrCreate(second)) {
                assertThat(memory.copyTo(back)).isEqualTo(out);
                assertThat(original.copyTo(back).commits())
                        .as("it is a copy of the first one too")
                        .isZero();
            }
        }

        try (ModelRegistry first = ModelRegistry.open(directory.resolve("original"));
                ModelRegistry last = ModelRegistry.open(second)) {
            assertThat(hashes(last)).isEqualTo(hashes(first)).hasSize(COMMITS);
            assertThat(last.verify()).isEqualTo(first.verify());
            assertThat(last.verify().problems()).isEmpty();
            ModelVersion live = last.resolve("models:/Flights/Production");
            assertThat(live.artifact("model.bin").path()).hasBinaryContent(weights);
            assertThat(live.descriptor().environment().get("e")).hasSize(70_000);
            assertThat(last.model("gone").exists()).isFalse();
            assertThat(last.id()).isNotEqualTo(first.id());
        }
        assertThat(files(second.resolve("objects")))
                .isEqualTo(files(directory.resolve("original").resolve("objects")));
        assertThat(commitFiles(second))
                .as("a batch is one file")
                .hasSizeLessThan(10)
                .first()
                .asString()
                .endsWith("000000000001.jsonl");
    }

    private static List<Path> commitFiles(Path registry) throws IOException {
        try (Stream<Path> all = Files.walk(registry.resolve("journals"))) {
            return all.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void stopsAtABlobThatIsDamagedAndGoesOnWhenItIsMended() throws IOException {
        try (ModelRegistry original = live();
                ModelRegistry copy = ModelRegistry.openOrCreate(directory.resolve("copy"))) {
            Path blob = directory
                    .resolve("original")
                    .resolve("objects")
                    .resolve(files(directory.resolve("original").resolve("objects")).entrySet().stream()
                            .filter(file -> file.getValue().equals(Digest.of(weights)))
                            .findFirst()
                            .orElseThrow()
                            .getKey());
            assertThat(blob.toFile().setWritable(true)).isTrue();
            byte[] damaged = Arrays.copyOf(weights, weights.length);
            damaged[damaged.length - 1]++;
            Files.write(blob, damaged);
            assertThatThrownBy(() -> original.copyTo(copy))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining("journal model/flights, version 1, artifact 'model.bin'")
                    .hasMessageContaining(blob.toString());
            assertThat(copy.model("Flights").exists()).isFalse();
            Files.write(blob, weights);

            assertThat(original.copyTo(copy).verified().problems()).isEmpty();

            assertThat(hashes(copy)).isEqualTo(hashes(original));
        }
    }
}
