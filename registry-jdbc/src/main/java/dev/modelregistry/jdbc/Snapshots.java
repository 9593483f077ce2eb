package dev.modelregistry.jdbc;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.jdbc.database.DuplicateKeyException;
import dev.modelregistry.jdbc.database.Session;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Snapshots beside the journals that they were derived from, in parts that every database takes. Any of them may be deleted at any time. */
final class Snapshots {
    private static final int PART = Upload.CHUNK;

    private final Transactions transactions;
    private final Tables tables;

    Snapshots(Transactions transactions, Tables tables) {
        this.transactions = transactions;
        this.tables = tables;
    }

    /** Not in a transaction of the host: a failure could end it, and whoever keeps a snapshot does not mind failures. */
    void put(JournalId journal, Snapshot snapshot) {
        if (transactions.isTheHosts()) {
            return;
        }
        String what = "keep snapshot " + snapshot.at().revision() + " of " + journal;
        byte[] state = snapshot.state().array();
        byte[] seal = seal(journal, snapshot.at(), state);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int start = 0; start == 0 || start < state.length; start += PART) {
            rows.add(new Object[] {
                Keys.utf8(journal.toString()),
                snapshot.at().revision(),
                rows.size(),
                snapshot.at().hash().bytes(),
                seal,
                Arrays.copyOfRange(state, start, Math.min(state.length, start + PART))
            });
        }
        try {
            transactions.write(what, session -> {
                session.updateAll(
                        tables.sql("INSERT INTO {snapshot} (journal, revision, part, hash, seal, bytes)"
                                + " VALUES (?, ?, ?, ?, ?, ?)"),
                        rows);
                return rows.size();
            });
        } catch (DuplicateKeyException itIsThere) {
            // and stays
        } catch (OutcomeUnknownException atMostThere) {
            throw new StoreUnavailableException(
                    "cannot tell whether it was possible to " + what + "; the journal has it all", atMostThere);
        }
    }

    private static byte[] seal(JournalId journal, Head at, byte[] state) {
        return Keys.seal(state, "snapshot", journal, at.revision(), at.hash());
    }

    Optional<Snapshot> latest(JournalId journal, long atMostRevision) {
        return transactions.read("read a snapshot of " + journal, session -> latest(session, journal, atMostRevision));
    }

    private record Part(Head at, Bytes seal, Bytes bytes) {}

    private Optional<Snapshot> latest(Session session, JournalId journal, long atMost) throws SQLException {
        byte[] name = Keys.utf8(journal.toString());
        List<Part> parts = session.list(
                tables.sql("SELECT revision, hash, seal, bytes FROM {snapshot} WHERE journal = ? AND revision ="
                        + " (SELECT MAX(revision) FROM {snapshot} WHERE journal = ? AND revision <= ?) ORDER BY part"),
                row -> new Part(
                        new Head(row.getLong(1), Digest.fromBytes(row.getBytes(2))),
                        Bytes.of(row.getBytes(3)),
                        Bytes.of(row.getBytes(4))),
                name,
                name,
                atMost);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Head at = parts.get(0).at;
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        for (Part part : parts) {
            state.writeBytes(part.bytes.array());
        }
        Keys.check(
                "snapshot " + at.revision() + " of " + journal + " in " + tables.name("snapshot"),
                parts.get(0).seal.array(),
                seal(journal, at, state.toByteArray()));
        return Optional.of(new Snapshot(at, Bytes.of(state.toByteArray())));
    }
}
