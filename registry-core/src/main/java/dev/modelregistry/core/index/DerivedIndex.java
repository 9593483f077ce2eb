package dev.modelregistry.core.index;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index in memory over the journals of a store that has none. Before it answers it asks for the heads of all journals and reads what is
 * new, so an answer includes every append that returned before. Thread-safe.
 */
public final class DerivedIndex implements IndexStore {
    private static final int PAGE = 500;
    /** A store may have to look at all names for each page of them. */
    private static final int NAMES = 50_000;
    /** An image is kept when so many commits are in none, */
    private static final int KEEP_AFTER = 1_000;
    /** and they are such a part of all: what images cost is a constant share of what reading costs. */
    private static final int KEEP_PART = 8;

    private final JournalStore journals;
    private final List<String> kinds;
    private final Source source;
    private final KeptImage kept;
    private Map<JournalId, Head> seen = new HashMap<>();
    private Entries entries = new Entries();
    /** How many commits were read that no image has. */
    private long unkept;

    private long refreshed;
    private volatile boolean doubted = true;
    private boolean wasRead;

    /** What a commit does to the index. */
    public interface Source {
        /** The changes in their order. A journal is begun where an image ends, or once more at its first commit, and goes on in turn. */
        List<Change> changes(JournalId journal, CommitBytes commit);
    }

    /**
     * An index that reads its journals when it is first asked.
     *
     * @param kinds the kinds of journals to read
     */
    public DerivedIndex(RegistryStore store, List<String> kinds, Source source) {
        this.journals = store.journals();
        this.kinds = List.copyOf(kinds);
        this.source = source;
        this.kept = new KeptImage(store);
    }

    /** Reads what is new unless that was done in the last so many nanoseconds; what is asked of the answer reads nothing. */
    public synchronized IndexStore refreshed(long maxAgeNanos) {
        if (doubted || System.nanoTime() - refreshed >= maxAgeNanos) {
            refresh();
        }
        return new Known();
    }

    /** What was read when it last could be; empty if it never could. */
    public synchronized Optional<IndexStore> known() {
        return wasRead ? Optional.of(new Known()) : Optional.empty();
    }

    /** Reads all journals again, whatever was known or kept; if that fails, what was known stays. */
    public synchronized void deriveAnew() {
        Map<JournalId, Head> seenBefore = seen;
        Entries before = entries;
        seen = new HashMap<>();
        entries = new Entries();
        try {
            heads().forEach(this::catchUp);
        } catch (RuntimeException | Error failed) {
            seen = seenBefore;
            entries = before;
            throw failed;
        }
        wasRead = true;
        unkept = 0;
        kept.replace(seen, entries);
    }

    /** Has the next question look for what is new, whatever it would do with. */
    public void doubt() {
        doubted = true;
    }

    private IndexStore refreshed() {
        return refreshed(0);
    }

    @Override
    public Slice walk(Walk walk) {
        return refreshed().walk(walk);
    }

    @Override
    public List<Integer> counts(List<Condition.Has> conditions, int atMost) {
        return refreshed().counts(conditions, atMost);
    }

    @Override
    public Map<String, List<Value>> values(String key, List<String> entities) {
        return refreshed().values(key, entities);
    }

    @Override
    public Map<String, List<Entry>> entries(List<String> entities) {
        return refreshed().entries(entities);
    }

    @Override
    public List<String> entities(String prefix, String after, int limit) {
        return refreshed().entities(prefix, after, limit);
    }

    @Override
    public boolean amend(JournalId journal, Head head, List<Change> changes) {
        return refreshed().amend(journal, head, changes);
    }

    /** What was read until now. */
    private final class Known implements IndexStore {
        @Override
        public Slice walk(Walk walk) {
            requireLimit(walk.limit());
            synchronized (DerivedIndex.this) {
                return entries.walk(walk);
            }
        }

        @Override
        public List<Integer> counts(List<Condition.Has> conditions, int atMost) {
            requireLimit(atMost);
            synchronized (DerivedIndex.this) {
                return conditions.stream()
                        .map(condition -> entries.count(condition, atMost))
                        .toList();
            }
        }

        @Override
        public Map<String, List<Value>> values(String key, List<String> entities) {
            synchronized (DerivedIndex.this) {
                return entries.values(key, entities);
            }
        }

