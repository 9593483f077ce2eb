package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * A registry whose blobs are in a directory and everything else in a database. The directory is a registry of {@code registry-fs} in which
 * nothing but blobs is used; the database remembers its id, so that neither is taken for a part of another registry.
 */
final class BlobsBeside implements RegistryStore {
    /** What the database remembers if the blobs are in it. */
    static final String HERE = "database";

    private final JdbcStore main;
    private final RegistryStore beside;

    private BlobsBeside(JdbcStore main, RegistryStore beside) {
        this.main = main;
        this.beside = beside;
    }

    /** The directory's id, for a registry that is created to have its blobs there. */
    static String id(Path directory, OpenMode mode) {
        try (RegistryStore store = open(directory, mode)) {
            return store.registryId();
        }
    }

    private static RegistryStore open(Path directory, OpenMode mode) {
        return provider().open("file:" + directory, mode);
    }

    /**
     * The store with its blobs where they are.
     *
     * @param where what the database remembers
     * @throws InvalidInputException if they are looked for elsewhere
     */
    static RegistryStore placed(JdbcStore main, String where, Optional<Path> directory) {
        if (where.equals(HERE)) {
            if (directory.isPresent()) {
                throw new InvalidInputException("the registry in " + main.location()
                        + " has its artifacts in the database; copy it to a new one that has them in a directory");
            }
            return main;
        }
        RegistryStore beside = open(
                directory.orElseThrow(() -> new InvalidInputException("the registry in " + main.location()
                        + " has its artifacts in a directory; say which with JdbcLocation.blobDirectory")),
                OpenMode.EXISTING);
        if (!where.equals(beside.registryId())) {
            String id = beside.registryId();
            beside.close();
            throw new InvalidInputException("the artifacts of the registry in " + main.location()
                    + " are in the directory with the id " + where + ", and " + directory.get() + " has the id " + id
                    + "; give the directory that they are in");
        }
        return new BlobsBeside(main, beside);
    }

    private static StoreProvider provider() {
        return Stream.of(
                        BlobsBeside.class.getClassLoader(),
                        Thread.currentThread().getContextClassLoader())
                .flatMap(loader -> ServiceLoader.load(StoreProvider.class, loader).stream())
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.accepts("file:"))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidInputException(
                                "blobs in a directory need registry-fs on the class path or module path; add the dependency dev.modelregistry:registry-fs"));
    }

    @Override
    public String registryId() {
        return main.registryId();
    }

    @Override
    public String location() {
        return main.location() + " with blobs in " + beside.location();
    }

    @Override
    public Sharing sharing() {
        return least(main.sharing(), beside.sharing());
    }

    @Override
    public Durability durability() {
        return least(main.durability(), beside.durability());
    }

    @Override
    public Optional<String> durabilityLoweredBy() {
        return main.durabilityLoweredBy().or(beside::durabilityLoweredBy);
    }

    private static <T extends Comparable<T>> T least(T one, T other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public Access access() {
        return main.access() == Access.READ_WRITE ? beside.access() : main.access();
    }

    @Override
    public Instant now() {
        return main.now();
    }

    @Override
    public JournalStore journals() {
        return main.journals();
    }

    @Override
    public BlobStore blobs() {
        main.blobs(); // says if it is closed
        return main.kept(beside.blobs());
    }

    @Override
    public CellStore cells() {
        return main.cells();
    }

    @Override
    public Optional<IndexStore> index() {
        return main.index();
    }

    @Override
    public void close() {
        try {
            main.close();
        } finally {
            beside.close();
        }
    }

    @Override
    public String toString() {
        return main + " with blobs in " + beside;
    }
}
