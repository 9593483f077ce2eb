package dev.modelregistry;

import java.util.List;

/**
 * What a check of the whole registry found. Immutable.
 *
 * @param journals how many journals were read
 * @param commits how many commits were read, their hashes recomputed and each followed from the one before
 * @param blobs how many blobs were read and their digests recomputed
 * @param problems what is wrong, each with its place, the expected and the found value; empty if nothing is
 */
public record Verification(long journals, long commits, long blobs, List<String> problems) {
    /** Copies the list. */
    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean isIntact() {
        return problems.isEmpty();
    }
}
