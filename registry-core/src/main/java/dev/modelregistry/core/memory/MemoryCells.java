package dev.modelregistry.core.memory;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.support.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Cells in maps under one lock. Thread-safe. */
final class MemoryCells implements CellStore {
    private final Gate gate;
    /** Space → name → cell, in the order that {@link #list} promises. Guarded by this. */
    private final Map<String, NavigableMap<String, Cell>> cells = new HashMap<>();

    MemoryCells(Gate gate) {
        this.gate = gate;
    }

    @Override
    public synchronized Optional<Cell> read(CellId id) {
        gate.enterToRead();
        return Optional.ofNullable(space(id.space()).get(id.name()));
    }

    @Override
    public synchronized boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
        gate.enterToRead();
        if (value.size() > MAX_SIZE) {
            throw new InvalidInputException(
                    "cell " + id + " cannot hold " + value.size() + " bytes; the largest value is " + MAX_SIZE);
        }
        long version = read(id).map(Cell::version).orElse(0L);
        if (version != expectedVersion) {
            return false;
        }
        cells.computeIfAbsent(id.space(), space -> new TreeMap<>(Bytes.UTF8_ORDER))
                .put(id.name(), new Cell(version + 1, value));
        return true;
    }

    @Override
    public synchronized List<CellId> list(String space, String afterName, int limit) {
        gate.enterToRead(limit);
        return space(space).tailMap(afterName, false).keySet().stream()
                .limit(limit)
                .map(name -> new CellId(space, name))
                .toList();
    }

    private NavigableMap<String, Cell> space(String space) {
        return cells.getOrDefault(space, new TreeMap<>(Bytes.UTF8_ORDER));
    }
}
