package dev.modelregistry.core.run;

import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.spi.Bytes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Where the code of this process is: directories and archives. What cannot be read is passed over. */
final class ClassPath {
    /** Of all names together; an event has to hold them. */
    private static final int MAX_BYTES = 100_000;

    private static final int MAX_NAME = 100;
    /** Where archives that can be run keep the libraries and the classes that are in them. */
    private static final List<String> NESTED_LIBRARIES = List.of("BOOT-INF/lib/", "WEB-INF/lib/", "lib/");

    private static final List<String> NESTED_CLASSES = List.of("", "BOOT-INF/classes/", "WEB-INF/classes/");

    private final List<Path> given;

    /** @param given as the process was started with them */
    ClassPath(List<Path> given) {
        this.given = given;
    }

    /** What the process was started with, and before that what class loaders have that were made since, as servers and tools do. */
    static ClassPath ofThisProcess() {
        Set<Path> entries = new LinkedHashSet<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    path(url).ifPresent(entries::add);
                }
            }
        }
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
                path(entry).ifPresent(entries::add);
            }
        }
        return new ClassPath(List.copyOf(entries));
    }

    private static Optional<Path> path(URL url) {
        try {
            return "file".equals(url.getProtocol()) ? Optional.of(Path.of(url.toURI())) : Optional.empty();
        } catch (URISyntaxException | RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(String entry) {
        try {
            return entry.isBlank() ? Optional.empty() : Optional.of(Path.of(entry));
        } catch (InvalidPathException malformed) {
            return Optional.empty();
        }
    }

    /** The file names of all archives, also of those that others name or hold, sorted. */
    List<String> libraries() {
        SortedSet<String> names = new TreeSet<>();
        Set<Path> seen = new LinkedHashSet<>(given);
        Deque<Path> open = new ArrayDeque<>(given);
        while (!open.isEmpty()) {
            Path entry = open.remove();
            if (Files.isRegularFile(entry)) {
                add(names, entry.getFileName().toString());
                look(entry, names).stream().filter(seen::add).forEach(open::add);
            }
        }
        List<String> bounded = new ArrayList<>();
        int bytes = 0;
        for (String name : names) {
            bytes += Bytes.utf8(name).size();
            if (bytes <= MAX_BYTES) {
                bounded.add(name);
            }
        }
        return List.copyOf(bounded);
    }

    /** Adds the libraries in an archive, and gives those that it names. */
    private static List<Path> look(Path archive, Set<String> names) {
        try (JarFile jar = new JarFile(archive.toFile(), false)) {
            jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name ->
                            name.endsWith(".jar") && NESTED_LIBRARIES.stream().anyMatch(name::startsWith))
                    .forEach(name -> add(names, name.substring(name.lastIndexOf('/') + 1)));
            String named = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return named == null ? List.of() : resolve(archive, named);
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }

    private static List<Path> resolve(Path archive, String named) {
        URI base = archive.toAbsolutePath().toUri();
        return Stream.of(named.strip().split("\\s+"))
                .flatMap(entry -> resolve(base, entry).stream())
                .toList();
    }

    private static Optional<Path> resolve(URI base, String entry) {
        try {
            URI uri = base.resolve(entry);
            return "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri)) : Optional.empty();
        } catch (RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private static void add(Set<String> names, String name) {
        names.add(Texts.line(name, MAX_NAME));
    }

    /**
     * Properties that stand beside the application's own classes: in the directory that comes first, or in the archive that is all there is.
     * Which of several archives is the application's nobody knows, and libraries bring files of the same names.
     */
    Optional<Properties> ofApplication(String name) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Path first = given.get(0);
        try {
            if (Files.isDirectory(first)) {
                return Files.isRegularFile(first.resolve(name))
                        ? Optional.of(read(Files.newInputStream(first.resolve(name))))
                        : Optional.empty();
            }
            if (given.size() > 1) {
                return Optional.empty();
            }
            try (JarFile jar = new JarFile(first.toFile(), false)) {
                for (String directory : NESTED_CLASSES) {
                    ZipEntry entry = jar.getEntry(directory + name);
                    if (entry != null) {
                        return Optional.of(read(jar.getInputStream(entry)));
                    }
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Properties read(InputStream content) throws IOException {
        try (content) {
            Properties properties = new Properties();
            properties.load(content);
            return properties;
        }
    }
}
