package dev.modelregistry.retention;

import static dev.modelregistry.retention.RetentionPlan.Action.ARCHIVE;
import static dev.modelregistry.retention.RetentionPlan.Action.EXPIRE;
import static dev.modelregistry.retention.RetentionPlan.Action.KEEP;
import static dev.modelregistry.retention.RetentionPlan.Action.VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.retention.RetentionPlan.Action;
import dev.modelregistry.retention.RetentionPlan.Item;
import dev.modelregistry.retention.RetentionPlan.RunItem;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {
    private static Item item(int number, Action action, long bytes, String... reasons) {
        return new Item(
                ModelName.of("flights"),
                number,
                SemanticVersion.of(number, 0, 0),
                action,
                List.of(reasons),
                new TreeSet<>(List.of("nightly")),
                bytes);
    }

    private final RetentionPlan plan = new RetentionPlan(
            List.of(
                    item(1, EXPIRE, 10, "older than 30 days (policy 'nightly')"),
                    item(2, EXPIRE, 20, "older than 30 days (policy 'nightly')"),
                    item(3, KEEP, 30, "held since 2026 by bob (case | 7\nof 9)", "tagged a\\b (policy 'nightly')")),
            List.of(
                    new RunItem(
                            RunId.parse("flights/r7"), EXPIRE, List.of("old"), new TreeSet<>(List.of("nightly")), 5),
                    new RunItem(
                            RunId.parse("flights/r8"),
                            KEEP,
                            List.of("made version 3, which stays"),
                            new TreeSet<>(),
                            6)),
            15);

    @Test
    void sumsUpByAction() {
        assertThat(plan.items(EXPIRE)).extracting(Item::number).containsExactly(1, 2);
        assertThat(plan.bytes(EXPIRE)).isEqualTo(30);
        assertThat(plan.bytes(KEEP)).isEqualTo(30);
        assertThat(plan.items(ARCHIVE)).isEmpty();
        assertThat(plan.bytes(VIOLATION)).isZero();
        assertThat(plan)
                .hasToString(
                        "1 keep (30 bytes), 0 archive (0 bytes), 2 expire (30 bytes), 0 violation (0 bytes); 1 of 2 runs"
                                + " expire; expiry frees 15 bytes");
        assertThat(plan.runs(EXPIRE)).extracting(run -> run.run().toString()).containsExactly("flights/r7");
        assertThat(plan.runs().get(0)).hasToString("EXPIRE run flights/r7 (5 bytes): old");
        assertThat(RetentionPlan.EMPTY)
                .hasToString(
                        "0 keep (0 bytes), 0 archive (0 bytes), 0 expire (0 bytes), 0 violation (0 bytes); expiry frees"
                                + " 0 bytes");
        assertThat(plan.items().get(0))
                .hasToString("EXPIRE flights v1.0.0 (number 1, 10 bytes): older than 30 days (policy 'nightly')");
    }

    @Test
    void isATableForPeople() {
        assertThat(plan.toMarkdown()).isEqualTo("""
                | action | what | bytes | why |
                |---|---|---:|---|
                | expire | flights v1.0.0 (1) | 10 | older than 30 days (policy 'nightly') |
                | expire | flights v2.0.0 (2) | 20 | older than 30 days (policy 'nightly') |
                | keep | flights v3.0.0 (3) | 30 | held since 2026 by bob (case \\| 7 of 9); tagged a\\\\b (policy 'nightly') |
                | expire | run flights/r7 | 5 | old |
                | keep | run flights/r8 | 6 | made version 3, which stays |

                1 keep (30 bytes), 0 archive (0 bytes), 2 expire (30 bytes), 0 violation (0 bytes); 1 of 2 runs expire; expiry frees 15 bytes
                """);
    }
}
