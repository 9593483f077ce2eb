package dev.modelregistry.core;

import dev.modelregistry.Copied;
import dev.modelregistry.Freshness;
import dev.modelregistry.Verification;
import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.journal.Appending;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Copies a registry's history into another one. Each journal goes on where the target's ends, whoever brought it there: that makes a copy
 * resumable, and lets several run at once. Used once, by one thread.
 */
final class Copier {
    /** A batch is one transaction, or one file that is read as a whole ever after: these keep it small. */
    private static final int MAX_COMMITS = 100;

    private static final int MAX_BYTES = 256 << 10;
    private static final int MAX_ENTRIES = 10_000;
    private static final int PROBLEMS_TOLD = 3;

    private final Engine source;
    private final Engine target;
    private final boolean indexed;
    /** What is erased in each journal of which anything is. */
    private final SortedMap<JournalId, Set<Erasable>> erased = new TreeMap<>();

    /** What copied commits rest on: the furthest of each journal. */
    private final SortedMap<JournalId, Head> basis = new TreeMap<>();

    private long journals;
    private long commits;
    private long blobs;
    private long bytes;

    Copier(Engine source, Engine target) {
        this.source = source;
        this.target = target;
        this.indexed = target.store().index().isPresent();
    }

    Copied run() {
        target.journals().heads().forEach(this::requireSameHistory); // before anything is written
        SortedMap<JournalId, Head> ends = source.journals().heads();
        // The rules first: a copy that stops half-way must have no models without them.
        Comparator<JournalId> rulesFirst = Comparator.comparing(journal -> !journal.equals(JournalId.SETTINGS));
        ends.keySet().stream()
                .sorted(rulesFirst.thenComparing(Comparator.naturalOrder()))
                .forEach(journal -> copy(journal, ends.getOrDefault(journal, Head.NONE)));
        // Models rest on release sets, and those on models: what was decided while this was copied comes, too.
        for (SortedMap<JournalId, Head> more = beyond(ends); !more.isEmpty(); more = beyond(ends)) {
            ends.putAll(more);
            more.forEach(this::copy);
        }
        checkHeads(ends);
        new Eraser(target, any -> true).endAll(erased); // what the source erased since it was copied
        return new Copied(journals, commits, blobs, bytes, verify());
    }

    private void copy(JournalId journal, Head end) {
        new JournalCopy<>(journal, Kind.of(journal)).run(end);
    }

    /** What copied commits rest on that lies behind these ends. */
    private SortedMap<JournalId, Head> beyond(SortedMap<JournalId, Head> ends) {
        SortedMap<JournalId, Head> more = new TreeMap<>(basis);
        more.entrySet()
                .removeIf(each -> each.getValue().revision()
                        <= ends.getOrDefault(each.getKey(), Head.NONE).revision());
        return more;
    }

    /** Asked with a head of the target that was read before: then whatever the target has by a copy, the source has too. */
    private void requireSameHistory(JournalId journal, Head there) {
        if (there.equals(Head.NONE)) {
            return;
        }
        Slice slice = source.store().journals().read(journal, there.revision() - 1, 1);
        Head here = slice.commits().isEmpty()
                ? slice.head()
                : slice.commits().get(0).head();
        if (!here.equals(there)) {
            throw new ConflictException("journal " + journal + ": the target " + target.location() + " has revision "
                    + there.revision() + " (" + there.hash() + "), but the source " + source.location()
                    + (here.revision() < there.revision() ? " ends at revision " : " has revision ") + here.revision()
                    + " (" + here.hash() + "). The target has a history of its own: choose an empty target");
        }
    }

    private void checkHeads(SortedMap<JournalId, Head> ends) {
        SortedMap<JournalId, Head> found = target.journals().heads();
        found.forEach(this::requireSameHistory);
        ends.forEach((journal, end) -> {
            Head there = found.getOrDefault(journal, Head.NONE);
            if (there.revision() < end.revision()) {
                throw new CorruptStoreException("journal " + journal + " of " + target.location() + " ends at revision "
                        + there.revision() + " (" + there.hash() + ") after " + end.revision() + " (" + end.hash()
                        + ") was copied: commits were lost");
            }
        });
    }

    private Verification verify() {
        Verification found = new Verifier(target).run();
        if (!found.isIntact()) {
            List<String> problems = found.problems();
            int told = Math.min(PROBLEMS_TOLD, problems.size());
            throw new CorruptStoreException("everything was copied, but the verification of " + target.location()
                    + " found " + problems.size() + " problems: " + String.join("; ", problems.subList(0, told))
                    + (told < problems.size() ? "; …" : "") + ". Choose another target");
        }
        return found;
    }

