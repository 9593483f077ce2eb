package dev.modelregistry.spi;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Small mutable values with compare-and-set, for facts that change often and need no history: cursors, heartbeats, counters. Never the
 * only home of a decision. Thread-safe. The guarantee is G10 of {@link RegistryStore}.
 */
public interface CellStore {
    /** The largest value, 64 KiB. */
    int MAX_SIZE = 64 << 10;

    /** The cell as it is; empty if it was never set. */
    Optional<Cell> read(CellId id);

    /**
     * Sets a cell if its version is the expected one.
     *
     * @param expectedVersion the version that was read; 0 if the cell was never set
     * @param value at most {@link #MAX_SIZE} bytes
     * @return whether this call set it; the new version is {@code expectedVersion + 1}
     * @throws dev.modelregistry.error.StoreUnavailableException if nothing was set
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known; read the cell to find out
     * @throws dev.modelregistry.error.RejectedException if the store may only be read
     * @throws InvalidInputException if the value is too large
     */
    boolean compareAndSet(CellId id, long expectedVersion, Bytes value);

    /** Cells of a space in the {@linkplain Bytes#UTF8_ORDER order} of their names, behind {@code afterName} (exclusive; the empty text to begin). */
    List<CellId> list(String space, String afterName, int limit);

    /**
     * Names a cell.
     *
     * @param space what the cell is about: lower-case letters and dashes, at most 32
     * @param name which one: 1 to 512 characters without control characters
     */
    record CellId(String space, String name) {
        private static final Pattern SPACE = Pattern.compile("[a-z][a-z-]{0,31}");

        /** @throws InvalidInputException if the space or the name is malformed */
        public CellId {
            if (!SPACE.matcher(space).matches()) {
                throw new InvalidInputException(
                        "cell space '" + space + "' is not 1 to 32 lower-case letters and dashes");
            }
            JournalId.checkKey("cell name", name);
        }

        @Override
        public String toString() {
            return space + "/" + name;
        }
    }

    /**
     * A cell's content.
     *
     * @param version 1 after the first set, then one more for each
     * @param value what was set
     */
    record Cell(long version, Bytes value) {}
}
