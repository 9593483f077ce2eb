package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.CURSOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Cells whose writers stall, overtake each other and all count at once. */
class FileCellsTest extends RegistryDirectory {
    /** Runs something once before a link, as if the writer had been stalled there. */
    private RegistryStore stalledAtItsNextLink(Runnable meanwhile) {
        List<Runnable> once = new ArrayList<>(List.of(meanwhile));
        return open(new ForwardingFiles(new RealFileOps()) {
            @Override
            public void link(Path file, Path name) throws IOException {
                if (name.toString().contains("cells/cursor") && !once.isEmpty()) {
                    once.remove(0).run();
                }
                super.link(file, name);
            }
        });
    }

    @Test
    void refusesAStalledWriterWhoseNumberIsFreeAgain() {
        for (long start : new long[] {0, 1, 7}) {
            CellId cell = new CellId("cursor", "c" + start);
            RegistryStore other = open();
            for (long version = 0; version < start; version++) {
                assertThat(other.cells().compareAndSet(cell, version, Bytes.utf8("o" + version)))
                        .isTrue();
            }
            RegistryStore stalled = stalledAtItsNextLink(() -> {
                for (long version = start; version < start + 4; version++) {
                    assertThat(other.cells().compareAndSet(cell, version, Bytes.utf8("o" + version)))
                            .isTrue();
                }
            });
            assertThat(stalled.cells().compareAndSet(cell, start, Bytes.utf8("late")))
                    .isFalse();
            assertThat(other.cells().read(cell)).hasValue(new Cell(start + 4, Bytes.utf8("o" + (start + 3))));
            assertThat(names("cells/cursor"))
                    .filteredOn(name -> name.startsWith("c" + start))
                    .hasSize(1);
        }
    }

    @Test
    void acceptsAWriterThatWasOvertakenAfterItWon() {
        RegistryStore other = open();
        assertThat(other.cells().compareAndSet(CURSOR, 0, Bytes.utf8("a"))).isTrue();
        RegistryStore overtaken = open(new ForwardingFiles(new RealFileOps()) {
            @Override
            public void link(Path file, Path name) throws IOException {
                super.link(file, name);
                if (name.endsWith("000000000002.cell")) {
                    assertThat(other.cells().compareAndSet(CURSOR, 2, Bytes.utf8("c")))
                            .isTrue();
                    assertThat(other.cells().compareAndSet(CURSOR, 3, Bytes.utf8("d")))
                            .isTrue();
                }
            }
        });
        assertThat(overtaken.cells().compareAndSet(CURSOR, 1, Bytes.utf8("b"))).isTrue();
        assertThat(other.cells().read(CURSOR)).hasValue(new Cell(4, Bytes.utf8("d")));
    }

    @Test
    void countsRightWhenManyCountInOneCell() throws Exception {
        RegistryStore one = open();
        RegistryStore two = open();
        List<CompletableFuture<Integer>> threads = Stream.of(one, two, one, two)
                .map(store -> CompletableFuture.supplyAsync(
                        () -> {
                            int wins = 0;
                            while (wins < 40) {
                                Cell cell = store.cells().read(CURSOR).orElse(new Cell(0, Bytes.utf8("0")));
                                Bytes next = Bytes.utf8(Integer.toString(
                                        Integer.parseInt(cell.value().utf8()) + 1));
                                wins += store.cells().compareAndSet(CURSOR, cell.version(), next) ? 1 : 0;
                            }
                            return wins;
                        },
                        task -> new Thread(task).start()))
                .toList();
        for (CompletableFuture<Integer> thread : threads) {
            thread.get(30, TimeUnit.SECONDS);
        }
        assertThat(one.cells().read(CURSOR)).hasValue(new Cell(160, Bytes.utf8("160")));
        assertThat(names("cells/cursor")).hasSize(1);
    }
}
