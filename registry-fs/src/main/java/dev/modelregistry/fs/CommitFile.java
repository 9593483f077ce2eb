package dev.modelregistry.fs;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The content of a journal file: the commits of one batch as they are, then a trailer line for each. A reader needs no knowledge of
 * commits: the last line says how many there are, the trailers say how long each is and what its hash must be.
 *
 * @param journal the journal that the trailers name
 * @param commits one or more, with revisions that follow each other
 */
record CommitFile(JournalId journal, List<CommitBytes> commits) {
    private static final int TRAILER = 256; // about

    CommitBytes last() {
        return commits.get(commits.size() - 1);
    }

    byte[] encode() {
        int size = commits.stream()
                .mapToInt(commit -> commit.bytes().size() + TRAILER)
                .reduce(0, Math::addExact);
        ByteArrayOutputStream file = new ByteArrayOutputStream(size);
        commits.forEach(commit -> file.writeBytes(commit.bytes().array()));
        commits.forEach(commit -> file.writeBytes(new Line()
                .put("journal", journal.toString())
                .put("revision", commit.revision())
                .put("bytes", commit.bytes().size())
                .put("sha256", commit.hash().hex())
                .bytes()));
        return file.toByteArray();
    }

    /**
     * Reads a file's content, checking every byte of it.
     *
     * @param file its path, for messages
     * @param first its first revision, by its name
     * @throws CorruptStoreException if this is not what {@link #encode} gives
     */
    static CommitFile decode(Path file, long first, byte[] content) {
        Deque<Line> trailers = new ArrayDeque<>();
        int start = content.length;
        try {
            do {
                int end = start;
                start = Line.startBefore(content, end);
                trailers.addFirst(Line.parse(Arrays.copyOfRange(content, start, end)));
            } while (trailers.getFirst().number("revision") > first);
            return decode(file, first, Arrays.copyOf(content, start), List.copyOf(trailers));
        } catch (IllegalArgumentException | InvalidInputException malformed) {
            String expected = trailers.isEmpty()
                    ? "it should end with a trailer"
                    : "it ends with " + trailers.getLast() + " and should have a trailer of commit " + first
                            + " before it";
            throw new CorruptStoreException(
                    "commit " + first + " in " + file + " is damaged: " + expected + ", but of the line at byte "
                            + start + ": " + malformed.getMessage() + "; restore the file from a backup",
                    malformed);
        }
    }

    private static CommitFile decode(Path file, long first, byte[] content, List<Line> trailers) {
        JournalId journal = JournalId.parse(trailers.get(0).text("journal"));
        List<CommitBytes> commits = new ArrayList<>(trailers.size());
        long from = 0;
        for (Line trailer : trailers) {
            long revision = first + commits.size();
            long end = from + trailer.number("bytes");
            if (trailer.number("revision") != revision
                    || !trailer.text("journal").equals(journal.toString())
                    || end > content.length) {
                throw new CorruptStoreException(
                        "commit " + revision + " in " + file + " is damaged: its trailer does not fit, " + trailer);
            }
            CommitBytes commit = CommitBytes.of(revision, Bytes.of(Arrays.copyOfRange(content, (int) from, (int) end)));
            Digest expected = trailer.digest("sha256");
            if (!commit.hash().equals(expected)) {
                throw new CorruptStoreException("commit " + revision + " in " + file + " is damaged: expected "
                        + expected + ", found " + commit.hash() + "; restore the file from a backup");
            }
            commits.add(commit);
            from = end;
        }
        if (from != content.length) {
            throw new CorruptStoreException("commit " + first + " in " + file + " is damaged: its trailers speak of "
                    + from + " bytes, there are " + content.length);
        }
        return new CommitFile(journal, List.copyOf(commits));
    }
}
