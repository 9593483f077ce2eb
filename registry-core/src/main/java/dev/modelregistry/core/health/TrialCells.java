package dev.modelregistry.core.health;

import dev.modelregistry.core.codec.TrialCodec;
import dev.modelregistry.core.codec.TrialCodec.Reported;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.support.Micros;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all processes saw of a model's canary, in a few cells of the store. Each holds a sum; whoever reports adds to one of them, and picks another one when somebody else was first, so that many processes seldom meet, and
 * their number leaves no trace. They are hints: a cell that cannot be read counts for nothing and is written anew. Thread-safe.
 */
public final class TrialCells {
    /** How many cells a model has, at most. */
    static final int CELLS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(TrialCells.class);
    private static final String SPACE = "trial";
    private static final String WATCHED = "trial-watched";
    private static final int TRIES = 20;

    private final CellStore cells;
    private final String model;
    private final Supplier<UUID> ids;
    private final RandomGenerator random;
    private int cell;

    /** @param random picks the cells that this process adds to */
    public TrialCells(CellStore cells, ModelName model, Supplier<UUID> ids, RandomGenerator random) {
        this.cells = cells;
        this.model = JournalId.of(model).key();
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
    public synchronized void add(Trial seen) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (addTo(id(cell), seen)) {
                return;
            }
            cell = random.nextInt(CELLS);
        }
        throw new ConflictException("what was seen of a rollout could not be added: others were first " + TRIES
                + " times in a row; it is tried again");
    }

    private boolean addTo(CellId id, Trial seen) {
        Optional<Cell> before;
        try {
            before = cells.read(id);
        } catch (CorruptStoreException damaged) {
            LOG.warn("The cell {} cannot be read and is left alone", id, damaged);
            return false;
        }
        Trial sum = before.flatMap(found -> reported(id, found))
                .map(known -> known.trial().plus(seen))
                .orElse(seen);
        return set(
                id, before.map(Cell::version).orElse(0L), new Reported(ids.get().toString(), sum));
    }

    private boolean set(CellId id, long version, Reported reported) {
        try {
            return cells.compareAndSet(id, version, TrialCodec.encode(reported));
        } catch (OutcomeUnknownException unknown) {
            return mayBeSet(id, version, reported.report(), unknown);
        }
    }

    private boolean mayBeSet(CellId id, long version, String report, OutcomeUnknownException unknown) {
        try {
            Optional<Cell> now = cells.read(id);
            if (now.map(Cell::version).orElse(0L) == version) {
                return false;
            }
            if (now.flatMap(found -> reported(id, found))
                    .filter(found -> found.report().equals(report))
                    .isPresent()) {
                return true;
            }
        } catch (RegistryException unreadable) {
            unknown.addSuppressed(unreadable);
        }
        LOG.warn("It cannot be known whether a report to cell {} was taken; it is not repeated", id, unknown);
        return true;
    }

    /** The sum of all that was seen of a rollout, with the samples of a step. */
    public Trial sum(long rollout, long step) {
        Trial sum = Trial.none(rollout, step);
        for (CellId id : cells.list(SPACE, model + "/", CELLS)) {
            if (!id.name().startsWith(model + "/")) {
                break;
            }
            Optional<Trial> found = reported(id).map(Reported::trial).filter(trial -> trial.rollout() == rollout);
            sum = found.isPresent() ? sum.plus(found.get().in(step)) : sum;
        }
        return sum;
    }

    private Optional<Reported> reported(CellId id) {
        try {
            return cells.read(id).flatMap(found -> reported(id, found));
        } catch (CorruptStoreException damaged) {
            LOG.warn("The cell {} cannot be read and is not used", id, damaged);
            return Optional.empty();
        }
    }

    private static Optional<Reported> reported(CellId id, Cell cell) {
        try {
            return Optional.of(TrialCodec.decode(id, cell.value()));
        } catch (CorruptStoreException damaged) {
            LOG.warn("The counts in cell {} cannot be read and are not used", id, damaged);
            return Optional.empty();
        }
    }

    private CellId id(int number) {
        return new CellId(SPACE, model + "/" + number);
    }

    /** Somebody watches with checks of its own, until then. */
    public void watch(Instant until) {
        CellId id = new CellId(WATCHED, model);
        try {
            long version = cells.read(id).map(Cell::version).orElse(0L);
            // where two do, either will do
            cells.compareAndSet(id, version, Bytes.utf8(Long.toString(Micros.of(until))));
        } catch (CorruptStoreException damaged) {
            LOG.warn("The cell {} cannot be read, and others are not told that somebody watches", id, damaged);
        }
    }

    /** Whether somebody watches. */
    public boolean isWatched(Instant now) {
        try {
            return cells.read(new CellId(WATCHED, model))
                    .map(cell -> Long.parseLong(cell.value().utf8()))
                    .filter(until -> Micros.of(now) < until)
                    .isPresent();
        } catch (NumberFormatException | CorruptStoreException damaged) {
            LOG.warn("The cell {}/{} cannot be read and is not used", WATCHED, model, damaged);
            return false;
        }
    }
}
