package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One journal of a store, as tests of faults write and read it: each commit is a line of text, and moves one entry of the index. */
record Journal(RegistryStore store) {
    static final JournalId ID = new JournalId("model", "flights");
    static final long BOUND_SECONDS = 60;

    /** What an append of one line asks of the store, for repeating it. */
    record Attempt(Head expected, String line) {
        private CommitBytes commit() {
            return CommitBytes.of(expected.revision() + 1, Bytes.utf8(line + "\n"));
        }

        Head head() {
            return commit().head();
        }
    }

    /** An attempt behind the head as it is now. */
    Attempt next(String line) {
        return new Attempt(head(), line);
    }

    AppendResult append(Attempt attempt) {
        return store.journals().append(ID, attempt.expected, List.of(attempt.commit()), entries(attempt.line));
    }

    /** Appends a line behind whatever is there, and insists on success. */
    Head append(String line) {
        Attempt attempt = next(line);
        assertThat(append(attempt)).isEqualTo(new AppendResult.Appended(attempt.head()));
        return attempt.head();
    }

    /** Appends a line, however often others are first. */
    void appendAgainstOthers(String line) {
        while (append(next(line)) instanceof AppendResult.Conflict) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    private static List<Change> entries(String line) {
        return List.of(
                new Change.Remove("model/flights", "shared", new Value.Text("gone")),
                new Change.Put("model/flights", "last", new Value.Text(line)),
                new Change.Put("model/flights", "shared", new Value.Text("here")));
    }

    Head head() {
        return store.journals().heads(List.of(ID)).getOrDefault(ID, Head.NONE);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (CommitBytes commit : store.journals().read(ID, 0, 10_000).commits()) {
            assertThat(commit.revision()).isEqualTo(lines.size() + 1);
            lines.add(commit.bytes().utf8().strip());
        }
        return lines;
    }

    /** Asks until the answer is yes; fails if it takes too long. */
    static void await(Callable<Boolean> question) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (!question.call()) {
            assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
