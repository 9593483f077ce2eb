package dev.modelregistry.core.health;

import dev.modelregistry.core.codec.Reported;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all processes add up about a model, in a few cells of the store. Each holds a sum; whoever reports adds to one of them, and picks another one when somebody else was first, so that many processes seldom meet, and
 * their number leaves no trace. They are hints: a damaged cell counts for nothing and is written anew, and one in an unknown format counts for nothing and is left alone. Thread-safe.
 *
 * @param <V> what is added up
 */
final class SharedSum<V> {
    /** How many cells a model has, at most. */
    static final int CELLS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(SharedSum.class);
    private static final int TRIES = 20;
    private static final int SAME = 3;

    private final CellStore cells;
    private final String space;
    private final String model;
    private final Format<V> format;
    private final BinaryOperator<V> plus;
    private final Supplier<UUID> ids;
    private final RandomGenerator random;
    private int cell;

    /** How a sum is stored. */
    interface Format<V> {
        /** For a cell. */
        Bytes encode(Reported<V> reported);

        /**
         * From a cell.
         *
         * @throws CorruptStoreException if it holds something else
         */
        Reported<V> decode(CellId cell, Bytes bytes);
    }

    /**
     * The sum of a model.
     *
     * @param space of its cells
     * @param random picks the cells that this process adds to
     */
    SharedSum(
            CellStore cells,
            String space,
            ModelName model,
            Format<V> format,
            BinaryOperator<V> plus,
            Supplier<UUID> ids,
            RandomGenerator random) {
        this.cells = cells;
        this.space = space;
        this.model = JournalId.of(model).key();
        this.format = format;
        this.plus = plus;
        this.ids = ids;
        this.random = random;
        this.cell = random.nextInt(CELLS);
    }

    /**
     * Adds what this process saw since its last report. Something that was seen counts once at most: where it cannot be known whether a report was taken, it is not repeated.
     *
     * @throws ConflictException if others were first again and again; it was not added
     * @throws dev.modelregistry.error.StoreUnavailableException if it was not added
     */
    synchronized void add(V seen) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (addTo(id(cell), seen)) {
                return;
            }
            cell = random.nextInt(CELLS);
        }
        throw new ConflictException("what was seen of a rollout could not be added: others were first " + TRIES
                + " times in a row; it is tried again");
    }

    /** Gives whether it was added, or may have been. */
    private boolean addTo(CellId id, V seen) {
        Optional<Cell> before;
        V sum;
        try {
            before = cells.read(id);
            sum = before.flatMap(found -> reported(id, found))
                    .map(known -> plus.apply(known.sum(), seen))
                    .orElse(seen);
        } catch (CorruptStoreException | UnsupportedFormatException unreadable) {
            LOG.warn("The cell {} cannot be read and is left alone", id, unreadable);
            return false;
        }
        return set(
                id,
                before.map(Cell::version).orElse(0L),
                new Reported<>(ids.get().toString(), sum));
    }

    /** Where the outcome is unknown the same is tried again, of which one at most can be done; so it is known in the end, or the report is given up. */
    private boolean set(CellId id, long version, Reported<V> reported) {
        OutcomeUnknownException last = null;
        for (int attempt = 0; attempt < SAME; attempt++) {
            try {
                boolean isSet = cells.compareAndSet(id, version, format.encode(reported));
                if (!isSet && last != null) {
                    noteUnlessOurs(id, reported.report());
                }
                return isSet || last != null;
            } catch (OutcomeUnknownException unknown) {
                last = unknown;
            } catch (StoreUnavailableException down) {
                if (last == null) {
                    throw down;
                }
                last.addSuppressed(down);
            }
        }
        LOG.warn("It cannot be known whether a report to cell {} was taken; it is not repeated", id, last);
        return true;
    }

    /** It was ours that was first, or another's: if the cell does not tell, nobody knows, and the report counts as taken. */
    private void noteUnlessOurs(CellId id, String report) {
        boolean isOurs = false;
        try {
            isOurs = reported(id).filter(now -> now.report().equals(report)).isPresent();
        } catch (RegistryException unreadable) {
            LOG.debug("The cell {} cannot be read", id, unreadable);
        }
        if (!isOurs) {
            LOG.warn("It cannot be known whether a report to cell {} was taken; it is not repeated", id);
        }
    }

    /** What each cell holds that can be read. */
    List<V> parts() {
        return cells.list(space, model + "/", CELLS).stream()
                .takeWhile(id -> id.name().startsWith(model + "/"))
                .flatMap(id -> reported(id).stream())
                .map(Reported::sum)
                .toList();
    }

    private Optional<Reported<V>> reported(CellId id) {
        try {
            return cells.read(id).flatMap(found -> reported(id, found));
        } catch (CorruptStoreException | UnsupportedFormatException damaged) {
            LOG.warn("The cell {} cannot be read and is not used", id, damaged);
            return Optional.empty();
        }
    }

    private Optional<Reported<V>> reported(CellId id, Cell found) {
        try {
            return Optional.of(format.decode(id, found.value()));
        } catch (CorruptStoreException damaged) {
            LOG.warn("The counts in cell {} cannot be read and are not used", id, damaged);
            return Optional.empty();
        }
    }

    private CellId id(int number) {
        return new CellId(space, model + "/" + number);
    }
}
