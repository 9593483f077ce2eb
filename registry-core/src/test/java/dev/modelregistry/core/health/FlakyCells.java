package dev.modelregistry.core.health;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cells on a network, of which each next call may go wrong in a way that was chosen. */
final class FlakyCells implements CellStore {
    private final CellStore cells;
    private final Deque<Trouble> next = new ArrayDeque<>();
    private final Set<CellId> unreadable = new HashSet<>();
    private Runnable meanwhile = () -> {};
    private boolean isGone;

    FlakyCells(CellStore cells) {
        this.cells = cells;
    }

    /** What may go wrong when a cell is set. */
    enum Trouble {
        NONE,
        /** Somebody else does what was said before this call, which finds the cell changed. */
        OVERTAKEN,
        /** The call got lost. */
        LOST,
        /** The answer got lost. */
        ANSWER_LOST,
        /** The answer got lost, and somebody else does what was said before anybody can ask. */
        ANSWER_LOST_AND_OVERTAKEN,
        /** The call got lost, and somebody else does what was said before anybody can ask. */
        LOST_AND_OVERTAKEN,
        /** The answer got lost, and the store cannot be reached any more. */
        ANSWER_LOST_AND_GONE,
        /** The store cannot be reached, for one call. */
        UNAVAILABLE
    }

    void next(Trouble... troubles) {
        next.addAll(List.of(troubles));
    }

    /** What somebody else does. */
    void meanwhile(Runnable act) {
        meanwhile = act;
    }

    /** The store itself finds that it is not what was written. */
    void damage(CellId id) {
        unreadable.add(id);
    }

    void comeBack() {
        isGone = false;
    }

    @Override
    public Optional<Cell> read(CellId id) {
        if (isGone) {
            throw new StoreUnavailableException("no connection");
        }
        if (unreadable.contains(id)) {
            throw new CorruptStoreException("cell " + id + " has another checksum");
        }
        return cells.read(id);
    }

    @Override
    public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
        if (unreadable.contains(id)) {
            throw new CorruptStoreException("cell " + id + " has another checksum");
        }
        Trouble trouble = next.isEmpty() ? Trouble.NONE : next.remove();
        switch (trouble) {
            case NONE -> {
                return cells.compareAndSet(id, expectedVersion, value);
            }
            case OVERTAKEN -> {
                meanwhile.run();
                return cells.compareAndSet(id, expectedVersion, value);
            }
            case UNAVAILABLE -> throw new StoreUnavailableException("no connection");
            case LOST -> throw new OutcomeUnknownException("no answer");
            case LOST_AND_OVERTAKEN -> meanwhile.run();
            case ANSWER_LOST -> cells.compareAndSet(id, expectedVersion, value);
            case ANSWER_LOST_AND_OVERTAKEN -> {
                cells.compareAndSet(id, expectedVersion, value);
                meanwhile.run();
            }
            case ANSWER_LOST_AND_GONE -> {
                cells.compareAndSet(id, expectedVersion, value);
                isGone = true;
            }
        }
        throw new OutcomeUnknownException("no answer");
    }

    @Override
    public List<CellId> list(String space, String afterName, int limit) {
        return cells.list(space, afterName, limit);
    }
}
