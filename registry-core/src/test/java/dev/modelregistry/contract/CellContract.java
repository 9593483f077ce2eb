package dev.modelregistry.contract;

import static dev.modelregistry.contract.Guarantee.G10;
import static dev.modelregistry.contract.Guarantee.G3;
import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.RegistryStore;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cells, used by one caller at a time. */
abstract class CellContract extends Grounded {
    private static final CellId CURSOR = new CellId("cursor", "dashboard");

    private boolean set(long expectedVersion, String value) {
        return store.cells().compareAndSet(CURSOR, expectedVersion, Bytes.utf8(value));
    }

    private static Cell cell(long version, String value) {
        return new Cell(version, Bytes.utf8(value));
    }

    @Test
    @Tag(G10)
    void aCellThatWasNeverSetIsEmptyAndHasVersionZero() {
        assertThat(store.cells().read(CURSOR)).isEmpty();

        assertThat(set(0, "a")).isTrue();

        assertThat(store.cells().read(CURSOR)).contains(cell(1, "a"));
    }

    @Test
    @Tag(G10)
    void eachSetCountsTheVersionUpByOne() {
        for (int version = 0; version < 100; version++) {
            assertThat(set(version, "value " + version))
                    .as("set behind version %s", version)
                    .isTrue();
            assertThat(store.cells().read(CURSOR)).contains(cell(version + 1L, "value " + version));
        }
    }

    @Test
    @Tag(G10)
    void aVersionThatIsNotTheCellsChangesNothing() {
        assertThat(set(1, "too early")).isFalse();
        assertThat(store.cells().read(CURSOR)).isEmpty();
        assertThat(store.cells().list("cursor", "", 10)).isEmpty();
        set(0, "a");
        set(1, "b");

        for (long wrong : new long[] {0, 1, 3, Long.MAX_VALUE}) {
            assertThat(set(wrong, "lost"))
                    .as("set behind version %s, which is 2", wrong)
                    .isFalse();
        }

        assertThat(store.cells().read(CURSOR)).contains(cell(2, "b"));
    }

    @Test
    @Tag(G10)
    void theSameValueCountsAsASet() {
        set(0, "a");

        assertThat(set(1, "a")).isTrue();
        assertThat(set(1, "a")).as("a second attempt is not the first one").isFalse();

        assertThat(store.cells().read(CURSOR)).contains(cell(2, "a"));
    }

    @Test
    @Tag(G3)
    @Tag(G10)
    void cellsAreStillThereAfterReopening() {
        set(0, "a");
        set(1, "b");

        assertThat(reopened().cells().read(CURSOR)).contains(cell(2, "b"));

        assertThat(set(1, "stale")).isFalse();
        assertThat(set(2, "c")).isTrue();
        assertThat(reopened().cells().read(CURSOR)).contains(cell(3, "c"));
    }

    @Test
    @Tag(G4)
    @Tag(G10)
    void whatOneStoreSetEveryOtherReadsAtOnce() {
        RegistryStore other = another();
        assertThat(other.cells().read(CURSOR)).isEmpty();
        for (int version = 0; version < 10; version++) {
            RegistryStore writer = version % 2 == 0 ? store : other;
            RegistryStore reader = version % 2 == 0 ? other : store;

            assertThat(writer.cells().compareAndSet(CURSOR, version, Bytes.utf8("v" + version)))
                    .isTrue();

            assertThat(reader.cells().read(CURSOR)).contains(cell(version + 1L, "v" + version));
            assertThat(reader.cells().compareAndSet(CURSOR, version, Bytes.utf8("late")))
                    .isFalse();
        }
    }

    @Test
    @Tag(JAVADOC)
    void aValueMayBeEmptyAndAsLargeAsTheLimitButNotLarger() {
        byte[] largest = BlobContract.random(CellStore.MAX_SIZE, 1);
        set(0, "");
        assertThat(store.cells().read(CURSOR)).contains(cell(1, ""));
        assertThat(store.cells().compareAndSet(CURSOR, 1, Bytes.of(largest))).isTrue();

        Bytes tooLarge = Bytes.of(new byte[CellStore.MAX_SIZE + 1]);
        assertThatThrownBy(() -> store.cells().compareAndSet(CURSOR, 2, tooLarge))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(String.valueOf(CellStore.MAX_SIZE + 1));

        assertThat(store.cells().read(CURSOR)).contains(new Cell(2, Bytes.of(largest)));
    }

    @Test
    @Tag(JAVADOC)
    void cellsWithAwkwardNamesAreKeptApart() {
        for (String name : JournalNameContract.AWKWARD) {
            assertThat(store.cells().compareAndSet(new CellId("cursor", name), 0, Bytes.utf8(name)))
                    .as("first set of '%s'", name)
                    .isTrue();
        }

        for (String name : JournalNameContract.AWKWARD) {
            assertThat(store.cells().read(new CellId("cursor", name)))
                    .as("'%s'", name)
                    .contains(cell(1, name));
        }
        assertThat(reopened().cells().list("cursor", "", 1_000))
                .extracting(CellId::name)
                .containsExactlyElementsOf(JournalNameContract.AWKWARD.stream()
                        .sorted(Bytes.UTF8_ORDER)
                        .toList());
    }

    @Test
    @Tag(JAVADOC)
    void cellsAreListedBySpaceInTheOrderOfTheirNames() {
        for (String name : List.of("d", "b", "c", "a")) {
            store.cells().compareAndSet(new CellId("cursor", name), 0, Bytes.utf8(name));
        }
        store.cells().compareAndSet(new CellId("heartbeat", "aa"), 0, Bytes.utf8("x"));

        assertThat(names("cursor", "", 10)).containsExactly("a", "b", "c", "d");
        assertThat(names("cursor", "", 3)).containsExactly("a", "b", "c");
        assertThat(names("cursor", "b", 3)).containsExactly("c", "d");
        assertThat(names("cursor", "bb", 1)).containsExactly("c");
        assertThat(names("cursor", "d", 1)).isEmpty();
        assertThat(names("heartbeat", "", 10)).containsExactly("aa");
        assertThat(names("unknown", "", 10)).isEmpty();
    }

    private List<String> names(String space, String after, int limit) {
        return store.cells().list(space, after, limit).stream()
                .map(CellId::name)
                .toList();
    }
}
