package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.Verification;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.journal.Kind;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what there is and says what is wrong with it, going on behind damage as far as the store can read: a journal whose very end is damaged
 * cannot be read at all, and of several damaged snapshots the latest is told. Used once, by one thread.
 */
final class Verifier {
    private static final int PAGE = 500;

    private final Engine engine;
    private final JournalStore journals;
    private final List<String> problems = new ArrayList<>();
    private final Set<Digest> checkedBlobs = new HashSet<>();
    private final IndexProblems indexProblems = new IndexProblems(problems::add);
    /** Empty where the index is derived from the journals. */
    private final Optional<IndexCheck> index;
    /** What commits rest on in other journals, each with the first that does. */
    private final Map<String, Map<Head, Commit>> restsOn = new TreeMap<>();

    private long journalsRead;
    private long commits;

    Verifier(Engine engine) {
        this.engine = engine;
        this.journals = engine.store().journals();
        this.index = engine.store().index().map(stored -> new IndexCheck(engine, stored, indexProblems));
    }

    Verification run() {
        checkJournals();
        return report();
    }

    /** Compares what there is with what there was, too. */
    Verification run(Checkpoint known) {
        checkJournals();
        known.heads()
                .forEach((id, head) -> noting(
                        "journal " + id, () -> checkHolds(id, head, "the checkpoint of " + known.time() + " has")));
        return report();
    }

    private Verification report() {
        return new Verification(journalsRead, commits, checkedBlobs.size(), problems);
    }

    private void checkJournals() {
        List<JournalId> ids = new ArrayList<>();
        noting("the list of journals", () -> ids.addAll(engine.journals().list()));
        ids.forEach(id -> noting("journal " + id, () -> checkJournal(id)));
        restsOn.forEach(this::checkBasis);
        index.ifPresent(check -> noting("the index", check::orphans));
        indexProblems.end();
        journalsRead = ids.size();
    }

    /** One commit says it all: it names the one before, and that these links hold is checked for each journal. */
    private void checkHolds(JournalId id, Head head, String whoSays) {
        Slice slice = journals.read(id, head.revision() - 1, 1);
        String expected = "; " + whoSays + " revision " + head.revision() + " (" + head.hash() + ")";
        if (slice.head().equals(Head.NONE)) {
            problems.add("journal " + id + " is gone" + expected);
        } else if (slice.commits().isEmpty()) {
            problems.add("journal " + id + " ends at revision " + slice.head().revision() + " ("
                    + slice.head().hash() + ")" + expected + ": commits were lost");
        } else {
            Digest found = slice.commits().get(0).bytes().digest();
            if (!found.equals(head.hash())) {
                problems.add("journal " + id + ", commit " + head.revision() + " has the hash " + found + expected
                        + ": history was rewritten");
            }
        }
    }

    /** A journal that cannot be read is a problem of its own. */
    private void checkBasis(String journal, Map<Head, Commit> heads) {
        heads.forEach((head, commit) -> noting(
                "journal " + journal,
                () -> checkHolds(
                        JournalId.parse(journal),
                        head,
                        "commit " + commit.revision() + " of journal " + commit.journal() + " rests on")));
    }

    private void checkJournal(JournalId id) {
        checkJournal(id, Kind.of(id));
    }

    private <S extends JournalState> void checkJournal(JournalId id, Kind<S> kind) {
        Map<Long, Snapshot> snapshots = snapshots(id);
        long head = journals.heads(List.of(id)).getOrDefault(id, Head.NONE).revision();
        @Nullable S state = kind.nothing();
        long revision = 0;
        int limit = PAGE;
        while (revision < head) {
            try {
                List<CommitBytes> page = journals.read(id, revision, limit).commits();
                if (page.isEmpty()) {
                    throw new CorruptStoreException("journal " + id + " ends at revision " + revision
                            + ", but its head is " + head + ": commits were lost");
                }
                for (CommitBytes bytes : page) {
                    state = checkCommit(id, kind, state, bytes);
                    checkSnapshot(id, kind, state, snapshots.remove(bytes.revision()));
                    revision = bytes.revision();
                }
            } catch (CorruptStoreException damaged) {
                if (limit == 1) { // this very commit cannot be read; what follows is read without a state
                    problems.add("journal " + id + ": " + damaged.getMessage());
                    state = null;
                    revision++;
                }
                limit = 1;
            }
        }
        if (state != null && IndexCheck.isIndexed(id)) {
            index.ifPresent(check -> noting("the index of journal " + id, () -> check.journal(id)));
        }
        long end = revision;
        snapshots.keySet().removeIf(at -> at <= end); // behind damage: there is nothing to compare them with
        for (Snapshot beyond : snapshots.values()) {
            problems.add("journal " + id + " ends at revision " + end
                    + ", but there is a snapshot of revision " + beyond.at().revision() + " ("
                    + beyond.at().hash() + "): commits were lost");
        }
    }

