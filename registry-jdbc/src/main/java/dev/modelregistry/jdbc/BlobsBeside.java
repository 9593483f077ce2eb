package dev.modelregistry.jdbc;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexImage;
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
    private static final String HERE = "database";

    /** The same, and they are encrypted. A directory remembers for itself whether they are. */
    private static final String HERE_ENCRYPTED = "database, encrypted";

    private final RegistryStore main;
    private final RegistryStore beside;

    private BlobsBeside(RegistryStore main, RegistryStore beside) {
        this.main = main;
        this.beside = beside;
    }

    /**
     * Where the host says that the blobs are, and how they are kept there.
     *
     * @param directory empty if they are in the database
     */
    record Place(Optional<Path> directory, BlobCipher cipher) {
        /** What the database is to remember of a registry that is created. */
        String fact(OpenMode mode) {
            if (directory.isEmpty()) {
                return cipher.encrypts() ? HERE_ENCRYPTED : HERE;
            }
            try (RegistryStore store = open(directory.get(), mode)) {
                return store.registryId();
            }
        }

        private RegistryStore open(Path there, OpenMode mode) {
            return provider().open("file:" + there, mode, cipher);
        }
    }

    /**
     * The store with its blobs where they are.
     *
     * @param where what the database remembers
     * @throws InvalidInputException if they are looked for elsewhere, or are encrypted and there are no keys, or the other way round
     */
    static RegistryStore placed(JdbcStore main, String where, Place place) {
        Optional<Path> directory = place.directory();
        if (where.equals(HERE) || where.equals(HERE_ENCRYPTED)) {
            if (directory.isPresent()) {
                throw new InvalidInputException("the registry in " + main.location()
                        + " has its artifacts in the database; copy it to a new one that has them in a directory");
            }
            place.cipher().requireFor(where.equals(HERE_ENCRYPTED), main.location());
            return main;
        }
        RegistryStore beside = place.open(
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
        try {
            claim(beside, main.registryId());
            return new BlobsBeside(main, beside);
        } catch (RuntimeException | Error refused) {
            beside.close();
            throw refused;
        }
    }

    /** What is in the directory belongs to one registry, whose collector would take anybody else's for garbage. */
    private static void claim(RegistryStore beside, String registry) {
        String owner = owner(beside).orElse(registry);
        boolean isNew = owner(beside).isEmpty();
        if (isNew && !beside.journals().kinds().isEmpty()) {
            throw new InvalidInputException(beside.location()
                    + " is a registry of its own; give a directory that nothing else keeps its artifacts in");
        }
        if (isNew && beside.access() == Access.READ_WRITE) {
            beside.cells().compareAndSet(BlobStore.OWNER, 0, Bytes.utf8(registry));
            owner = owner(beside).orElse(registry);
        }
        if (!owner.equals(registry)) {
            throw new InvalidInputException("the artifacts in " + beside.location() + " are those of registry " + owner
                    + ", and this is registry " + registry + "; give each registry a directory of its own");
        }
    }

    private static Optional<String> owner(RegistryStore beside) {
        return beside.cells().read(BlobStore.OWNER).map(cell -> cell.value().utf8());
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
    public boolean encryptsBlobs() {
        return beside.encryptsBlobs();
    }

    @Override
    public Access access() {
        return main.access() == Access.READ_WRITE ? beside.access() : main.access();
    }

    @Override
    public Optional<IndexImage> indexImage() {
        return main.indexImage();
    }

    @Override
    public boolean isWithinTransaction() {
        return main.isWithinTransaction();
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
        return beside.blobs();
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
