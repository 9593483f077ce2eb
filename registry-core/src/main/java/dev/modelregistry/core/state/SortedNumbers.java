package dev.modelregistry.core.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of versions in the order of something that each of them has, such as its semantic version. Immutable; changed copies share all
 * but one path. A treap (Seidel and Aragon, "Randomized Search Trees", 1996): a search tree by key that is a heap by scattered numbers, so
 * that it is as deep as if keys had come in a random order. Thread-safe.
 */
final class SortedNumbers<K extends Comparable<? super K>> {
    private final @Nullable Node<K> root;

    private SortedNumbers(@Nullable Node<K> root) {
        this.root = root;
    }

    /** No numbers. */
    static <K extends Comparable<? super K>> SortedNumbers<K> none() {
        return new SortedNumbers<>(null);
    }

    /** These and one more, whose key and number are not among them yet. */
    SortedNumbers<K> with(K key, int number) {
        return new SortedNumbers<>(put(root, new Node<>(key, number, null, null)));
    }

    /** These without the one that has this key, which is among them. */
    SortedNumbers<K> without(K key) {
        return new SortedNumbers<>(remove(Objects.requireNonNull(root, "a key that is not there"), key));
    }

    /** The number with the highest key, or null. */
    @Nullable
    Integer last() {
        Node<K> last = root;
        while (last != null && last.right != null) {
            last = last.right;
        }
        return last == null ? null : last.number;
    }

    /** The number with the highest key below another, or null. */
    @Nullable
    Integer below(K key) {
        Node<K> best = null;
        for (Node<K> at = root; at != null; ) {
            boolean below = at.key.compareTo(key) < 0;
            best = below ? at : best;
            at = below ? at.right : at.left;
        }
        return best == null ? null : best.number;
    }

    /** The number with the lowest key above another, or null. */
    @Nullable
    Integer above(K key) {
        Node<K> best = null;
        for (Node<K> at = root; at != null; ) {
            boolean above = at.key.compareTo(key) > 0;
            best = above ? at : best;
            at = above ? at.left : at.right;
        }
        return best == null ? null : best.number;
    }

    private static <K extends Comparable<? super K>> Node<K> put(@Nullable Node<K> at, Node<K> added) {
        if (at == null) {
            return added;
        }
        if (added.key.compareTo(at.key) < 0) {
            Node<K> left = put(at.left, added);
            return left.isAbove(at) ? left.with(left.left, at.with(left.right, at.right)) : at.with(left, at.right);
        }
        Node<K> right = put(at.right, added);
        return right.isAbove(at) ? right.with(at.with(at.left, right.left), right.right) : at.with(at.left, right);
    }

    private static <K extends Comparable<? super K>> @Nullable Node<K> remove(Node<K> at, K key) {
        int order = key.compareTo(at.key);
        if (order < 0) {
            return at.with(remove(Objects.requireNonNull(at.left, "a key that is not there"), key), at.right);
        }
        return order > 0
                ? at.with(at.left, remove(Objects.requireNonNull(at.right, "a key that is not there"), key))
                : joined(at.left, at.right);
    }

    /** Two trees of which every key of the left one is below every key of the right one. */
    private static <K extends Comparable<? super K>> @Nullable Node<K> joined(
            @Nullable Node<K> left, @Nullable Node<K> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.isAbove(right)
                ? left.with(left.left, joined(left.right, right))
                : right.with(joined(left, right.left), right.right);
    }

    private record Node<K extends Comparable<? super K>>(
            K key,
            int number,
            @Nullable Node<K> left,
            @Nullable Node<K> right) {
        Node<K> with(@Nullable Node<K> newLeft, @Nullable Node<K> newRight) {
            return new Node<>(key, number, newLeft, newRight);
        }

        boolean isAbove(Node<K> other) {
            return scattered(number) > scattered(other.number);
        }

        /** The finalizer of MurmurHash3: different for different numbers, and in no order. */
        private static int scattered(int number) {
            int hash = number;
            hash = (hash ^ hash >>> 16) * 0x85ebca6b;
            hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
            return hash ^ hash >>> 16;
        }
    }
}
