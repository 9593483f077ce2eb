package dev.modelregistry.core.rollout;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.modelregistry.rollout.SlotRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where a key falls: XXH3 (64 bits) of the key's UTF-16 units, low byte first, with a seed that is the XXH3 of purpose and salt, each as UTF-8
 * behind its length in four bytes, low byte first. So no salt and key are taken for another salt and key, hashes of different purposes
 * have nothing to do with each other, and nothing is allocated. The values are pinned by tests: what is under way must not move.
 */
final class KeyHash {
    /** The name that is stored with each rollout. */
    static final String ALGORITHM = "xxh3-64/65536";

    private static final int SLOT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SlotRange.SLOTS);

    private final Hasher64 hasher;

    private KeyHash(long seed) {
        this.hasher = Hashing.xxh3_64(seed);
    }

    /** Which slot a key has in a rollout. */
    static KeyHash ofSlots(String salt) {
        return new KeyHash(seed("slot", salt));
    }

    /** Where a key is in a layer. */
    static KeyHash ofLayer(String name) {
        return new KeyHash(seed("layer", name));
    }

    /** Where a key is, seen from a holdout. */
    static KeyHash ofHoldout(String name) {
        return new KeyHash(seed("holdout", name));
    }

    static long seed(String purpose, String salt) {
        byte[] first = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] second = salt.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(first.length).put(first).putInt(second.length).put(second);
        return Hashing.xxh3_64().hashBytesToLong(bytes.array());
    }

    long hash(String key) {
        return hasher.hashCharsToLong(key);
    }

    /** The key's slot, by the highest bits. */
    int slot(String key) {
        return (int) (hash(key) >>> SLOT_SHIFT);
    }

    /** The key's place between 0 and 1, by the highest 53 bits. */
    double place(String key) {
        return (hash(key) >>> 11) * 0x1.0p-53;
    }
}
