package dev.modelregistry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import java.util.ArrayList;
import java.util.List;

/** Commits of the suite's own making, and the few things that nearly every test does with them. */
final class Commits {
    private Commits() {}

    static CommitBytes commit(long revision, String text) {
        return CommitBytes.of(revision, Bytes.utf8(text + "\n"));
    }

    /** One commit for each text, with the revisions that follow the head. */
    static List<CommitBytes> behind(Head head, String... texts) {
        List<CommitBytes> batch = new ArrayList<>();
        for (String text : texts) {
            batch.add(commit(head.revision() + 1 + batch.size(), text));
        }
        return List.copyOf(batch);
    }

    /** Appends one batch and insists on success. */
    static Head append(JournalStore journals, JournalId journal, Head expected, String... texts) {
        return append(journals, journal, expected, behind(expected, texts));
    }

    static Head append(JournalStore journals, JournalId journal, Head expected, List<CommitBytes> batch) {
        AppendResult result = journals.append(journal, expected, batch, List.of());
        assertThat(result)
                .as("append to %s behind its head %s", journal, expected)
                .isEqualTo(new AppendResult.Appended(batch.get(batch.size() - 1).head()));
        return batch.get(batch.size() - 1).head();
    }

    /** Appends each text as a batch of its own. */
    static Head appendEach(JournalStore journals, JournalId journal, Head expected, String... texts) {
        Head head = expected;
        for (String text : texts) {
            head = append(journals, journal, head, text);
        }
        return head;
    }

    static Head head(JournalStore journals, JournalId journal) {
        return journals.heads(List.of(journal)).getOrDefault(journal, Head.NONE);
    }

    /**
     * The whole journal, slice by slice until one is empty. A store that gives the same slice for ever is stopped by
     * the check.
     */
    static List<CommitBytes> readAll(JournalStore journals, JournalId journal) {
        List<CommitBytes> all = new ArrayList<>();
        while (true) {
            Slice slice = journals.read(journal, all.size(), 1_000);
            if (slice.commits().isEmpty()) {
                return all;
            }
            for (CommitBytes commit : slice.commits()) {
                assertThat(commit.revision())
                        .as("revisions of %s are dense and in order", journal)
                        .isEqualTo(all.size() + 1);
                all.add(commit);
            }
        }
    }

    static List<String> texts(List<CommitBytes> commits) {
        return commits.stream()
                .map(commit -> commit.bytes().utf8().stripTrailing())
                .toList();
    }
}
