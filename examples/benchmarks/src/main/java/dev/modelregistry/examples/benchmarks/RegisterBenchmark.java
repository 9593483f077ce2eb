package dev.modelregistry.examples.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.modelregistry.ModelRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Registering a small version, against the bare protocol that it stands on, done by hand in the same file system: for the artifact and for
 * the commit each, write a temporary file, sync it, link it to its name, sync the directory, remove the temporary name.
 */
final class RegisterBenchmark {
    private static final double LIMIT = 1.5;

    private final Workspace workspace;
    private final Sizes sizes;
    private final Random random = new Random(42);
    private int written;

    RegisterBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        workspace.say("registering small versions");
        Path tmp = Files.createDirectory(workspace.path("bare-tmp"));
        Path commits = Files.createDirectory(workspace.path("bare-commits"));
        // As many directories as the registry spreads its blobs over.
        Path blobs = Files.createDirectory(workspace.path("bare-blobs"));
        List<Path> fans = IntStream.range(0, 256)
                .mapToObj(i -> blobs.resolve(Integer.toString(i)))
                .toList();
        for (Path fan : fans) {
            Files.createDirectory(fan);
        }
        try (ModelRegistry registry = Workspace.open(workspace.fresh("small"))) {
            LibraryChanges library = new LibraryChanges(registry.model(Workspace.MODEL));
            for (int i = 0; i < sizes.warmUpRegistrations(); i++) {
                library.register();
            }
            int operations = sizes.registrations();
            return List.of(Row.atMost(
                    LIMIT,
                    "register a version with 1 KiB",
                    Measure.inTurns(
                            2,
                            sizes.rounds(),
                            () -> Measure.nanos(() -> {
                                        for (int i = 0; i < operations; i++) {
                                            publish(tmp, fans.get(random.nextInt(fans.size())));
                                            publish(tmp, commits);
                                        }
                                    })
                                    / operations,
                            () -> Measure.nanos(() -> {
                                        for (int i = 0; i < operations; i++) {
                                            library.register();
                                        }
                                    })
                                    / operations)));
        }
    }

    private void publish(Path tmp, Path directory) throws IOException {
        String name = Integer.toString(++written);
        Path file = tmp.resolve(name);
        try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
            channel.write(ByteBuffer.wrap(LibraryChanges.content(random)));
            channel.force(true);
        }
        Files.createLink(directory.resolve(name), file);
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
        Files.delete(file);
    }
}
