package dev.modelregistry.jdbc;

import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.jdbc.database.DuplicateKeyException;
import dev.modelregistry.jdbc.database.Session;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.support.Batches;
import dev.modelregistry.spi.support.Gate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Journals as rows. An append is one transaction that begins by moving the journal's head from the expected one to the new one, in one
 * statement, which locks the row: of several that expect the same head one moves it, and the others find that it has moved. So nobody has
 * to be told of a lost race by an error, but for the first append, where two insert the same row.
 */
final class JdbcJournals implements JournalStore {
    private static final int SLICE_BYTES = 8 << 20;
    private static final int PAGE = 100;
    private static final int NAMES = 500;
    private static final int ATTEMPTS = 5;

    private final Gate gate;
    private final Transactions transactions;
    private final Tables tables;
    private final JdbcIndex index;
    private final Snapshots snapshots;
    private final String insertHead;
    private final String moveHead;
    private final String insertCommit;
    private final String selectCommits;

    JdbcJournals(Gate gate, Transactions transactions, Tables tables, JdbcIndex index) {
        this.gate = gate;
        this.transactions = transactions;
        this.tables = tables;
        this.index = index;
        this.snapshots = new Snapshots(transactions, tables);
        this.insertHead = tables.sql("INSERT INTO {journal} (name, revision, hash) VALUES (?, ?, ?)");
        this.moveHead =
                tables.sql("UPDATE {journal} SET revision = ?, hash = ? WHERE name = ? AND revision = ? AND hash = ?");
        this.insertCommit =
                tables.sql("INSERT INTO {commit} (journal, revision, hash, seal, bytes) VALUES (?, ?, ?, ?, ?)");
        this.selectCommits = tables.sql("SELECT revision, hash, seal, bytes FROM {commit}"
                + " WHERE journal = ? AND revision > ? AND revision <= ? ORDER BY revision");
    }

