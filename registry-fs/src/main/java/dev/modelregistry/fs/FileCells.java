package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.fs.Publisher.Staged;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.support.Gate;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cells as directories in which the highest number counts. Version n + 1 is published like a commit, then what is below it is deleted,
 * lowest first.
 *
 * <p>Deleting makes numbers free again, so a writer that was stalled could link one that was used long ago. Each file therefore names
 * the attempt that wrote it and the attempts before. A writer whose predecessor is still there after its link has won: nobody deletes n
 * + 1 before n. If the predecessor is gone, the highest file says whether this attempt is among its ancestors.
 */
final class FileCells implements CellStore {
    private static final Logger log = LoggerFactory.getLogger(FileCells.class);

    /** How many earlier attempts a file names. */
    private static final int ANCESTORS = 64;

    private static final int READS = 1000;

    private final Gate gate;
    private final FileOps files;
    private final Layout layout;
    private final Publisher publisher;
    private final Keys keys;

    FileCells(Gate gate, FileOps files, Layout layout, Publisher publisher) {
        this.gate = gate;
        this.files = files;
        this.layout = layout;
        this.publisher = publisher;
        this.keys = new Keys(files);
    }

    /**
     * A file of a cell.
     *
     * @param attempts who wrote it, then who wrote the versions before, the latest first
     */
    private record Stored(CellId id, long version, List<String> attempts, Bytes value) {
        SealedFile sealed() {
            return new SealedFile(
                    value,
                    new Line()
                            .put("cell", id.toString())
                            .put("version", version)
                            .put("attempts", String.join(" ", attempts)));
        }

        Stored next(Bytes nextValue) {
            String attempt = HexFormat.of().toHexDigits(UUID.randomUUID().getLeastSignificantBits());
            List<String> line = Stream.concat(Stream.of(attempt), attempts.stream())
                    .limit(1 + ANCESTORS)
                    .toList();
            return new Stored(id, version + 1, line, nextValue);
        }

        /** Whether a later version was made from this one; empty if it is too far away to know. */
        Optional<Boolean> isAncestorOf(Stored later) {
            long distance = later.version - version;
            return distance >= 0 && distance < later.attempts.size()
                    ? Optional.of(later.attempts.get((int) distance).equals(attempts.get(0)))
                    : Optional.empty();
        }
    }

    @Override
    public Optional<Cell> read(CellId id) {
        gate.enterToRead();
        return latest(id).map(found -> new Cell(found.version, found.value));
    }

