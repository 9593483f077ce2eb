package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.examples.benchmarks.Measure.Action;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.JournalId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The same changes in JDBC by hand: the rows that the library writes, as many and as large, into the same tables, without asking, checking
 * or hashing anything. Not thread-safe.
 */
final class BareChanges implements SmallChanges {
    private static final int HASH = 32;
    private static final int DIGITS = 10;

    private final Sql sql;
    private final byte[] journal;
    private final Random random = new Random();
    private final Written registration;
    private final List<Written> promotions;
    private final List<Written> aliases;
    private long revision;
    private byte[] head;
    private int versions;
    private int promoted;
    private int aliased;

    /**
     * Changes of a model on which the library has done just what it has done on another one.
     *
     * @param rows where the other one is
     * @param library what changes that: each change is done there to see what it writes
     */
    BareChanges(Sql sql, ModelName model, Sql rows, LibraryChanges library) throws IOException {
        this.sql = sql;
        this.journal = JournalId.of(model).toString().getBytes(StandardCharsets.UTF_8);
        this.registration = Written.by(rows, journal, library::register);
        this.promotions = twice(rows, library::promote);
        this.aliases = twice(rows, library::alias);
        @Nullable
        Object[] found = sql.rows("SELECT revision, hash FROM mr_journal WHERE name = ?", journal)
                .get(0);
        sql.commit();
        this.revision = (Long) found[0];
        this.head = (byte[]) found[1];
        register();
        promote();
        promote();
        alias();
        alias();
    }

    /** There and back. */
    private List<Written> twice(Sql rows, Action change) throws IOException {
        return List.of(Written.by(rows, journal, change), Written.by(rows, journal, change));
    }

    /** In two transactions, as the library does it: nothing must wait for a file on its way while it holds a lock. */
    @Override
    public void register() throws IOException {
        storeFile();
        sql.commit();
        append(registration, renumbered());
    }

    /** In one transaction, as one could do it who has small files only. */
    void registerAtOnce() throws IOException {
        storeFile();
        append(registration, renumbered());
    }

    private void storeFile() throws IOException {
        byte[] upload = bytes(16);
        sql.update(
                "INSERT INTO mr_blob (digest, size, stored_at, trashed, upload) VALUES (?, ?, ?, 0, ?)",
                bytes(HASH),
                (long) LibraryChanges.BYTES,
                System.currentTimeMillis() * 1000,
                upload);
        sql.update(
                "INSERT INTO mr_chunk (upload, part, bytes) VALUES (?, ?, ?)", upload, 0, bytes(LibraryChanges.BYTES));
    }

    @Override
    public void promote() throws IOException {
        Written written = promotions.get(promoted++ % 2);
        append(written, written.put());
    }

    @Override
    public void alias() throws IOException {
        Written written = aliases.get(aliased++ % 2);
        append(written, written.put());
    }

    private void append(Written written, List<@Nullable Object[]> put) throws IOException {
        byte[] next = bytes(HASH);
        sql.update(
                "UPDATE mr_journal SET revision = ?, hash = ? WHERE name = ? AND revision = ? AND hash = ?",
                revision + 1,
                next,
                journal,
                revision,
                head);
        sql.update(
                "INSERT INTO mr_commit (journal, revision, hash, seal, bytes) VALUES (?, ?, ?, ?, ?)",
                journal,
                revision + 1,
                next,
                bytes(HASH),
                bytes(written.commitBytes()));
        sql.updateAll("DELETE FROM mr_entry WHERE entity = ? AND attribute = ? AND head = ?", written.removed());
        sql.updateAll("INSERT INTO mr_entry (entity, attribute, head, whole) VALUES (?, ?, ?, ?)", put);
        sql.commit();
        revision++;
        head = next;
    }

    /** The rows of the index that belong to another version: its number is what the entity ends with. */
    private List<@Nullable Object[]> renumbered() {
        byte[] number = String.format(Locale.ROOT, "9%09d", ++versions).getBytes(StandardCharsets.US_ASCII);
        List<@Nullable Object[]> renumbered = new ArrayList<>();
        for (@Nullable Object[] row : registration.put()) {
            byte[] entity = ((byte[]) row[0]).clone();
            System.arraycopy(number, 0, entity, entity.length - DIGITS, DIGITS);
            @Nullable Object[] other = Arrays.copyOf(row, row.length);
            other[0] = entity;
            renumbered.add(other);
        }
        return renumbered;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
