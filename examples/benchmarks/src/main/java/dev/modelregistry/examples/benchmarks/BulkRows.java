package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.IndexKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was appended to some journals from their beginning, as rows of the tables that {@code docs/format-tables.md} describes. Not
 * thread-safe.
 */
final class BulkRows implements Capture.Appends {
    private final CopyRows journals = new CopyRows();
    private final CopyRows commits = new CopyRows();
    private final CopyRows entries = new CopyRows();
    private final Map<JournalId, Head> heads = new HashMap<>();
    private final Set<Change.Put> put = new LinkedHashSet<>();

    @Override
    public void appended(JournalId journal, List<CommitBytes> batch, List<Change> changes) {
        byte[] name = utf8(journal.toString());
        for (CommitBytes commit : batch) {
            byte[] hash = commit.hash().bytes();
            byte[] seal = seal(hash, journal, commit.revision());
            commits.add(name, commit.revision(), hash, seal, commit.bytes().array());
            heads.put(journal, commit.head());
        }
        for (Change change : changes) {
            Change.Put entry = new Change.Put(change.entity(), change.key(), change.value());
            if (change instanceof Change.Put) {
                put.add(entry);
            } else {
                put.remove(entry);
            }
        }
    }

    private static byte[] seal(byte[] hash, JournalId journal, long revision) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(utf8("commit\n" + journal + "\n" + revision + "\n"));
        return sha256.digest(hash);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends all of it; the next journals are others. */
    void sendTo(CopyInto journalTable, CopyInto commitTable, CopyInto entryTable) throws IOException {
        heads.forEach((journal, head) -> journals.add(
                utf8(journal.toString()), head.revision(), head.hash().bytes()));
        for (Change.Put entry : put) {
            IndexKey value = IndexKey.of(entry.value());
            entries.add(utf8(entry.entity()), utf8(entry.key()), value.head(), value.whole());
        }
        heads.clear();
        put.clear();
        journalTable.write(journals.take());
        commitTable.write(commits.take());
        entryTable.write(entries.take());
    }
}
