package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PersistentMapTest {
    /** A key whose hash is chosen. */
    private record Key(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && id == that.id;
        }
    }

    private static Arguments keys(String name, IntFunction<Integer> hash) {
        IntFunction<Key> keys = id -> new Key(id, hash.apply(id));
        return Arguments.of(name, keys);
    }

    private static Stream<Arguments> hashes() {
        return Stream.of(
                keys("different", id -> id),
                keys("scattered", id -> id * 0x9e3779b9),
                keys("all the same", id -> 7),
                keys("in pairs", id -> id / 2 * 0x85ebca6b),
                keys("of a few kinds", id -> id % 3 - 1),
                keys("different at the top alone", id -> id << 26),
                keys("different in the last two bits of the last level", id -> (id & 3) << 30),
                keys("negative", id -> Integer.MIN_VALUE + id));
    }

    @ParameterizedTest(name = "hashes are {0}")
    @MethodSource("hashes")
    void holdsWhatAHashMapHolds(String name, IntFunction<Key> keys) {
        Random random = new Random(name.hashCode());
        Map<Key, Integer> expected = new HashMap<>();
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 4_000; i++) {
            Key key = keys.apply(random.nextInt(60));
            if (random.nextInt(5) < 3) {
                expected.put(key, i);
                map = map.put(key, i);
            } else {
                expected.remove(key);
                map = map.remove(key);
            }
            assertThat(map.size()).isEqualTo(expected.size());
            assertThat(map.get(key)).isEqualTo(expected.get(key));
            if (i % 50 == 0) {
                checkHolds(map, expected);
            }
        }
        for (Key key : List.copyOf(expected.keySet())) {
            expected.remove(key);
            map = map.remove(key);
            checkHolds(map, expected);
        }
        assertThat(map.size()).isZero();
    }

    private static void checkHolds(PersistentMap<Key, Integer> map, Map<Key, Integer> expected) {
        assertThat(map.toMap()).isEqualTo(expected);
        List<Key> seen = new ArrayList<>();
        map.forEach((key, value) -> {
            seen.add(key);
            assertThat(value).isEqualTo(expected.get(key));
            assertThat(map.get(key)).isEqualTo(value);
            assertThat(map.containsKey(key)).isTrue();
        });
        assertThat(seen).doesNotHaveDuplicates().hasSize(expected.size());
    }

    @ParameterizedTest(name = "hashes are {0}")
    @MethodSource("hashes")
    void noChangeIsSeenInAnOlderCopy(String name, IntFunction<Key> keys) {
        Random random = new Random(5);
        List<PersistentMap<Key, Integer>> versions = new ArrayList<>();
        List<Map<Key, Integer>> expected = new ArrayList<>();
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 200; i++) {
            Key key = keys.apply(random.nextInt(25));
            map = random.nextInt(3) > 0 ? map.put(key, i) : map.remove(key);
            versions.add(map);
            expected.add(map.toMap());
        }
        for (int i = 0; i < versions.size(); i++) {
            assertThat(versions.get(i).toMap()).isEqualTo(expected.get(i));
            assertThat(versions.get(i).size()).isEqualTo(expected.get(i).size());
        }
    }

    @Test
    void replacesAValueAndKeepsTheSize() {
        PersistentMap<String, Integer> map =
                PersistentMap.<String, Integer>empty().put("a", 1).put("a", 2);

        assertThat(map.size()).isEqualTo(1);
        assertThat(map.get("a")).isEqualTo(2);
        assertThat(map).hasToString("{a=2}");
    }

    @Test
    void removingWhatIsNotThereGivesTheSameMap() {
        PersistentMap<String, Integer> map =
                PersistentMap.<String, Integer>empty().put("Aa", 1);

        assertThat(map.remove("b")).isSameAs(map);
        assertThat(map.remove("BB")).as("another key of the same hash").isSameAs(map);
        assertThat(map.get("BB")).isNull();
        assertThat(map.containsKey("BB")).isFalse();
    }

    @Test
    void theEmptyMapHoldsNothing() {
        assertThat(PersistentMap.<String, Integer>empty().size()).isZero();
        assertThat(PersistentMap.<String, Integer>empty().get("a")).isNull();
        assertThat(PersistentMap.<String, Integer>empty().toMap()).isEmpty();
        assertThat(PersistentMap.<String, Integer>empty()).hasToString("{}");
    }

    @Test
    void holdsAHundredThousandEntries() {
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 100_000; i++) {
            map = map.put(i, -i);
        }

        assertThat(map.size()).isEqualTo(100_000);
        assertThat(map.get(99_999)).isEqualTo(-99_999);
        assertThat(map.get(100_000)).isNull();
        assertThat(map.toMap()).hasSize(100_000);
    }
}