    @Override
    public AppendResult append(
            JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
        gate.enterToWrite();
        List<CommitBytes> batch = Batches.checked(journal, expected, commits);
        IndexChanges changes = IndexChanges.of(entries);
        Head next = batch.get(batch.size() - 1).head();
        String what = "append commit " + next.revision() + " (" + next.hash() + ") to " + journal;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (appended(what, journal, expected, batch, changes)) {
                return new AppendResult.Appended(next);
            }
            if (transactions.isTheHosts()) {
                // What it can see may be older than what was in the way.
                throw new ConflictException("journal " + journal + " is not at revision " + expected.revision()
                        + " any more: somebody else was first; roll this transaction back and begin another one");
            }
            Found found = transactions.read(what, session -> look(session, journal, expected, batch));
            if (found.hasBatch) {
                return new AppendResult.Appended(next); // an earlier attempt had succeeded
            }
            if (!found.head.equals(expected)) {
                return new AppendResult.Conflict(found.head);
            }
            // Whoever was first has rolled back.
        }
        throw new CorruptStoreException(
                "journal " + journal + " ends at revision " + expected.revision() + " (" + expected.hash() + "), but "
                        + tables.name("commit") + " has a row behind it; restore it from a backup");
    }

    /** Whether the batch was appended; false if the head is another one, or somebody else is inserting it. */
    private boolean appended(
            String what, JournalId journal, Head expected, List<CommitBytes> batch, IndexChanges changes) {
        byte[] name = Keys.utf8(journal.toString());
        Head next = batch.get(batch.size() - 1).head();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (CommitBytes commit : batch) {
            rows.add(new Object[] {
                name,
                commit.revision(),
                commit.hash().bytes(),
                seal(journal, commit.head()),
                commit.bytes().array()
            });
        }
        try {
            return transactions.write(what, session -> {
                boolean moved = expected.equals(Head.NONE)
                        ? session.update(
                                        insertHead,
                                        name,
                                        next.revision(),
                                        next.hash().bytes())
                                == 1
                        : session.update(
                                        moveHead,
                                        next.revision(),
                                        next.hash().bytes(),
                                        name,
                                        expected.revision(),
                                        expected.hash().bytes())
                                == 1;
                if (moved) {
                    session.updateAll(insertCommit, rows);
                    index.apply(session, changes);
                }
                return moved;
            });
        } catch (DuplicateKeyException somebodyElse) {
            return false;
        }
    }

    private static byte[] seal(JournalId journal, Head commit) {
        return Keys.seal(commit.hash().bytes(), "commit", journal, commit.revision());
    }

    /** What was found in place of the expected head. */
    private record Found(Head head, boolean hasBatch) {}

    private Found look(Session session, JournalId journal, Head expected, List<CommitBytes> batch) throws SQLException {
        Head head = head(session, journal);
        List<Head> wanted = new ArrayList<>();
        if (!expected.equals(Head.NONE)) {
            wanted.add(expected);
        }
        batch.forEach(commit -> wanted.add(commit.head()));
        boolean holds = head.revision() >= wanted.get(wanted.size() - 1).revision()
                && wanted.equals(session.list(
                        tables.sql("SELECT revision, hash FROM {commit} WHERE journal = ?"
                                + " AND revision >= ? AND revision <= ? ORDER BY revision"),
                        row -> new Head(row.getLong(1), Digest.fromBytes(row.getBytes(2))),
                        Keys.utf8(journal.toString()),
                        wanted.get(0).revision(),
                        wanted.get(wanted.size() - 1).revision()));
        return new Found(head, holds);
    }

    private Head head(Session session, JournalId journal) throws SQLException {
        return session.first(
                        tables.sql("SELECT revision, hash FROM {journal} WHERE name = ?"),
                        row -> new Head(row.getLong(1), Digest.fromBytes(row.getBytes(2))),
                        Keys.utf8(journal.toString()))
                .orElse(Head.NONE);
    }

    @Override
    public Slice read(JournalId journal, long afterRevision, int limit) {
        gate.enterToRead(limit);
        if (afterRevision < 0) {
            throw new IllegalArgumentException("there is no revision " + afterRevision + " to read behind");
        }
        return transactions.read("read " + journal, session -> {
            Head head = head(session, journal); // first, because what is below a head never changes
            long end = afterRevision > head.revision() - limit ? head.revision() : afterRevision + limit;
            List<CommitBytes> found = new ArrayList<>();
            long last = afterRevision;
            long size = 0;
            while (last < end && size < SLICE_BYTES) {
                List<CommitBytes> page = page(session, journal, last, Math.min(end, last + PAGE));
                found.addAll(page);
                last += page.size();
                size += page.stream().mapToLong(commit -> commit.bytes().size()).sum();
            }
            return new Slice(head, found);
        });
    }

    private List<CommitBytes> page(Session session, JournalId journal, long after, long last) throws SQLException {
        List<CommitBytes> page = session.list(
                selectCommits,
                row -> commit(journal, row.getLong(1), row.getBytes(2), row.getBytes(3), row.getBytes(4)),
                Keys.utf8(journal.toString()),
                after,
                last);
        long expected = after;
        for (CommitBytes commit : page) {
            expected++;
            if (commit.revision() != expected) {
                throw missing(journal, expected);
            }
        }
        if (expected < last) {
            throw missing(journal, expected + 1);
        }
        return page;
    }

    private CommitBytes commit(JournalId journal, long revision, byte[] hash, byte[] seal, byte[] bytes) {
        String what = "commit " + revision + " of " + journal + " in " + tables.name("commit");
        CommitBytes commit = CommitBytes.of(revision, Bytes.of(bytes));
        if (!commit.hash().equals(Digest.fromBytes(hash))) {
            throw new CorruptStoreException(what + " is damaged: expected " + Digest.fromBytes(hash) + ", found "
                    + commit.hash() + "; restore it from a backup");
        }
        Keys.check(what, seal(journal, commit.head()), seal);
        return commit;
    }

    private CorruptStoreException missing(JournalId journal, long revision) {
        return new CorruptStoreException("commit " + revision + " of " + journal + " is missing from "
                + tables.name("commit") + ", although there are later ones; restore it from a backup");
    }

    @Override
    public Map<JournalId, Head> heads(Collection<JournalId> journals) {
        gate.enterToRead();
        List<JournalId> asked = journals.stream().distinct().toList();
        Map<JournalId, Head> found = new HashMap<>();
        for (int from = 0; from < asked.size(); from += NAMES) {
            List<JournalId> some = asked.subList(from, Math.min(asked.size(), from + NAMES));
            found.putAll(transactions.read("read heads", session -> heads(session, some)));
        }
        return found;
    }

    private Map<JournalId, Head> heads(Session session, List<JournalId> journals) throws SQLException {
        Map<JournalId, Head> found = new HashMap<>();
        session.list(
                tables.sql("SELECT name, revision, hash FROM {journal} WHERE name IN ("
                        + "?, ".repeat(journals.size() - 1) + "?)"),
                row -> found.put(
                        JournalId.parse(Keys.text(row.getBytes(1))),
                        new Head(row.getLong(2), Digest.fromBytes(row.getBytes(3)))),
                journals.stream().map(journal -> Keys.utf8(journal.toString())).toArray());
        return found;
    }

    @Override
    public List<String> kinds() {
        gate.enterToRead();
        return transactions.read("list kinds of journals", session -> {
            List<String> kinds = new ArrayList<>();
            byte[] after = new byte[0];
            Optional<String> next;
            do { // from one kind to the next, not through all journals
                next = session.first(
                        tables.sql("SELECT name FROM {journal} WHERE name > ? ORDER BY name LIMIT 1"),
                        row -> JournalId.parse(Keys.text(row.getBytes(1))).kind(),
                        after);
                if (next.isPresent()) {
                    kinds.add(next.get());
                    after = Keys.endOf(Keys.utf8(next.get() + "/"));
                }
            } while (next.isPresent());
            return kinds.stream().sorted().toList();
        });
    }

    @Override
    public List<JournalId> list(String kind, String afterKey, int limit) {
        gate.enterToRead(limit);
        return transactions.read(
                "list journals",
                session -> session.list(
                        tables.sql("SELECT name FROM {journal} WHERE name > ? AND name < ? ORDER BY name LIMIT ?"),
                        row -> JournalId.parse(Keys.text(row.getBytes(1))),
                        Keys.utf8(kind + "/" + afterKey),
                        Keys.endOf(Keys.utf8(kind + "/")),
                        limit));
    }

    @Override
    public void putSnapshot(JournalId journal, Snapshot snapshot) {
        gate.enterToWrite();
        snapshots.put(journal, snapshot);
    }

    @Override
    public Optional<Snapshot> latestSnapshot(JournalId journal, long atMostRevision) {
        gate.enterToRead();
        return snapshots.latest(journal, atMostRevision);
    }
}
