package dev.modelregistry.core.notification;

import dev.modelregistry.core.codec.SubscriptionCodec;
import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Enrolment;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.Cell;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the store knows of subscriptions: a cell for each name, those that say where its journals ended when it began, and one for each journal
 * that anything was delivered from. Thread-safe.
 */
final class SubscriptionCells {
    private static final String NAMES = "subscription";
    private static final String STARTS = "subscription-start";
    private static final String CURSORS = "subscription-cursor";
    private static final int SIZE = 60_000;
    private static final int PAGE = 1_000;
    private static final int MAX_NAME = 512;
    private static final int TRIES = 100;

    private final CellStore cells;

    SubscriptionCells(CellStore cells) {
        this.cells = cells;
    }

    /**
     * What a cell holds.
     *
     * @param version the cell's; 0 if it was never set
     */
    record Stored<T>(long version, T value) {}

    /** The names of all subscriptions that there are or were, in their order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        String last = "";
        List<CellId> page;
        do {
            page = cells.list(NAMES, last, PAGE);
            page.forEach(cell -> names.add(cell.name()));
            last = page.isEmpty() ? last : page.get(page.size() - 1).name();
        } while (page.size() == PAGE);
        return names;
    }

    /** The subscription of a name, if there is one that was not forgotten. */
    Optional<Enrolment> find(String name) {
        return enrolment(name).map(Stored::value).filter(enrolment -> !enrolment.forgotten());
    }

    Enrolment get(String name) {
        return find(name).orElseThrow(() -> notFound(name));
    }

    static NotFoundException notFound(String name) {
        return new NotFoundException("there is no subscription '" + name + "'");
    }

    private Optional<Stored<Enrolment>> enrolment(String name) {
        CellId id = new CellId(NAMES, name);
        return cells.read(id).map(cell -> new Stored<>(cell.version(), SubscriptionCodec.enrolment(id, cell.value())));
    }

    /**
     * Makes the subscription of a name what it should be.
     *
     * @param decide what it should be, from what it is; called again after a lost race
     */
    Enrolment enrol(String name, Function<Optional<Enrolment>, Enrolment> decide) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<Stored<Enrolment>> before = enrolment(name);
            Enrolment after = decide.apply(before.map(Stored::value));
            boolean asItIs =
                    before.filter(stored -> stored.value().equals(after)).isPresent();
            Bytes bytes = bytes(name, after);
            if (asItIs
                    || set(new CellId(NAMES, name), before.map(Stored::version).orElse(0L), bytes)) {
                return after;
            }
        }
        throw new ConflictException(
                "subscription '" + name + "': others were first " + TRIES + " times in a row; try again");
    }

    /**
     * What the cell of a subscription holds.
     *
     * @throws InvalidInputException if it does not hold so much
     */
    static Bytes bytes(String name, Enrolment enrolment) {
        Bytes bytes = SubscriptionCodec.encode(enrolment);
        if (bytes.size() > SIZE) {
            throw new InvalidInputException("subscription '" + name + "' asks for "
                    + enrolment.journals().size() + " models, whose names take " + bytes.size()
                    + " bytes; a cell holds " + SIZE
                    + ": name fewer, or leave them out to ask for all");
        }
        return bytes;
    }

    /** Keeps where journals ended when a subscription began, before anybody can find it; gives in how many cells. */
    int keepStarts(String generation, Map<JournalId, Long> heads) {
        List<Bytes> chunks = SubscriptionCodec.encode(heads, SIZE);
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            CellId id = start(generation, chunk);
            if (!set(id, 0, chunks.get(chunk))) {
                throw new ConflictException(
                        "cell " + id + " is there already; the ids of this registry are not unique");
            }
        }
        return chunks.size();
    }

    /** Where journals ended when a subscription began; nothing of those that were not there yet. */
    Map<JournalId, Long> starts(Enrolment enrolment) {
        Map<JournalId, Long> heads = new HashMap<>();
        for (int chunk = 0; chunk < enrolment.starts(); chunk++) {
            CellId id = start(enrolment.generation(), chunk);
            Cell cell = cells.read(id)
                    .orElseThrow(
                            () -> new CorruptStoreException(
                                    "cell " + id
                                            + " is gone, which says where a subscription began; forget the subscription and begin anew"));
            heads.putAll(SubscriptionCodec.starts(id, cell.value()));
        }
        return heads;
    }

    private static CellId start(String generation, int chunk) {
        return new CellId(STARTS, generation + "/" + chunk);
    }

    /** How far a subscription has come in a journal. */
    Stored<Cursor> cursor(Enrolment enrolment, JournalId journal, long start) {
        CellId id = cursorId(enrolment, journal);
        return cells.read(id)
                .map(cell -> new Stored<>(cell.version(), SubscriptionCodec.cursor(id, journal, cell.value())))
                .orElseGet(() -> new Stored<>(0, Cursor.at(start)));
    }

    /** Sets a cursor unless somebody else has set it since it was read: then it gives nothing, and theirs stands. */
    Optional<Stored<Cursor>> set(Enrolment enrolment, JournalId journal, Stored<Cursor> before, Cursor after) {
        CellId id = cursorId(enrolment, journal);
        return set(id, before.version(), SubscriptionCodec.encode(journal, after))
                ? Optional.of(new Stored<>(before.version() + 1, after))
                : Optional.empty();
    }

    private static CellId cursorId(Enrolment enrolment, JournalId journal) {
        String name = enrolment.generation() + "/" + journal;
        return new CellId(
                CURSORS,
                name.length() <= MAX_NAME
                        ? name
                        : enrolment.generation() + "/"
                                + Bytes.utf8(journal.toString()).digest());
    }

    /** Where it is unknown whether it was set, the cell tells; where two write the same, it makes no difference whose it is. */
    private boolean set(CellId id, long expectedVersion, Bytes value) {
        try {
            return cells.compareAndSet(id, expectedVersion, value);
        } catch (OutcomeUnknownException unknown) {
            Optional<Cell> found = cells.read(id);
            if (found.isEmpty() || found.get().version() <= expectedVersion) {
                throw unknown;
            }
            return found.get().equals(new Cell(expectedVersion + 1, value));
        }
    }
}
