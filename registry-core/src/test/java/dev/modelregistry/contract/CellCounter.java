package dev.modelregistry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts one of several writers' successes in a cell that all of them share. The cell says how far each writer has come, so that each
 * sees at once if a success was taken from it, and can find out what became of a set whose outcome is unknown.
 */
final class CellCounter {
    private final CellStore cells;
    private final CellId id;
    private final String writer;
    private int count;

    /** @param writer a name without '=' or ',' that nobody else uses */
    CellCounter(CellStore cells, CellId id, String writer) {
        this.cells = cells;
        this.id = id;
        this.writer = writer;
    }

    /** Adds one; tries until the store acknowledges it. */
    void increment() {
        boolean unknown = false;
        while (Race.isOn()) {
            Optional<Cell> cell = cells.read(id);
            Map<String, Integer> counts = counts(cell);
            int found = counts.getOrDefault(writer, 0);
            if (unknown && found == count + 1) {
                break;
            }
            assertThat(found)
                    .as("successes of %s in the cell, which was told of %s", writer, count)
                    .isEqualTo(count);
            counts.put(writer, count + 1);
            try {
                if (cells.compareAndSet(id, cell.map(Cell::version).orElse(0L), write(counts))) {
                    break;
                }
            } catch (OutcomeUnknownException readToFindOut) {
                unknown = true;
            } catch (StoreUnavailableException nothingWasSet) {
                // try again
            }
        }
        count++;
    }

    /** How often each writer has succeeded. Fails unless every success is a version. */
    static Map<String, Integer> check(CellStore cells, CellId id) {
        Optional<Cell> cell = cells.read(id);
        Map<String, Integer> counts = counts(cell);
        assertThat(cell.map(Cell::version).orElse(0L))
                .as("version of the cell that says %s", counts)
                .isEqualTo(
                        counts.values().stream().mapToLong(Integer::longValue).sum());
        return counts;
    }

    private static Map<String, Integer> counts(Optional<Cell> cell) {
        Map<String, Integer> counts = new TreeMap<>();
        if (cell.isPresent()) {
            for (String entry : cell.get().value().utf8().split(",", -1)) {
                int equals = entry.indexOf('=');
                counts.put(entry.substring(0, equals), Integer.parseInt(entry.substring(equals + 1)));
            }
        }
        return counts;
    }

    private static Bytes write(Map<String, Integer> counts) {
        return Bytes.utf8(counts.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(",")));
    }
}