    @Override
    public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
        gate.enterToWrite();
        if (value.size() > MAX_SIZE) {
            throw new InvalidInputException(
                    "cell " + id + " cannot hold " + value.size() + " bytes; at most " + MAX_SIZE + " are allowed");
        }
        Stored before = latest(id).orElseGet(() -> new Stored(id, 0, List.of(), value));
        if (before.version != expectedVersion) {
            return false;
        }
        Stored mine = before.next(value);
        String what = "version " + mine.version + " of cell " + id + " (attempt " + mine.attempts.get(0) + ")";
        Path name = file(layout.cell(id), mine.version);
        publisher.prepare(name, what);
        try (Staged staged = publisher.stage(mine.sealed().encode(), what)) {
            if (isOvertaken(before) || !staged.link(name) || !counts(before, mine, what)) {
                return false;
            }
            publisher.confirm(layout.cell(id), what);
        }
        clean(mine);
        return true;
    }

    /** Whether others went on while this attempt was staged; asked before the link, so that the answer is simple nearly always. */
    private boolean isOvertaken(Stored before) {
        Path directory = layout.cell(before.id);
        return Reading.of(
                "cell " + before.id,
                () -> before.version == 0
                        ? highest(directory) > 0
                        : files.attributes(file(directory, before.version)).isEmpty());
    }

    /** Whether an attempt that was linked is the one that followed {@code before}. */
    private boolean counts(Stored before, Stored mine, String what) {
        Path directory = layout.cell(mine.id);
        try {
            if (before.version > 0 && isThere(directory, before)) {
                return true;
            }
            Optional<Boolean> counts = latest(directory).flatMap(mine::isAncestorOf);
            if (counts.isPresent() && !counts.get()) {
                withdraw(directory, mine);
            }
            return counts.orElseThrow(() -> new IOException("it was overtaken by more than " + ANCESTORS + " others"));
        } catch (IOException | CorruptStoreException failed) { // linked it is: whatever fails now leaves that open
            throw new OutcomeUnknownException(
                    "cannot tell whether " + what + " was set: " + failed + "; read the cell and decide again", failed);
        }
    }

    private void withdraw(Path directory, Stored stale) {
        try {
            files.delete(file(directory, stale.version));
        } catch (IOException left) {
            log.debug("a stale version {} of cell {} stays for now", stale.version, stale.id, left);
        }
    }

    private boolean isThere(Path directory, Stored version) throws IOException {
        try {
            return load(directory, version.version).attempts.equals(version.attempts);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Deletes what an acknowledged version replaced, lowest first; what stays is deleted the next time. */
    private void clean(Stored acknowledged) {
        Path directory = layout.cell(acknowledged.id);
        try {
            for (long number : Reading.numbers(files, directory, Layout.CELL)) {
                if (number < acknowledged.version) {
                    files.delete(file(directory, number));
                }
            }
        } catch (IOException left) {
            log.debug("older versions of cell {} stay for now", acknowledged.id, left);
        }
    }

    private Optional<Stored> latest(CellId id) {
        Path directory = layout.cell(id);
        Optional<Stored> found = Reading.of("cell " + id, () -> latest(directory));
        if (found.isPresent() && !found.get().id.equals(id)) {
            throw new CorruptStoreException("version " + found.get().version + " in " + directory
                    + " is misplaced: expected one of cell " + id + ", found one of " + found.get().id);
        }
        return found;
    }

    /**
     * The highest version. A listing may miss names that come and go while it is made, and what it shows then may be a stalled writer's.
     * But versions are deleted lowest first; so what two listings in a row show as the highest, and is still there, was the highest.
     */
    private Optional<Stored> latest(Path directory) throws IOException {
        for (int attempt = 0; attempt < READS; attempt++) {
            long highest = highest(directory);
            if (highest == highest(directory)) {
                try {
                    return highest == 0 ? Optional.empty() : Optional.of(load(directory, highest));
                } catch (NoSuchFileException replacedMeanwhile) {
                    log.trace("version {} in {} was replaced", highest, directory);
                }
            }
        }
        throw new IOException(directory + " changed " + READS + " times while it was read");
    }

    private long highest(Path directory) throws IOException {
        return Arrays.stream(Reading.numbers(files, directory, Layout.CELL))
                .max()
                .orElse(0);
    }

    private Stored load(Path directory, long version) throws IOException {
        Path file = file(directory, version);
        SealedFile found = SealedFile.decode("cell", "cell " + version, file, files.read(file));
        Stored stored = stored(found, version, file);
        if (!stored.sealed().equals(found)) {
            throw new CorruptStoreException("version " + version + " in " + file + " is misplaced: expected "
                    + stored.sealed().trailer() + ", found " + found.trailer());
        }
        return stored;
    }

    private static Stored stored(SealedFile found, long version, Path file) {
        try {
            JournalId id = JournalId.parse(found.trailer().text("cell"));
            List<String> attempts = List.of(found.trailer().text("attempts").split(" "));
            return new Stored(new CellId(id.kind(), id.key()), version, attempts, found.content());
        } catch (InvalidInputException | IllegalArgumentException malformed) {
            throw new CorruptStoreException(
                    "version " + version + " in " + file + " has a trailer that no cell has: " + found.trailer(),
                    malformed);
        }
    }

    private static Path file(Path directory, long version) {
        return directory.resolve(Layout.number(version) + Layout.CELL);
    }

    @Override
    public List<CellId> list(String space, String afterName, int limit) {
        gate.enterToRead(limit);
        Path parent = layout.cells(space);
        return Reading.of(
                        parent,
                        () -> keys.list(
                                parent,
                                afterName,
                                limit,
                                directory -> latest(directory).map(found -> found.id.name())))
                .stream()
                .map(name -> new CellId(space, name))
                .toList();
    }
}
