package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.spi.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out whose directories those are that {@link Layout#directory} named: the name cannot be turned back, so a file in each is read,
 * once. Thread-safe.
 */
final class Keys {
    private final FileOps files;
    /** By the directory and the names in it. */
    private final Map<Path, Map<String, String>> known = new ConcurrentHashMap<>();

    Keys(FileOps files) {
        this.files = files;
    }

    /** Reads the key from a directory; empty if nothing was published in it yet. */
    interface Source {
        Optional<String> key(Path directory) throws IOException;
    }

    /** The keys of a directory's directories, in order, behind {@code after}. */
    List<String> list(Path parent, String after, int limit, Source source) throws IOException {
        List<String> keys = new ArrayList<>();
        Map<String, String> here = known.computeIfAbsent(parent, any -> new ConcurrentHashMap<>());
        for (String name : Reading.names(files, parent)) {
            String key = here.get(name);
            if (key == null) {
                Path directory = parent.resolve(name);
                key = source.key(directory).orElse("");
                if (key.isEmpty()) {
                    continue;
                }
                if (!Layout.directory(key).equals(name)) {
                    throw new CorruptStoreException("directory " + directory + " is misplaced: its files name '" + key
                            + "', which belongs in " + Layout.directory(key));
                }
                here.put(name, key);
            }
            if (Bytes.UTF8_ORDER.compare(key, after) > 0) {
                keys.add(key);
            }
        }
        return keys.stream().sorted(Bytes.UTF8_ORDER).limit(limit).toList();
    }
}
