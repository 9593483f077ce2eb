package dev.modelregistry.jdbc;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.jdbc.database.DuplicateKeyException;
import dev.modelregistry.jdbc.database.Schema;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
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
    private final RegistryStore main;
    private final RegistryStore beside;

    private BlobsBeside(RegistryStore main, RegistryStore beside) {
        this.main = main;
        this.beside = beside;
    }

    /** The store with its blobs where they are, if that is where they are looked for. Where nobody has said so far, the first writer does. */
    static RegistryStore placed(
            JdbcStore main, Transactions transactions, Tables tables, Optional<Path> directory, OpenMode mode) {
        Optional<String> known = bound(transactions, tables);
        if (directory.isPresent()) {
            return open(main, transactions, tables, known, directory.get(), mode);
        }
        boolean mayBind = known.isEmpty() && main.access() == Access.READ_WRITE;
        String where = mayBind ? bind(transactions, tables, Schema.HERE) : known.orElse(Schema.HERE);
        if (!where.equals(Schema.HERE)) {
            throw new InvalidInputException("the registry in " + main.location()
                    + " has its artifacts in a directory; say which with JdbcLocation.blobDirectory");
        }
        return main;
    }

    private static RegistryStore open(
            JdbcStore main,
            Transactions transactions,
            Tables tables,
            Optional<String> known,
            Path directory,
            OpenMode mode) {
        if (known.equals(Optional.of(Schema.HERE))) {
            throw inTheDatabase(main);
        }
        // Once it is known which directory it is, none is created.
        RegistryStore beside = provider().open("file:" + directory, known.isPresent() ? OpenMode.EXISTING : mode);
        try {
            String bound = known.orElseGet(() -> bind(transactions, tables, beside.registryId()));
            if (bound.equals(Schema.HERE)) {
                throw inTheDatabase(main);
            }
            if (!bound.equals(beside.registryId())) {
                throw new InvalidInputException("the artifacts of the registry in " + main.location()
                        + " are in the directory with the id " + bound + ", and " + directory + " has the id "
                        + beside.registryId() + "; give the directory that they are in");
            }
            return new BlobsBeside(main, beside);
        } catch (RuntimeException | Error refused) {
            beside.close();
            throw refused;
        }
    }

    private static InvalidInputException inTheDatabase(RegistryStore main) {
        return new InvalidInputException("the registry in " + main.location()
                + " has its artifacts in the database; copy it to a new one that has them in a directory");
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

    private static Optional<String> bound(Transactions transactions, Tables tables) {
        return transactions.read(
                "ask where blobs are",
                session -> session.first(
                        tables.sql("SELECT content FROM {meta} WHERE name = ?"),
                        row -> row.getString(1),
                        Schema.BLOBS));
    }

    /** Where blobs are from now on: somewhere else if somebody else was first. */
    private static String bind(Transactions transactions, Tables tables, String place) {
        try {
            transactions.write(
                    "say where blobs are",
                    session -> session.update(
                            tables.sql("INSERT INTO {meta} (name, content) VALUES (?, ?)"), Schema.BLOBS, place));
            return place;
        } catch (DuplicateKeyException somebodyElse) {
            return bound(transactions, tables).orElse("of another process");
        }
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
