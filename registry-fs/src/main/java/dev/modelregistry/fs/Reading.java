package dev.modelregistry.fs;

import dev.modelregistry.error.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What the parts of the store share in reading directories. */
final class Reading {
    private Reading() {}

    /** Something that reads. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** @throws StoreUnavailableException in place of an {@link IOException} */
    static <T> T of(Object what, Action<T> action) {
        try {
            return action.run();
        } catch (IOException failed) {
            throw new StoreUnavailableException(
                    "cannot read " + what + ": " + failed + "; nothing was changed, try again later", failed);
        }
    }

    /** The names in a directory; none where there is no directory. */
    static List<String> names(FileOps files, Path directory) throws IOException {
        try {
            return files.list(directory);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }

    /** The numbers of the files in a directory that have this ending, in order. */
    static long[] numbers(FileOps files, Path directory, String ending) throws IOException {
        return names(files, directory).stream()
                .map(name -> Layout.number(name, ending))
                .flatMapToLong(OptionalLong::stream)
                .sorted()
                .toArray();
    }
}
