package dev.modelregistry.core.health;

import dev.modelregistry.core.codec.Reported;
import dev.modelregistry.core.codec.TrialCodec;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all processes saw of a model's canary, and whether one of them watches it with checks of its own. Thread-safe. */
public final class TrialCells {
    private static final Logger LOG = LoggerFactory.getLogger(TrialCells.class);
    private static final String SPACE = "trial";
    private static final String WATCHED = "trial-watched";
    private static final String DOUBTED = "trial-doubted";

    private final CellStore cells;
    private final CellId watched;
    private final CellId doubted;
    private final SharedSum<Trial> sum;

    private static final SharedSum.Format<Trial> FORMAT = new SharedSum.Format<>() {
        @Override
        public Bytes encode(Reported<Trial> reported) {
            return TrialCodec.encode(reported);
        }

        @Override
        public Reported<Trial> decode(CellId cell, Bytes bytes) {
            return TrialCodec.decode(cell, bytes);
        }
    };

    /** @param random picks the cells that this process adds to */
    public TrialCells(CellStore cells, ModelName model, Supplier<UUID> ids, RandomGenerator random) {
        this.cells = cells;
        this.watched = new CellId(WATCHED, JournalId.of(model).key());
        this.doubted = new CellId(DOUBTED, JournalId.of(model).key());
        this.sum = new SharedSum<>(cells, SPACE, model, FORMAT, Trial::plus, ids, random);
    }

    /**
     * Adds what this process saw since its last report. Something that was seen counts once at most: where it cannot be known whether a report was taken, it is not repeated.
     *
     * @throws dev.modelregistry.error.ConflictException if others were first again and again; it was not added
     * @throws dev.modelregistry.error.StoreUnavailableException if it was not added
     */
    public void add(Trial seen) {
        sum.add(seen);
    }

    /** The sum of all that was seen of a rollout, with the samples of a step. */
    public Trial sum(long rollout, long step) {
        return sum.parts().stream()
                .filter(trial -> trial.rollout() == rollout)
                .map(trial -> trial.in(step))
                .reduce(Trial.none(rollout, step), Trial::plus);
    }

    /** Somebody watches a rollout with checks of its own, until then. Where two do, the last word holds. */
    public void watch(Watching watching) {
        write(watched, watching);
    }

    /** Who said last that it watches; empty if nobody did. */
    public Optional<Watching> watching() {
        return read(watched);
    }

    /** Somebody's checks are not fine, so it does not promote, and keeps the others from it; apart from those who watch, because whoever watches may promote. */
    public void doubt(Watching watching) {
        write(doubted, watching);
    }

    /** Who said last that its checks are not fine; empty if nobody did. */
    public Optional<Watching> doubting() {
        return read(doubted);
    }

    private void write(CellId cell, Watching watching) {
        try {
            long version = cells.read(cell).map(Cell::version).orElse(0L);
            cells.compareAndSet(cell, version, Bytes.utf8(watching.toString()));
        } catch (CorruptStoreException damaged) {
            LOG.warn("The cell {} cannot be read, and others are not told that somebody watches", cell, damaged);
        }
    }

    private Optional<Watching> read(CellId cell) {
        try {
            return cells.read(cell).map(found -> Watching.parse(found.value().utf8()));
        } catch (IllegalArgumentException | CorruptStoreException damaged) {
            LOG.warn("The cell {} cannot be read and is not used", cell, damaged);
            return Optional.empty();
        }
    }
}
