package dev.modelregistry.core;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.RegistryStore;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key that page tokens are sealed with: random bytes in a cell, so that every process that uses the registry has the same one and nobody else
 * knows it. Where none can be written yet it is good for this process alone. Thread-safe.
 */
final class TokenKey {
    private static final CellId CELL = new CellId("search", "token-key");
    private static final int SIZE = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** What this process makes do with where none is stored. */
    private static final byte[] OWN = random();

    private final RegistryStore store;
    private byte @Nullable [] key;

    TokenKey(RegistryStore store) {
        this.store = store;
    }

    private static byte[] random() {
        byte[] random = new byte[SIZE];
        RANDOM.nextBytes(random);
        return random;
    }

    synchronized byte[] get() {
        if (key == null) {
            key = stored().or(this::minted).orElse(null); // what is made do with is not kept: somebody may store one
        }
        return key == null ? OWN : key;
    }

    private Optional<byte[]> stored() {
        return store.cells().read(CELL).map(Cell::value).map(Bytes::array).filter(bytes -> bytes.length == SIZE);
    }

    private Optional<byte[]> minted() {
        if (store.access() != Access.READ_WRITE || store.isWithinTransaction()) {
            return Optional.empty();
        }
        try {
            store.cells().compareAndSet(CELL, 0, Bytes.of(random()));
        } catch (OutcomeUnknownException perhaps) {
            // What is there now is what counts.
        }
        return stored();
    }
}
