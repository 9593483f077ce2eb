package dev.modelregistry.core;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.RunId;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.support.Micros;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a run that says nothing was last seen alive: a cell with a time in microseconds, written only by runs that had nothing to save for a
 * while.
 */
final class Heartbeat {
    /** How long a run may show no sign of life before it counts as abandoned: several beats, and clocks that differ. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final String SPACE = "run";
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final CellStore cells;
    private final CellId cell;

    Heartbeat(CellStore cells, RunId run) {
        this.cells = cells;
        this.cell = new CellId(SPACE, JournalId.of(run).key());
    }

    /** The last beat, if there was one. It is no more than a hint, so one that cannot be read is none. */
    Optional<Instant> last() {
        try {
            return cells.read(cell).map(Heartbeat::time);
        } catch (CorruptStoreException | NumberFormatException | DateTimeException damaged) {
            LOG.warn("The heartbeat in cell {} cannot be read", cell, damaged);
            return Optional.empty();
        }
    }

    private static Instant time(Cell beat) {
        return CommitCodec.instant(Long.parseLong(beat.value().utf8()));
    }

    static boolean isDue(Instant lastSign, Instant now) {
        return lastSign.plus(INTERVAL).isBefore(now);
    }

    static boolean isOverdue(Instant lastSign, Instant now) {
        return lastSign.plus(LEASE).isBefore(now);
    }

    /** Only a run's own process does this; where two try, either is a sign of life. */
    void beat(Instant now) {
        long version = cells.read(cell).map(Cell::version).orElse(0L);
        cells.compareAndSet(cell, version, Bytes.utf8(Long.toString(Micros.of(now))));
    }
}
