package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against a map of the JDK, which must agree at each step, also with all earlier steps. */
class SortedNumbersTest {
    private static void assertAgrees(SortedNumbers<Integer> numbers, TreeMap<Integer, Integer> expected) {
        assertThat(numbers.last())
                .isEqualTo(expected.isEmpty() ? null : expected.lastEntry().getValue());
        for (int key = -1; key <= 60; key++) {
            assertThat(numbers.below(key))
                    .as("below %s in %s", key, expected)
                    .isEqualTo(value(expected.lowerEntry(key)));
            assertThat(numbers.above(key))
                    .as("above %s in %s", key, expected)
                    .isEqualTo(value(expected.higherEntry(key)));
        }
    }

    private static @Nullable Integer value(Map.@Nullable Entry<Integer, Integer> entry) {
        return entry == null ? null : entry.getValue();
    }

    @Test
    void agreesWithAMapAfterEveryChange() {
        Random random = new Random(3);
        SortedNumbers<Integer> numbers = SortedNumbers.none();
        TreeMap<Integer, Integer> expected = new TreeMap<>();
        List<SortedNumbers<Integer>> earlier = new ArrayList<>();
        List<TreeMap<Integer, Integer>> then = new ArrayList<>();
        int next = 1;
        for (int step = 0; step < 600; step++) {
            int key = random.nextInt(60);
            if (expected.remove(key) != null) {
                numbers = numbers.without(key);
            } else {
                numbers = numbers.with(key, next);
                expected.put(key, next++);
            }
            earlier.add(numbers);
            then.add(new TreeMap<>(expected));
            assertAgrees(numbers, expected);
        }
        for (int step = 0; step < earlier.size(); step++) {
            assertAgrees(earlier.get(step), then.get(step));
        }
    }

    @Test
    void aMillionKeysInOrderMakeNoDeepTree() {
        SortedNumbers<Integer> numbers = SortedNumbers.none();
        for (int key = 1; key <= 1_000_000; key++) {
            numbers = numbers.with(key, key);
        }

        assertThat(numbers.last()).isEqualTo(1_000_000);
        assertThat(numbers.below(500_000)).isEqualTo(499_999);
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        SortedNumbers<Integer> one = SortedNumbers.<Integer>none().with(1, 1);

        assertThatThrownBy(() -> one.without(2))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("a key that is not there");
        assertThatThrownBy(() -> one.without(1).without(1)).isInstanceOf(NullPointerException.class);
    }
}