    /** The state after a commit; null from the first one on that does not fit, for then nothing can be said of the state. */
    private <S extends JournalState> @Nullable S checkCommit(
            JournalId id, Kind<S> kind, @Nullable S before, CommitBytes bytes) {
        commits++;
        Digest found = bytes.bytes().digest();
        if (!found.equals(bytes.hash())) {
            problems.add("journal " + id + ", commit " + bytes.revision() + ": its bytes have the hash " + found
                    + "; expected " + bytes.hash());
            return null;
        }
        try {
            Commit commit = CommitCodec.decode(id, bytes);
            commit.events().forEach(event -> checkBlobsOf(id, event));
            commit.basis()
                    .forEach((journal, at) -> restsOn.computeIfAbsent(journal, any -> new HashMap<>())
                            .putIfAbsent(at, commit));
            return before == null ? null : kind.fold().apply(before, commit);
        } catch (CorruptStoreException | UnsupportedFormatException broken) { // both name their place
            problems.add(String.valueOf(broken.getMessage()));
            return null;
        }
    }

    private Map<Long, Snapshot> snapshots(JournalId id) {
        Map<Long, Snapshot> found = new HashMap<>();
        noting("journal " + id, () -> {
            Optional<Snapshot> snapshot = journals.latestSnapshot(id, Long.MAX_VALUE);
            while (snapshot.isPresent()) {
                found.put(snapshot.get().at().revision(), snapshot.get());
                snapshot = journals.latestSnapshot(id, snapshot.get().at().revision() - 1);
            }
        });
        return found;
    }

    private <S extends JournalState> void checkSnapshot(
            JournalId id, Kind<S> kind, @Nullable S state, @Nullable Snapshot snapshot) {
        if (snapshot == null || state == null || kind.snapshots().isEmpty()) {
            return;
        }
        noting("journal " + id, () -> {
            Kind.Snapshots<S> codec = kind.snapshots().get();
            Snapshot expected = codec.encode().apply(state);
            if (codec.decode().apply(snapshot).isPresent() && !snapshot.equals(expected)) {
                problems.add("journal " + id + ": the snapshot at revision "
                        + snapshot.at().revision() + " has hash "
                        + snapshot.state().digest() + "; a replay gives "
                        + expected.state().digest());
            }
        });
    }

    private void checkBlobsOf(JournalId id, RegistryEvent event) {
        noting(NamedBlob.place(id, event), () -> NamedBlob.of(engine, id, event).forEach(blob -> checkBlob(id, blob)));
    }

    private void checkBlob(JournalId id, NamedBlob blob) {
        if (!checkedBlobs.add(blob.digest())) {
            return;
        }
        noting(blob.what(), () -> {
            try (InputStream content = open(id, blob)) {
                content.transferTo(OutputStream.nullOutputStream());
            } catch (NotFoundException gone) {
                if (blob.isReleased(engine.state(id, Freshness.latest()))) {
                    checkedBlobs.remove(blob.digest()); // something else may need it
                } else {
                    problems.add(blob.what() + " is gone: no blob " + blob.digest());
                }
            } catch (IOException broken) {
                problems.add(blob.what() + ": blob " + blob.digest() + " cannot be read: " + broken);
            }
        });
    }

    /** What is not needed any more stays in the trash if it is there. */
    private InputStream open(JournalId id, NamedBlob blob) {
        try {
            return engine.blobs().open(blob.digest());
        } catch (NotFoundException missing) {
            if (blob.isReleased(engine.state(id, Freshness.latest()))) {
                throw missing;
            }
            return engine.named(blob.digest(), blobs -> blobs.open(blob.digest()));
        }
    }

    private void noting(String what, Runnable check) {
        try {
            check.run();
        } catch (StoreUnavailableException | RegistryClosedException notChecked) {
            throw notChecked; // that it cannot be read now does not mean that it is damaged
        } catch (RegistryException problem) {
            problems.add(what + ": " + problem.getMessage());
        }
    }
}
