package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.examples.benchmarks.Measure.Action;
import dev.modelregistry.examples.benchmarks.Measure.Comparison;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.id.Digest;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A large artifact on its way in and out, against SHA-256 over the same bytes; and how much heap that takes. */
final class BlobBenchmark {
    private static final double LIMIT = 1.5;
    private static final int LIMIT_MEBIBYTES = 32;
    private static final int BUFFER = 64 << 10;
    private static final String NAME = "model.bin";

    private final Workspace workspace;
    private final Sizes sizes;
    private final Path file;
    private final Path registry;
    private final HeapWatch heap = new HeapWatch();
    private long stamp;

    BlobBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.sizes = sizes;
        this.file = workspace.path("artifact");
        this.registry = workspace.path("large");
    }

    List<Row> run() throws IOException {
        writeFile();
        List<Row> rows = new ArrayList<>();
        workspace.say("registering a large artifact");
        rows.add(row("register " + size() + " from a file", this::in));
        Comparison copied = Measure.inTurns(0, sizes.longRounds(), this::copied, this::in);
        rows.add(Row.of("register " + size() + " from a file, against a bare copy with sync", copied));
        workspace.say("reading a large artifact");
        rows.add(row(size() + " by artifact.path(), registry just opened", () -> out(Artifact::path)));
        rows.add(row(
                size() + " by artifact.open()",
                () -> out(artifact -> {
                    try (InputStream content = artifact.open()) {
                        copy(content, OutputStream.nullOutputStream());
                    }
                })));
        rows.add(Row.atMostMebibytes(LIMIT_MEBIBYTES, "heap kept after these, garbage collected", heap.kept()));
        rows.add(Row.atMostMebibytes(LIMIT_MEBIBYTES, "highest heap during these, garbage included", heap.peak()));
        Files.delete(file);
        Workspace.delete(registry);
        return rows;
    }

    private String size() {
        return (sizes.artifactBytes() >> 20) + " MiB";
    }

    private Row row(String what, Round library) throws IOException {
        Comparison measured = Measure.inTurns(1, sizes.longRounds(), this::sha256, library);
        return Row.atMost(LIMIT, what, measured, sizes.artifactBytes());
    }

    private void writeFile() throws IOException {
        byte[] buffer = new byte[1 << 20];
        Random random = new Random(42);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < sizes.artifactBytes(); written += buffer.length) {
                random.nextBytes(buffer);
                out.write(buffer);
            }
        }
    }

    /** The baseline: nobody who checks a file can do less. */
    private double sha256() throws IOException {
        return Measure.nanos(() -> {
            MessageDigest digest = Digest.sha256();
            try (InputStream content = Files.newInputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            Digest.of(digest);
        });
    }

    /** Another baseline: nobody who keeps a file can do less. */
    private double copied() throws IOException {
        Path copy = workspace.path("copy");
        double nanos = Measure.nanos(() -> {
            try (InputStream content = Files.newInputStream(file);
                    FileOutputStream out = new FileOutputStream(copy.toFile())) {
                copy(content, out);
                out.getFD().sync();
            }
        });
        Files.delete(copy);
        return nanos;
    }

    /** Into an empty registry, and with bytes that no registry has seen: what is there already would not be written again. */
    private double in() throws IOException {
        if (Files.exists(registry)) {
            Workspace.delete(registry);
        }
        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            changed.writeLong(++stamp);
        }
        try (ModelRegistry opened = Workspace.open(registry)) {
            return timed(() -> opened.model(Workspace.MODEL)
                    .register(draft -> draft.version("1.0.0").artifact(NAME, file), because("something to measure")));
        }
    }

    private interface Use {
        void of(Artifact artifact) throws IOException;
    }

    /** Out of a registry that was just opened, and has verified nothing yet. */
    private double out(Use use) throws IOException {
        try (ModelRegistry opened = ModelRegistry.open(registry)) {
            Artifact artifact =
                    opened.resolve("models:/" + Workspace.MODEL + "/1.0.0").artifact(NAME);
            return timed(() -> use.of(artifact));
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
        }
    }

    private double timed(Action action) throws IOException {
        heap.begin();
        double nanos = Measure.nanos(action);
        heap.end();
        return nanos;
    }
}
