package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.support.Batches;
import dev.modelregistry.spi.support.Gate;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journals as directories of files, each with one batch of commits and named by the batch's first revision. Nothing is ever overwritten
 * or deleted, so what was read once stays true: a known head is found again by asking for the file behind it.
 */
final class FileJournals implements JournalStore {
    private static final Logger log = LoggerFactory.getLogger(FileJournals.class);
    private static final int SLICE_BYTES = 8 << 20;
    private static final int PROBES = 16;

    private final Gate gate;
    private final FileOps files;
    private final Layout layout;
    private final Publisher publisher;
    private final Keys keys;
    private final Snapshots snapshots;
    /** The highest head that was seen; a journal may have grown since. */
    private final Map<JournalId, Head> heads = new ConcurrentHashMap<>();
    /** Up to which revision this store has synced a journal's directory itself. */
    private final Map<JournalId, Long> durable = new ConcurrentHashMap<>();

    FileJournals(Gate gate, FileOps files, Layout layout, Publisher publisher) {
        this.gate = gate;
        this.files = files;
        this.layout = layout;
        this.publisher = publisher;
        this.keys = new Keys(files);
        this.snapshots = new Snapshots(files, layout, publisher);
    }

    @Override
    public AppendResult append(
            JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
        gate.enterToWrite();
        CommitFile batch = new CommitFile(journal, Batches.checked(journal, expected, commits));
        Head next = batch.last().head();
        String what = "commit " + next.revision() + " of " + journal + " (" + next.hash() + ")";
        Path name = layout.commits(journal, expected.revision() + 1);

        Head actual = head(journal);
        if (actual.equals(expected)) {
            publisher.prepare(name, what);
            settle(journal, expected, what);
            if (publisher.publish(batch.encode(), name, what)) {
                remember(journal, next);
                durable.merge(journal, next.revision(), Math::max);
                return new AppendResult.Appended(next);
            }
            actual = head(journal);
        }
        if (!holds(batch, actual)) {
            return new AppendResult.Conflict(actual);
        }
        if (!isDurable(journal, next)) {
            publisher.confirm(layout.journal(journal), what);
            durable.merge(journal, next.revision(), Math::max);
        }
        return new AppendResult.Appended(next);
    }

    /** A head that somebody else linked may not be durable yet; a commit on top of it could survive a power cut that it does not. */
    private void settle(JournalId journal, Head head, String what) {
        if (!isDurable(journal, head)) {
            publisher.settle(layout.journal(journal), what);
            durable.merge(journal, head.revision(), Math::max);
        }
    }

    private boolean isDurable(JournalId journal, Head head) {
        return head.revision() <= durable.getOrDefault(journal, 0L);
    }

    /** Whether the journal holds these very commits. */
    private boolean holds(CommitFile batch, Head actual) {
        if (actual.revision() < batch.last().revision()) {
            return false;
        }
        return Reading.of(batch.journal(), () -> {
            for (CommitBytes commit : batch.commits()) {
                if (!commitFile(batch.journal(), commit.revision()).commits().contains(commit)) {
                    return false;
                }
            }
            return true;
        });
    }

    @Override
    public Slice read(JournalId journal, long afterRevision, int limit) {
        gate.enterToRead(limit);
        if (afterRevision < 0) {
            throw new IllegalArgumentException("there is no revision " + afterRevision + " to read behind");
        }
        Head head = head(journal);
        List<CommitBytes> found = new ArrayList<>();
        long size = 0;
        long last = afterRevision;
        while (last < head.revision() && found.size() < limit && size < SLICE_BYTES) {
            for (CommitBytes commit : commitsFrom(journal, last + 1)) {
                if (found.size() < limit) {
                    found.add(commit);
                    size += commit.bytes().size();
                }
                last = commit.revision();
            }
        }
        return new Slice(head, found);
    }

    private List<CommitBytes> commitsFrom(JournalId journal, long revision) {
        List<CommitBytes> batch =
                Reading.of(journal, () -> commitFile(journal, revision)).commits();
        return batch.subList((int) (revision - batch.get(0).revision()), batch.size());
    }

