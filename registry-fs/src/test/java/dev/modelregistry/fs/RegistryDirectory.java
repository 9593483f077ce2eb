package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.FLIGHTS;
import static dev.modelregistry.fs.Ledger.commit;

import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A directory for a registry, to test what is special to files; the guarantees that all stores share are in the contract suite. */
abstract class RegistryDirectory {
    @TempDir
    Path directory;

    RegistryStore open() {
        return open(new RealFileOps());
    }

    RegistryStore open(FileOps files) {
        return Opening.open(directory.resolve("registry"), OpenMode.CREATE_IF_ABSENT, files, Clock.systemUTC());
    }

    static AppendResult append(RegistryStore store, Head expected, CommitBytes... commits) {
        return store.journals().append(FLIGHTS, expected, List.of(commits), List.of());
    }

    static void append(RegistryStore store, JournalId journal) {
        store.journals().append(journal, Head.NONE, List.of(commit(1, "a")), List.of());
    }

    /** Fails operations of one kind on some paths. */
    static ForwardingFiles failing(FileOps files, String operation, String path, IOException failure) {
        return new ForwardingFiles(files) {
            @Override
            <T> T forward(String done, Path on, Operation<T> body) throws IOException {
                if (done.equals(operation) && on.toString().contains(path)) {
                    throw failure;
                }
                return body.run();
            }
        };
    }

    /** The files below a directory of the registry, relative to it. */
    List<String> names(String below) {
        Path parent = directory.resolve("registry").resolve(below);
        try (Stream<Path> all = Files.walk(parent)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> parent.relativize(file).toString())
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
