package dev.modelregistry.core.state;

import dev.modelregistry.id.SemanticVersion;
import org.jspecify.annotations.Nullable;

/**
 * The semantic versions of a model that are no pre-releases, in their order, each with its version's number. Immutable; changed copies
 * share all but one path. A treap (Seidel and Aragon, "Randomized Search Trees", 1996): a search tree by version that is a heap by
 * scattered numbers, so that it is as deep as if versions had come in a random order. Thread-safe.
 */
final class Releases {
    static final Releases NONE = new Releases(null);

    private final @Nullable Node root;

    private Releases(@Nullable Node root) {
        this.root = root;
    }

    /** These and one more; the number is not among them yet. */
    Releases with(SemanticVersion version, int number) {
        return new Releases(put(root, new Node(version.precedence(), number, null, null)));
    }

    /** The number of the highest version, or null. */
    @Nullable
    Integer last() {
        Node last = root;
        while (last != null && last.right != null) {
            last = last.right;
        }
        return last == null ? null : last.number;
    }

    /** The number of the highest version below another, or null. */
    @Nullable
    Integer below(SemanticVersion version) {
        Node best = null;
        for (Node at = root; at != null; ) {
            boolean below = at.version.compareTo(version.precedence()) < 0;
            best = below ? at : best;
            at = below ? at.right : at.left;
        }
        return best == null ? null : best.number;
    }

    /** The number of the lowest version above another, or null. */
    @Nullable
    Integer above(SemanticVersion version) {
        Node best = null;
        for (Node at = root; at != null; ) {
            boolean above = at.version.compareTo(version.precedence()) > 0;
            best = above ? at : best;
            at = above ? at.left : at.right;
        }
        return best == null ? null : best.number;
    }

    private static Node put(@Nullable Node at, Node added) {
        if (at == null) {
            return added;
        }
        if (added.version.compareTo(at.version) < 0) {
            Node left = put(at.left, added);
            return left.isAbove(at) ? left.with(left.left, at.with(left.right, at.right)) : at.with(left, at.right);
        }
        Node right = put(at.right, added);
        return right.isAbove(at) ? right.with(at.with(at.left, right.left), right.right) : at.with(at.left, right);
    }

    private record Node(
            SemanticVersion version,
            int number,
            @Nullable Node left,
            @Nullable Node right) {
        Node with(@Nullable Node newLeft, @Nullable Node newRight) {
            return new Node(version, number, newLeft, newRight);
        }

        boolean isAbove(Node other) {
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