    /** The file that holds a revision below the head: the one of its name, or a batch that begins earlier. */
    private CommitFile commitFile(JournalId journal, long revision) throws IOException {
        try {
            return load(journal, revision);
        } catch (NoSuchFileException withinABatch) {
            long first = 0;
            for (long candidate : Reading.numbers(files, layout.journal(journal), Layout.COMMITS)) {
                first = candidate < revision ? candidate : first;
            }
            CommitFile batch = first == 0 ? null : load(journal, first);
            if (batch == null || batch.last().revision() < revision) {
                throw new CorruptStoreException(
                        "commit " + revision + " of " + journal + " is missing from " + layout.journal(journal)
                                + ", although there are later ones; expected a file that holds it, found none");
            }
            return batch;
        }
    }

    private CommitFile load(JournalId journal, long first) throws IOException {
        CommitFile found = decoded(layout.journal(journal), first);
        if (!found.journal().equals(journal)) {
            throw new CorruptStoreException("commit " + first + " in " + layout.commits(journal, first)
                    + " is misplaced: expected one of " + journal + ", found one of " + found.journal());
        }
        return found;
    }

    @Override
    public Map<JournalId, Head> heads(Collection<JournalId> journals) {
        gate.enterToRead();
        Map<JournalId, Head> found = new LinkedHashMap<>();
        for (JournalId journal : journals) {
            Head head = head(journal);
            if (!head.equals(Head.NONE)) {
                found.put(journal, head);
            }
        }
        return found;
    }

    /** The head: the known one, or what is found behind it. */
    private Head head(JournalId journal) {
        return Reading.of(journal, () -> {
            Head known = heads.get(journal);
            Head head = known == null ? lastListed(journal) : known;
            for (int probe = 1;
                    files.attributes(layout.commits(journal, head.revision() + 1))
                            .isPresent();
                    probe++) {
                head = probe < PROBES
                        ? load(journal, head.revision() + 1).last().head()
                        : lastListed(journal);
            }
            if (!head.equals(known) && !head.equals(Head.NONE)) {
                remember(journal, head);
            }
            return head;
        });
    }

    private Head lastListed(JournalId journal) throws IOException {
        long[] firsts = Reading.numbers(files, layout.journal(journal), Layout.COMMITS);
        return firsts.length == 0
                ? Head.NONE
                : load(journal, firsts[firsts.length - 1]).last().head();
    }

    private void remember(JournalId journal, Head head) {
        heads.merge(journal, head, (one, other) -> one.revision() > other.revision() ? one : other);
        layout.remember(journal);
    }

    @Override
    public List<String> kinds() {
        gate.enterToRead();
        return Reading.of(layout.journals(), () -> Reading.names(files, layout.journals())).stream()
                .filter(JournalId::isKind)
                .filter(kind -> !list(kind, "", 1).isEmpty())
                .sorted()
                .toList();
    }

    @Override
    public List<JournalId> list(String kind, String afterKey, int limit) {
        gate.enterToRead(limit);
        Path parent = layout.journals(kind);
        return Reading.of(parent, () -> keys.list(parent, afterKey, limit, directory -> key(kind, directory))).stream()
                .map(key -> new JournalId(kind, key))
                .toList();
    }

    /**
     * Which journal a directory is of. Any file says it: the last one says where the journal ends, too, which is asked next, and if that one is damaged
     * it hides the journal's name from nobody.
     */
    private Optional<String> key(String kind, Path directory) throws IOException {
        long[] firsts = Reading.numbers(files, directory, Layout.COMMITS);
        if (firsts.length == 0) {
            return Optional.empty();
        }
        try {
            CommitFile last = decoded(directory, firsts[firsts.length - 1]);
            if (last.journal().kind().equals(kind)
                    && layout.journal(last.journal()).equals(directory)) {
                remember(last.journal(), last.last().head());
                return Optional.of(last.journal().key());
            }
        } catch (CorruptStoreException damaged) {
            log.debug("The end of the journal in {} is damaged", directory, damaged);
        }
        return Optional.of(decoded(directory, firsts[0]).journal().key());
    }

    private CommitFile decoded(Path directory, long first) throws IOException {
        Path file = directory.resolve(Layout.number(first) + Layout.COMMITS);
        return CommitFile.decode(file, first, files.read(file));
    }

    @Override
    public void putSnapshot(JournalId journal, Snapshot snapshot) {
        gate.enterToWrite();
        snapshots.put(journal, snapshot);
    }

    @Override
    public Optional<Snapshot> latestSnapshot(JournalId journal, long atMostRevision) {
        gate.enterToRead();
        return Reading.of(journal, () -> snapshots.latest(journal, atMostRevision));
    }
}
