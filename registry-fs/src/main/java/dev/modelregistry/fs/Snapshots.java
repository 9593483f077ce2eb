package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Snapshots beside the journals that they were derived from. Any of them may be deleted by hand at any time. */
final class Snapshots {
    private final FileOps files;
    private final Layout layout;
    private final Publisher publisher;

    Snapshots(FileOps files, Layout layout, Publisher publisher) {
        this.files = files;
        this.layout = layout;
        this.publisher = publisher;
    }

    void put(JournalId journal, Snapshot snapshot) {
        long revision = snapshot.at().revision();
        String what = "snapshot " + revision + " of " + journal;
        try {
            publisher.publish(
                    new SealedFile(snapshot.state(), trailer(journal, snapshot.at())).encode(),
                    layout.snapshot(journal, revision),
                    what);
        } catch (OutcomeUnknownException visibleAtMost) {
            throw new StoreUnavailableException(
                    what + " may not have been kept; the journal has it all", visibleAtMost);
        }
    }

    private static Digest commit(SealedFile found, long revision, Path file) {
        try {
            return found.trailer().digest("commit");
        } catch (InvalidInputException | IllegalArgumentException malformed) {
            throw new CorruptStoreException(
                    "snapshot " + revision + " in " + file + " has a trailer that no snapshot has: " + found.trailer(),
                    malformed);
        }
    }

    private static Line trailer(JournalId journal, Head at) {
        return new Line()
                .put("snapshot", journal.toString())
                .put("revision", at.revision())
                .put("commit", at.hash().hex());
    }

    Optional<Snapshot> latest(JournalId journal, long atMostRevision) throws IOException {
        long[] revisions = Reading.numbers(files, layout.snapshots(journal), Layout.SNAPSHOT);
        for (int i = revisions.length - 1; i >= 0; i--) {
            Optional<Snapshot> found = revisions[i] <= atMostRevision ? load(journal, revisions[i]) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Reads a snapshot; empty if it was deleted meanwhile. */
    private Optional<Snapshot> load(JournalId journal, long revision) throws IOException {
        Path file = layout.snapshot(journal, revision);
        byte[] content;
        try {
            content = files.read(file);
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        }
        SealedFile found = SealedFile.decode("snapshot", "snapshot " + revision, file, content);
        Head at = new Head(revision, commit(found, revision, file));
        Line expected = trailer(journal, at);
        if (!found.trailer().equals(expected)) {
            throw new CorruptStoreException("snapshot " + revision + " in " + file + " is misplaced: expected "
                    + expected + ", found " + found.trailer());
        }
        return Optional.of(new Snapshot(at, found.content()));
    }
}