    private void copyBlob(NamedBlob blob, InFlight inFlight) {
        blob.copy(source, inFlight).ifPresent(stored -> {
            blobs++;
            bytes += stored.size();
        });
    }

    /** One journal on its way: how far the target has it, and the batch that comes next. */
    private final class JournalCopy<S extends JournalState> {
        private final JournalId id;
        private final Kind<S> kind;
        private final List<CommitBytes> batch = new ArrayList<>();
        private final List<NamedBlob> blobsOfBatch = new ArrayList<>();
        private final List<Change> entries = new ArrayList<>();
        private InFlight inFlight = new InFlight(target);
        private long size;
        /** Where the target's journal ends. */
        private S there;
        /** Behind the batch. */
        private S next;
        /** Where the source was when it was last asked, with all that it had erased until then. */
        private JournalState latest;
        /** How far to copy. */
        private Head goal = Head.NONE;

        JournalCopy(JournalId id, Kind<S> kind) {
            this.id = id;
            this.kind = kind;
            this.there = endOfTarget();
            this.next = there;
            this.latest = there;
        }

        private S endOfTarget() {
            Head head = target.store().journals().heads(List.of(id)).getOrDefault(id, Head.NONE);
            requireSameHistory(id, head);
            return source.journals().stateAt(id, kind, head.revision());
        }

        void run(Head end) {
            long before = commits;
            goal = end;
            if (there.head().revision() < end.revision()) {
                latest = latest();
            }
            while (there.head().revision() < goal.revision()) {
                for (CommitBytes commit : page(goal)) {
                    if (commit.revision() != next.head().revision() + 1) {
                        break; // another copy has gone ahead
                    }
                    add(commit);
                    if (size >= MAX_BYTES || entries.size() >= MAX_ENTRIES) {
                        flush();
                    }
                }
                flush();
            }
            journals += commits > before ? 1 : 0;
            target.journals().snapshotIfDue(id, kind, there);
            there.erasures()
                    .forEach((key, entry) ->
                            erased.computeIfAbsent(id, any -> new TreeSet<>()).add(key));
        }

        private JournalState latest() {
            return source.journals().of(id).state(Freshness.latest());
        }

        /** What is not needed any more is not copied, and then the commit that says so must be: else it would be missed in the target. */
        private void copyIfNeeded(NamedBlob blob) {
            if (!blob.isReleased(latest)) {
                try {
                    copyBlob(blob, inFlight);
                    blobsOfBatch.add(blob);
                    return;
                } catch (CorruptStoreException gone) {
                    latest = latest();
                    if (!blob.isReleased(latest)) {
                        throw gone;
                    }
                }
            }
            goal = latest.head().revision() > goal.revision() ? latest.head() : goal;
        }

        private List<CommitBytes> page(Head end) {
            long revision = there.head().revision();
            int limit = (int) Math.min(MAX_COMMITS, end.revision() - revision);
            List<CommitBytes> page =
                    source.store().journals().read(id, revision, limit).commits();
            if (page.isEmpty()) {
                throw new CorruptStoreException("journal " + id + " of " + source.location() + " ends at revision "
                        + revision + ", but its head was " + end.revision() + " (" + end.hash()
                        + "): commits were lost");
            }
            return page;
        }

        /** Takes a commit into the batch once the target has all that it names. */
        private void add(CommitBytes commit) {
            Commit decoded = CommitCodec.decode(id, commit);
            S after = kind.fold().apply(next, decoded);
            for (RegistryEvent event : decoded.events()) {
                NamedBlob.of(source, id, event).forEach(this::copyIfNeeded);
            }
            if (indexed) {
                entries.addAll(source.entries(next, after, decoded));
            }
            decoded.basis()
                    .forEach((journal, head) -> basis.merge(
                            JournalId.parse(journal),
                            head,
                            (one, other) -> one.revision() < other.revision() ? other : one));
            batch.add(commit);
            size += commit.bytes().size();
            next = after;
        }

        /** A conflict means that the target's journal has grown, and by a copy it cannot grow for ever. */
        private void flush() {
            if (batch.isEmpty()) {
                return;
            }
            inFlight.renewIfOld();
            AppendResult result;
            try {
                result = Appending.append(
                        target.store().journals(), id, there.head(), List.copyOf(batch), List.copyOf(entries));
            } finally {
                target.journals().doubt(id);
            }
            if (result instanceof AppendResult.Appended) {
                target.committed(id);
                List.copyOf(blobsOfBatch)
                        .forEach(this::copyIfNeeded); // another copy may have ended the same bytes meanwhile
                commits += batch.size();
                bytes += size;
                there = next;
            } else {
                there = endOfTarget();
                next = there;
            }
            batch.clear();
            blobsOfBatch.clear();
            entries.clear();
            inFlight = new InFlight(target);
            size = 0;
        }
    }
}
