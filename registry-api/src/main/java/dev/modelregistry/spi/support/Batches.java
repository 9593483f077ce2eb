package dev.modelregistry.spi.support;

import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;

/** What {@link dev.modelregistry.spi.JournalStore#append} asks of its caller. */
public final class Batches {
    private Batches() {}

    /**
     * A copy of the batch, so that what was checked is what is kept.
     *
     * @throws IllegalArgumentException if there is no commit, the revisions do not follow the head, or a commit has a wrong hash, no line
     *     feed at its end or more than {@link CommitBytes#MAX_SIZE}
     */
    public static List<CommitBytes> checked(JournalId journal, Head expected, List<CommitBytes> commits) {
        List<CommitBytes> batch = List.copyOf(commits);
        if (batch.isEmpty() || expected.revision() < 0) {
            throw new IllegalArgumentException("a batch of " + batch.size() + " commits behind revision "
                    + expected.revision() + " of " + journal + "; expected one or more behind revision 0 or later");
        }
        long revision = expected.revision();
        for (CommitBytes commit : batch) {
            check(journal, commit, ++revision);
        }
        return batch;
    }

    private static void check(JournalId journal, CommitBytes commit, long revision) {
        if (commit.revision() != revision) {
            throw new IllegalArgumentException(
                    "commit " + commit.revision() + " of " + journal + " should be " + revision);
        }
        byte[] bytes = commit.bytes().array();
        if (bytes.length == 0 || bytes.length > CommitBytes.MAX_SIZE || bytes[bytes.length - 1] != '\n') {
            throw new IllegalArgumentException("commit " + revision + " of " + journal + " has " + bytes.length
                    + " bytes; it should have 1 to " + CommitBytes.MAX_SIZE + " and end with a line feed");
        }
        if (!commit.hash().equals(commit.bytes().digest())) {
            throw new IllegalArgumentException(
                    "commit " + revision + " of " + journal + " does not have the hash " + commit.hash());
        }
    }
}
