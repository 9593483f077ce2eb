package dev.modelregistry.core.memory;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.support.Batches;
import dev.modelregistry.spi.support.Gate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Journals as lists under one lock, which is what makes an append a single instant to everybody else. Thread-safe. */
final class MemoryJournals implements JournalStore {
    private final Gate gate;
    /** Kind → key → journal, in the order that {@link #list} promises. Guarded by this. */
    private final Map<String, NavigableMap<String, Journal>> journals = new HashMap<>();

    MemoryJournals(Gate gate) {
        this.gate = gate;
    }

    /** Commit r stands at index r - 1. */
    private record Journal(List<CommitBytes> commits, NavigableMap<Long, Snapshot> snapshots) {
        Journal() {
            this(new ArrayList<>(), new TreeMap<>());
        }

        Head head() {
            return headAt(commits.size());
        }

        Head headAt(int revision) {
            return revision == 0 ? Head.NONE : commits.get(revision - 1).head();
        }

        boolean holds(List<CommitBytes> batch, Head expected) {
            long end = expected.revision() + batch.size();
            if (end > commits.size()) {
                return false;
            }
            int start = (int) expected.revision();
            return headAt(start).equals(expected)
                    && commits.subList(start, (int) end).equals(batch);
        }
    }

    @Override
    public synchronized AppendResult append(
            JournalId id, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
        gate.enterToRead();
        List<CommitBytes> batch = Batches.checked(id, expected, commits);
        Journal journal = find(id).orElseGet(Journal::new);
        if (journal.head().equals(expected)) {
            journal.commits.addAll(batch);
            journals.computeIfAbsent(id.kind(), kind -> new TreeMap<>(Bytes.UTF8_ORDER))
                    .put(id.key(), journal);
        } else if (!journal.holds(batch, expected)) {
            return new AppendResult.Conflict(journal.head());
        }
        return new AppendResult.Appended(batch.get(batch.size() - 1).head());
    }

    @Override
    public synchronized Slice read(JournalId id, long afterRevision, int limit) {
        gate.enterToRead(limit);
        if (afterRevision < 0) {
            throw new IllegalArgumentException(
                    "revision " + afterRevision + " to read behind is negative; 0 begins at the first");
        }
        Journal journal = find(id).orElseGet(Journal::new);
        int size = journal.commits.size();
        int start = (int) Math.min(afterRevision, size);
        int end = (int) Math.min((long) start + limit, size);
        return new Slice(journal.head(), journal.commits.subList(start, end));
    }

    @Override
    public synchronized Map<JournalId, Head> heads(Collection<JournalId> ids) {
        gate.enterToRead();
        Map<JournalId, Head> heads = new HashMap<>();
        for (JournalId id : ids) {
            find(id).map(Journal::head).filter(head -> head.revision() > 0).ifPresent(head -> heads.put(id, head));
        }
        return heads;
    }

    @Override
    public synchronized List<String> kinds() {
        gate.enterToRead();
        return journals.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized List<JournalId> list(String kind, String afterKey, int limit) {
        gate.enterToRead(limit);
        return journals.getOrDefault(kind, new TreeMap<>(Bytes.UTF8_ORDER)).tailMap(afterKey, false).keySet().stream()
                .limit(limit)
                .map(key -> new JournalId(kind, key))
                .toList();
    }

    /** A snapshot of a journal that does not exist could never count, so it is dropped, as any snapshot may be. */
    @Override
    public synchronized void putSnapshot(JournalId id, Snapshot snapshot) {
        gate.enterToRead();
        find(id).ifPresent(
                        journal -> journal.snapshots.putIfAbsent(snapshot.at().revision(), snapshot));
    }

    @Override
    public synchronized Optional<Snapshot> latestSnapshot(JournalId id, long atMostRevision) {
        gate.enterToRead();
        return find(id).map(journal -> journal.snapshots.floorEntry(atMostRevision))
                .map(Map.Entry::getValue);
    }

    private Optional<Journal> find(JournalId id) {
        return Optional.ofNullable(journals.getOrDefault(id.kind(), new TreeMap<>(Bytes.UTF8_ORDER))
                .get(id.key()));
    }
}
