package dev.modelregistry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch of commits that can be recognised in a journal: each commit says which batch it belongs to, and which part it
 * is.
 *
 * @param writer who writes it; no white space
 * @param number which of the writer's batches
 * @param size how many commits it has
 */
record Batch(String writer, int number, int size) {
    private static final Pattern COMMIT = Pattern.compile("(\\S+) batch (\\d+) part (\\d+) of (\\d+) behind (\\d+)\n");

    /**
     * Its commits behind a head. They name the head, so another attempt behind another head has other bytes, as it
     * must.
     */
    List<CommitBytes> behind(Head head) {
        String[] texts = new String[size];
        for (int part = 1; part <= size; part++) {
            texts[part - 1] =
                    writer + " batch " + number + " part " + part + " of " + size + " behind " + head.revision();
        }
        return Commits.behind(head, texts);
    }

    /**
     * The batches of a whole journal in order. Fails unless revisions are dense, and each batch is whole and stands
     * together.
     */
    static List<Batch> allOf(List<CommitBytes> journal) {
        List<Batch> batches = new ArrayList<>();
        int next = 0;
        while (next < journal.size()) {
            Batch batch = beginningAt(journal.get(next));
            assertThat(journal.size() - next)
                    .as("parts of %s that are there behind revision %s", batch, next)
                    .isGreaterThanOrEqualTo(batch.size);
            Head head = next == 0 ? Head.NONE : journal.get(next - 1).head();
            assertThat(journal.subList(next, next + batch.size))
                    .as("the commits of %s behind revision %s", batch, next)
                    .isEqualTo(batch.behind(head));
            batches.add(batch);
            next += batch.size;
        }
        return batches;
    }

    private static Batch beginningAt(CommitBytes commit) {
        Matcher matcher = COMMIT.matcher(commit.bytes().utf8());
        assertThat(matcher.matches())
                .as("'%s' is a part of a batch", commit.bytes().utf8())
                .isTrue();
        return new Batch(matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(4)));
    }
}
