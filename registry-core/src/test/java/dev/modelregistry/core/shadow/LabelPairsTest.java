package dev.modelregistry.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.shadow.LabelPairs.Disagreement;
import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelPairsTest {
    private static LabelPairs sum(List<LabelPairs> parts) {
        return parts.stream().reduce(LabelPairs.NONE, LabelPairs::plus);
    }

    @Test
    void disagreementsAreCountedByWhatIsTakenForWhat() {
        LabelPairs pairs = sum(List.of(
                LabelPairs.of("cat", "dog"),
                LabelPairs.of("cat", "cat"),
                LabelPairs.of("dog", "cat"),
                LabelPairs.of("cat", "dog")));

        assertThat(pairs.count()).isEqualTo(4);
        assertThat(pairs.flips()).isEqualTo(3);
        assertThat(pairs.frequent())
                .isEqualTo(Map.of(new Disagreement("cat", "dog"), 2L, new Disagreement("dog", "cat"), 1L));
        assertThat(pairs.uncounted()).isZero();
        assertThat(pairs.mostFrequent(1)).isEqualTo("'cat' -> 'dog' (2)");
    }

    @Test
    void withFewKindsOfDisagreementAnyOrderGivesTheSame() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            List<LabelPairs> parts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                LabelPairs part = LabelPairs.NONE;
                for (int j = random.nextInt(60); j > 0; j--) {
                    part = part.plus(LabelPairs.of("l" + random.nextInt(6), "l" + random.nextInt(6)));
                }
                parts.add(part);
            }
            LabelPairs once = sum(parts);
            Collections.shuffle(parts, random);

            assertThat(sum(parts)).isEqualTo(once);
            assertThat(parts.get(0).plus(parts.get(1))).isEqualTo(parts.get(1).plus(parts.get(0)));
            assertThat(once.frequent().values().stream().mapToLong(each -> each).sum())
                    .isEqualTo(once.flips());
        }
    }

    @Test
    void withManyKindsEachCountIsTooLowByAsMuchAsItSaysAtMost() {
        Random random = new Random(4);
        for (int round = 0; round < 30; round++) {
            Map<Disagreement, Long> truth = new HashMap<>();
            List<LabelPairs> parts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                LabelPairs part = LabelPairs.NONE;
                for (int j = 0; j < 400; j++) {
                    // a few are frequent, most are rare
                    int kind = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(200);
                    Disagreement each = new Disagreement("l" + kind, "other");
                    truth.merge(each, 1L, Long::sum);
                    part = part.plus(LabelPairs.of(each.control(), each.candidate()));
                }
                parts.add(part);
            }
            LabelPairs swapped = parts.get(1).plus(parts.get(0));
            assertThat(parts.get(0).plus(parts.get(1))).isEqualTo(swapped);
            LabelPairs pairs = sum(parts);

            assertThat(pairs.flips()).isEqualTo(3_200);
            assertThat(pairs.frequent()).hasSizeLessThanOrEqualTo(LabelPairs.KEPT);
            assertThat(pairs.uncounted()).isBetween(1L, 3_200L / 33);
            truth.forEach((each, times) -> assertThat(pairs.frequent().getOrDefault(each, 0L))
                    .as("%s", each)
                    .isBetween(times - pairs.uncounted(), times));
            assertThat(pairs.mostFrequent(3)).contains("'l0' -> ", "'l1' -> ", "'l2' -> ");
        }
    }

    /** 32 kinds with two each, and one of another: one is taken off each, and no more. */
    @Test
    void oneKindTooManyCostsEachWhatTheRarestHas() {
        LabelPairs pairs = LabelPairs.NONE;
        for (int i = 0; i < 2 * LabelPairs.KEPT; i++) {
            pairs = pairs.plus(LabelPairs.of("l" + i % LabelPairs.KEPT, "other"));
        }
        pairs = pairs.plus(LabelPairs.of("new", "other"));

        assertThat(pairs.frequent()).hasSize(LabelPairs.KEPT).doesNotContainKey(new Disagreement("new", "other"));
        assertThat(pairs.frequent().values()).containsOnly(1L);
        assertThat(pairs.uncounted()).isEqualTo(1);
        assertThat(pairs.mostFrequent(2)).isEqualTo("'l0' -> 'other' (1 to 2), 'l1' -> 'other' (1 to 2)");
    }

    @Test
    void longLabelsAreComparedWholeAndKeptCut() {
        String start = "x".repeat(LabelPairs.LONGEST);

        assertThat(LabelPairs.of(start + "a", start + "b").frequent()).containsOnlyKeys(new Disagreement(start, start));
        assertThat(LabelPairs.of(start + "a", start + "a").flips()).isZero();
    }

    @Test
    void noHalfOfACharacterStays() {
        String whole = "x".repeat(LabelPairs.LONGEST - 2);
        String emoji = "\ud83d\ude00";

        assertThat(LabelPairs.of(whole + "x" + emoji, "\ud83d").frequent())
                .containsOnlyKeys(new Disagreement(whole + "x", "?"));
        assertThat(LabelPairs.of(whole + emoji + "y", "z").frequent())
                .containsOnlyKeys(new Disagreement(whole + emoji, "z"));
    }

    @Test
    void countsThatContradictEachOtherAreRefused() {
        Disagreement one = new Disagreement("a", "b");
        TreeMap<Disagreement, Long> tooOften = new TreeMap<>(Map.of(one, 3L));
        TreeMap<Disagreement, Long> never = new TreeMap<>(Map.of(one, 0L));
        TreeMap<Disagreement, Long> huge =
                new TreeMap<>(Map.of(one, Long.MAX_VALUE, new Disagreement("b", "c"), Long.MAX_VALUE));
        TreeMap<Disagreement, Long> many = new TreeMap<>();
        for (int i = 0; i <= LabelPairs.KEPT; i++) {
            many.put(new Disagreement("l" + i, "x"), 1L);
        }
        String tooLong = "x".repeat(LabelPairs.LONGEST + 1);

        assertThatThrownBy(() -> new LabelPairs(4, 2, tooOften))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "disagreements {'a' -> 'b'=3} are not those of 2 flips among 4 pairs; there may be 32, which add"
                                + " up to no more than the flips");
        assertThatThrownBy(() -> new LabelPairs(4, 2, never)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LabelPairs(4, 5, never)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LabelPairs(4, 5, new TreeMap<>())).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LabelPairs(4, -1, new TreeMap<>())).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LabelPairs(100, 99, many)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new LabelPairs(Long.MAX_VALUE, Long.MAX_VALUE, huge))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Disagreement("a", tooLong))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("labels 'a' and '" + tooLong + "'; at most 48 characters stay");
    }
}