        @Override
        public Map<String, List<Entry>> entries(List<String> entities) {
            synchronized (DerivedIndex.this) {
                return entries.entries(entities);
            }
        }

        @Override
        public List<String> entities(String prefix, String after, int limit) {
            requireLimit(limit);
            synchronized (DerivedIndex.this) {
                return entries.entities(prefix, after, limit);
            }
        }

        @Override
        public boolean amend(JournalId journal, Head head, List<Change> changes) {
            synchronized (DerivedIndex.this) {
                boolean still = seen.getOrDefault(journal, Head.NONE).equals(head);
                if (still) {
                    changes.forEach(entries::apply);
                }
                return still;
            }
        }
    }

    private static void requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 or more");
        }
    }

    private void refresh() {
        long now = System.nanoTime();
        doubted = false;
        try {
            Optional<Image> image = seen.isEmpty() ? kept.read() : Optional.empty();
            Map<JournalId, Head> heads = heads(); // asked behind it, so that they are not older
            image.filter(any -> fits(any.heads(), heads)).ifPresent(this::goOnFrom);
            heads.forEach(this::catchUp);
            refreshed = now;
            wasRead = true;
            keepIfDue();
        } catch (RuntimeException | Error failed) {
            doubted = true;
            throw failed;
        }
    }

    /** Whether the journals hold what an image was made of. */
    private boolean fits(Map<JournalId, Head> imaged, Map<JournalId, Head> actual) {
        return imaged.entrySet().stream()
                .allMatch(known -> holds(known.getKey(), known.getValue(), actual.get(known.getKey())));
    }

    private boolean holds(JournalId journal, Head known, @Nullable Head actual) {
        if (actual == null || actual.revision() <= known.revision()) {
            return known.equals(actual);
        }
        List<CommitBytes> commit =
                journals.read(journal, known.revision() - 1, 1).commits();
        return !commit.isEmpty() && commit.get(0).head().equals(known);
    }

    private void goOnFrom(Image image) {
        seen.putAll(image.heads());
        entries = image.entries();
    }

    private void keepIfDue() {
        if (unkept >= KEEP_AFTER && unkept * KEEP_PART >= read()) {
            unkept = 0; // also where it cannot be kept
            kept.replace(seen, entries);
        }
    }

    /** How many commits were read, by this process or another one. */
    private long read() {
        return seen.values().stream().mapToLong(Head::revision).sum();
    }

    private Map<JournalId, Head> heads() {
        Map<JournalId, Head> heads = new LinkedHashMap<>();
        kinds.forEach(kind -> heads.putAll(journals.heads(journals(kind))));
        return heads;
    }

    private List<JournalId> journals(String kind) {
        List<JournalId> all = new ArrayList<>();
        List<JournalId> page;
        do {
            page = journals.list(
                    kind, all.isEmpty() ? "" : all.get(all.size() - 1).key(), NAMES);
            all.addAll(page);
        } while (page.size() == NAMES);
        return all;
    }

    private void catchUp(JournalId journal, Head head) {
        Head known = seen.getOrDefault(journal, Head.NONE);
        while (seen.getOrDefault(journal, Head.NONE).revision() < head.revision()) {
            readMore(journal);
        }
        boolean wentBack = head.revision() < known.revision();
        if (wentBack || (head.revision() == known.revision() && !head.equals(known))) {
            throw new CorruptStoreException("journal " + journal + " ends at revision " + head.revision() + " ("
                    + head.hash() + "), after revision " + known.revision() + " (" + known.hash()
                    + ") was read: the store was put back or replaced; close the registry and open it again");
        }
    }

    private void readMore(JournalId journal) {
        long after = seen.getOrDefault(journal, Head.NONE).revision();
        List<CommitBytes> page = journals.read(journal, after, PAGE).commits();
        if (page.isEmpty()) {
            throw new CorruptStoreException("journal " + journal + " has nothing behind revision " + after
                    + ", but its head is further: commits are missing");
        }
        for (CommitBytes commit : page) {
            source.changes(journal, commit).forEach(entries::apply);
            seen.put(journal, commit.head());
            unkept++;
        }
    }
}
