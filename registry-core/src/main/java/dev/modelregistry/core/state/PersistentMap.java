package dev.modelregistry.core.state;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map whose changed copies share all but one path of nodes with it, so that a commit to a model with 100,000 versions
 * copies a few hundred bytes. A hash array mapped trie (Bagwell, "Ideal Hash Trees", 2001): five bits of the hash choose one of 32 slots
 * at each level, and a node stores only the slots that are taken. Thread-safe.
 */
public final class PersistentMap<K, V> {
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(new Node(0, new Object[0]), 0);

    private final Node root;
    private final int size;

    private PersistentMap(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked") // it holds nothing of any type
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /** How many entries. */
    public int size() {
        return size;
    }

    /** The value under a key, or null. */
    @SuppressWarnings("unchecked") // only put() stores, and it stores V under K
    public @Nullable V get(K key) {
        int hash = spread(key);
        Object at = root;
        for (int shift = 0; at instanceof Node node; shift += BITS) {
            int bit = 1 << (hash >>> shift & MASK);
            if ((node.taken & bit) == 0) {
                return null;
            }
            at = node.slots[node.index(bit)];
        }
        for (Entry entry = (Entry) at; entry != null; entry = entry.next) {
            if (entry.key.equals(key)) {
                return (V) entry.value;
            }
        }
        return null;
    }

    /** Whether there is a value under the key. */
    public boolean containsKey(K key) {
        return get(key) != null;
    }

    /** This map with the value under the key. */
    public PersistentMap<K, V> put(K key, V value) {
        int hash = spread(key);
        boolean present = containsKey(key);
        return new PersistentMap<>(put(root, 0, hash, key, value), present ? size : size + 1);
    }

    /** The map with all of these. */
    public PersistentMap<K, V> putAll(Map<? extends K, ? extends V> entries) {
        PersistentMap<K, V> map = this;
        for (Map.Entry<? extends K, ? extends V> entry : entries.entrySet()) {
            map = map.put(entry.getKey(), entry.getValue());
        }
        return map;
    }

    /** This map without the key. */
    public PersistentMap<K, V> remove(K key) {
        return containsKey(key) ? new PersistentMap<>(remove(root, 0, spread(key), key), size - 1) : this;
    }

    /** Gives each entry, in no particular order. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        forEach(root, action);
    }

    /** A copy of all entries. */
    public Map<K, V> toMap() {
        Map<K, V> copy = new HashMap<>();
        forEach(copy::put);
        return copy;
    }

    private static int spread(Object key) {
        int hash = key.hashCode();
        return hash ^ hash >>> 16;
    }

    private static Node put(Node node, int shift, int hash, Object key, Object value) {
        int bit = 1 << (hash >>> shift & MASK);
        int index = node.index(bit);
        if ((node.taken & bit) == 0) {
            Object[] slots = new Object[node.slots.length + 1];
            System.arraycopy(node.slots, 0, slots, 0, index);
            slots[index] = new Entry(hash, key, value, null);
            System.arraycopy(node.slots, index, slots, index + 1, node.slots.length - index);
            return new Node(node.taken | bit, slots);
        }
        Object[] slots = node.slots.clone();
        Object at = slots[index];
        if (at instanceof Node child) {
            slots[index] = put(child, shift + BITS, hash, key, value);
        } else {
            Entry entry = (Entry) at;
            slots[index] = entry.hash == hash
                    ? new Entry(hash, key, value, without(entry, key))
                    : split(entry, shift + BITS, hash, key, value);
        }
        return new Node(node.taken, slots);
    }

    /** Puts an entry, with those of the same hash behind it, and a new one of another hash into a node of their own. */
    private static Node split(Entry entry, int shift, int hash, Object key, Object value) {
        Node node = new Node(1 << (entry.hash >>> shift & MASK), new Object[] {entry});
        return put(node, shift, hash, key, value);
    }

    private static Node remove(Node node, int shift, int hash, Object key) {
        int bit = 1 << (hash >>> shift & MASK);
        int index = node.index(bit);
        Object at = node.slots[index];
        Object left = at instanceof Node child ? remove(child, shift + BITS, hash, key) : without((Entry) at, key);
        if (left == null || (left instanceof Node child && child.taken == 0)) {
            Object[] slots = new Object[node.slots.length - 1];
            System.arraycopy(node.slots, 0, slots, 0, index);
            System.arraycopy(node.slots, index + 1, slots, index, slots.length - index);
            return new Node(node.taken & ~bit, slots);
        }
        Object[] slots = node.slots.clone();
        slots[index] = left;
        return new Node(node.taken, slots);
    }

    private static @Nullable Entry without(@Nullable Entry entry, Object key) {
        if (entry == null) {
            return null;
        }
        Entry rest = without(entry.next, key);
        return entry.key.equals(key) ? rest : new Entry(entry.hash, entry.key, entry.value, rest);
    }

    @SuppressWarnings("unchecked") // only put() stores, and it stores V under K
    private static <K, V> void forEach(Object at, BiConsumer<? super K, ? super V> action) {
        if (at instanceof Node node) {
            for (Object slot : node.slots) {
                forEach(slot, action);
            }
        } else {
            for (Entry entry = (Entry) at; entry != null; entry = entry.next) {
                action.accept((K) entry.key, (V) entry.value);
            }
        }
    }

    @Override
    public String toString() {
        return toMap().toString();
    }

    private static final class Node {
        private final int taken;
        private final Object[] slots;

        Node(int taken, Object[] slots) {
            this.taken = taken;
            this.slots = slots;
        }

        int index(int bit) {
            return Integer.bitCount(taken & bit - 1);
        }
    }

    /** A key with its value, and those whose keys have the very same hash behind it. */
    private record Entry(
            int hash, Object key, Object value, @Nullable Entry next) {}
}
