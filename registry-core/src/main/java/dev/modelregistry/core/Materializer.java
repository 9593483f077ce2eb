package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lays a version's files out in a directory, all at once: they are copied to a directory beside the target, which is then renamed. Renaming
 * a directory replaces nothing but an empty directory, so of several processes one wins and the others find its work.
 */
final class Materializer {
    private Materializer() {}

    static Path layOut(ModelVersion version, Path directory) {
        Path target = directory.resolve(version.model().value()).resolve("v" + version.version());
        try {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return checked(version, target);
            }
            Files.createDirectories(target.getParent());
            // Not createTempDirectory, which would keep it from everybody but its owner.
            Path draft =
                    Files.createDirectory(target.resolveSibling(".v" + version.version() + "-" + UUID.randomUUID()));
            try {
                copy(version, draft);
                return publish(version, draft, target);
            } finally {
                deleteAll(draft);
            }
        } catch (IOException | UncheckedIOException failure) {
            throw new StoreUnavailableException(
                    "cannot lay " + version + " out in " + target + ": " + failure, failure);
        }
    }

    private static void copy(ModelVersion version, Path draft) throws IOException {
        for (Artifact artifact : version.artifacts()) {
            Path file = draft.resolve(artifact.name());
            Files.createDirectories(file.getParent());
            try (InputStream content = artifact.open()) {
                Files.copy(content, file);
            }
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        }
    }

    private static Path publish(ModelVersion version, Path draft, Path target) throws IOException {
        try {
            return Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException refused) { // of a different class on each system
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return checked(version, target); // others were first
            }
            throw refused;
        }
    }

    /** What is there already, if it is this version and nothing else. */
    private static Path checked(ModelVersion version, Path target) throws IOException {
        Set<String> expected = version.artifacts().stream().map(Artifact::name).collect(Collectors.toSet());
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)
                || !files(target).equals(expected)) {
            throw new ConflictException(target + " is there and does not hold the files " + expected + " of " + version
                    + "; move it out of the way");
        }
        for (Artifact artifact : version.artifacts()) {
            Digest found = digest(target.resolve(artifact.name()));
            if (!found.equals(artifact.digest())) {
                throw new ConflictException(target.resolve(artifact.name()) + " has digest " + found + "; expected "
                        + artifact.digest() + " of " + version + ". Move it out of the way");
            }
        }
        return target;
    }

    private static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> directory.relativize(path).toString().replace('\\', '/'))
                    .collect(Collectors.toSet());
        }
    }

    private static Digest digest(Path file) throws IOException {
        try (DigestInputStream content = new DigestInputStream(Files.newInputStream(file), Digest.sha256())) {
            content.transferTo(OutputStream.nullOutputStream());
            return Digest.of(content.getMessageDigest());
        }
    }

    private static void deleteAll(Path draft) throws IOException {
        if (!Files.exists(draft, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(draft)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
