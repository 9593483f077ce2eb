package dev.modelregistry.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The values were computed by another implementation, python-xxhash 3.2: {@code xxh3_64(key.encode('utf-16-le'), seed)} with {@code seed =
 * xxh3_64(len(purpose) + purpose + len(salt) + salt)}. They never change: rollouts that are under way rest on them.
 */
class KeyHashTest {
    @ParameterizedTest
    @CsvSource({
        "salt, user-1, 0x64ae7147658edd8b, 0x2472eff595107fc6, 9330",
        "salt, user-2, 0x64ae7147658edd8b, 0xba516a55a539a67f, 47697",
        "sal, tuser-1, 0x047778a7e16e6bee, 0x3650adcfa18bdeec, 13904",
        "2f1c9a3e-0000-4000-8000-000000000001, Ωmega ✈ 🛫, 0x9558dbda39fa1cae, 0xd0be16f00ea5e40a, 53438"
    })
    void aKeyHasTheSlotThatItAlwaysHad(String salt, String key, String seed, String hash, int slot) {
        KeyHash slots = KeyHash.ofSlots(salt);

        assertThat(KeyHash.seed("slot", salt)).isEqualTo(Long.parseUnsignedLong(seed.substring(2), 16));
        assertThat(slots.hash(key)).isEqualTo(Long.parseUnsignedLong(hash.substring(2), 16));
        assertThat(slots.slot(key)).isEqualTo(slot);
    }

    @Test
    void aLongKeyHasTheSlotThatItAlwaysHad() {
        assertThat(KeyHash.ofSlots("salt").hash("x".repeat(300))).isEqualTo(0x59c77d96b627eaccL);
    }

    @Test
    void purposesHaveNothingToDoWithEachOther() {
        assertThat(KeyHash.ofLayer("salt").place("user-1")).isEqualTo(0.47032004256236737);
        assertThat(KeyHash.ofHoldout("salt").place("user-1")).isEqualTo(0.8048733149441801);
    }

    @Test
    void saltsThatAreAlikeGiveSlotsThatAreNot() {
        KeyHash one = KeyHash.ofSlots("FRAUD_V2");
        KeyHash other = KeyHash.ofSlots("FRAUD_V3");
        long inOne = IntStream.range(0, 100_000)
                .filter(user -> one.slot("user-" + user) < 6554)
                .count();
        long inBoth = IntStream.range(0, 100_000)
                .filter(user -> one.slot("user-" + user) < 6554 && other.slot("user-" + user) < 6554)
                .count();

        assertThat(inOne).isBetween(9_700L, 10_300L);
        assertThat(inBoth).isBetween(850L, 1_150L);
    }
}
