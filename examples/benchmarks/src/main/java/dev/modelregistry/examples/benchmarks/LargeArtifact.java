package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.examples.benchmarks.Measure.Action;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A large file on its way into registries and out of them, and how much heap that takes. <b>Must be closed</b>: that deletes everything. */
final class LargeArtifact implements AutoCloseable {
    static final int HEAP_LIMIT_MEBIBYTES = 32;

    private static final int BUFFER = 64 << 10;
    private static final String NAME = "model.bin";

    private final Places places;
    private final Path file;
    private final long bytes;
    private final HeapWatch heap = new HeapWatch();
    private @Nullable String registry;
    private long stamp;

    private LargeArtifact(Places places, Path file, long bytes) {
        this.places = places;
        this.file = file;
        this.bytes = bytes;
    }

    /** Writes the file; the registries will be in the places. */
    static LargeArtifact of(long bytes, Workspace workspace, Places places) throws IOException {
        Path file = workspace.path("artifact");
        byte[] buffer = new byte[1 << 20];
        Random random = new Random(42);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += buffer.length) {
                random.nextBytes(buffer);
                out.write(buffer);
            }
        }
        return new LargeArtifact(places, file, bytes);
    }

    Path file() {
        return file;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return (bytes >> 20) + " MiB";
    }

    /** What a JVM with little heap runs: puts a file into a registry and reads it back both ways. */
    public static void main(String... arguments) throws IOException {
        use(arguments[0], Path.of(arguments[1]));
        System.out.println("done");
    }

    private static void use(String url, Path file) throws IOException {
        try (ModelRegistry opened = Workspace.open(url)) {
            Artifact artifact = register(opened, file).artifact(NAME);
            artifact.path();
            read(artifact);
        }
    }

    /** In and out in a JVM with so much heap, in which garbage has no room. */
    void inHeapOf(int mebibytes) throws IOException {
        String place = places.fresh("little_heap");
        FreshJvm.run(List.of("-Xmx" + mebibytes + "m"), LargeArtifact.class, place, file.toString());
        places.delete(place);
    }

    /** Where the registry is that it was put into last. */
    String registry() {
        if (registry == null) {
            throw new IllegalStateException("it is in no registry yet");
        }
        return registry;
    }

    /** Into an empty registry, and with bytes that no registry has seen: what is there already would not be written again. */
    double in() throws IOException {
        if (registry != null) {
            places.delete(registry);
        }
        String fresh = places.fresh("large");
        registry = fresh;
        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            changed.writeLong(++stamp);
        }
        try (ModelRegistry opened = Workspace.open(fresh)) {
            return timed(() -> register(opened, file));
        }
    }

    private static ModelVersion register(ModelRegistry registry, Path file) {
        return registry.model(Workspace.MODEL)
                .register(draft -> draft.version("1.0.0").artifact(NAME, file), because("something to measure"));
    }

    private interface Use {
        void of(Artifact artifact) throws IOException;
    }

    /** As a file. */
    double path() throws IOException {
        return out(Artifact::path);
    }

    /** As a stream. */
    double open() throws IOException {
        return out(LargeArtifact::read);
    }

    private static void read(Artifact artifact) throws IOException {
        try (InputStream content = artifact.open()) {
            copy(content, OutputStream.nullOutputStream());
        }
    }

    /** Out of a registry that was just opened, and has verified nothing yet. */
    private double out(Use use) throws IOException {
        try (ModelRegistry opened = ModelRegistry.open(registry())) {
            Artifact artifact =
                    opened.resolve("models:/" + Workspace.MODEL + "/1.0.0").artifact(NAME);
            return timed(() -> use.of(artifact));
        }
    }

    private double timed(Action action) throws IOException {
        heap.begin();
        double nanos = Measure.nanos(action);
        heap.end();
        return nanos;
    }

    /** The most that all this left behind in the heap. */
    long heapKept() {
        return heap.kept();
    }

    /** The most that all this had in the heap at once. */
    long heapPeak() {
        return heap.peak();
    }

    static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
        if (registry != null) {
            places.delete(registry);
        }
    }
}
