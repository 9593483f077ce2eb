package dev.modelregistry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Commits whose bytes say how they change the index, so that an index can be derived from the journals. One change is
 * one line.
 */
final class IndexCommits {
    private IndexCommits() {}

    /** @param salt tells attempts apart that change the same */
    static CommitBytes commit(long revision, String salt, List<Change> changes) {
        StringBuilder lines = new StringBuilder("index " + encode(salt) + "\n");
        for (Change change : changes) {
            if (change instanceof Put put) {
                line(lines, "put", put.entity(), put.key(), put.value());
            } else if (change instanceof Remove remove) {
                line(lines, "remove", remove.entity(), remove.key(), remove.value());
            }
        }
        return CommitBytes.of(revision, Bytes.utf8(lines.toString()));
    }

    private static void line(StringBuilder lines, String verb, String entity, String key, Value value) {
        String kind = value instanceof Value.Text ? "text" : "number";
        String written =
                value instanceof Value.Text text ? text.text() : String.valueOf(((Value.Numeric) value).number());
        lines.append(String.join(" ", verb, encode(entity), encode(key), kind, encode(written)))
                .append('\n');
    }

    /** What a commit does to the index; nothing if it is not of the kind made here. */
    static List<Change> changes(CommitBytes commit) {
        List<String> lines = commit.bytes().utf8().lines().toList();
        List<Change> changes = new ArrayList<>();
        if (lines.get(0).startsWith("index ")) {
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ", -1);
                String written = decode(words[4]);
                Value value = words[3].equals("text")
                        ? new Value.Text(written)
                        : new Value.Numeric(Double.parseDouble(written));
                changes.add(
                        words[0].equals("put")
                                ? new Put(decode(words[1]), decode(words[2]), value)
                                : new Remove(decode(words[1]), decode(words[2]), value));
            }
        }
        return changes;
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), UTF_8);
    }
}
