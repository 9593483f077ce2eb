package dev.modelregistry.storage;

import dev.modelregistry.id.Digest;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of bytes whose erasure is recorded. Immutable.
 *
 * @param gone the bytes that the store does not have any more
 * @param kept the bytes that are there still, each with what names them now: it was registered while they were erased, or since
 */
public record ErasureReport(SortedSet<Digest> gone, SortedMap<Digest, SortedSet<String>> kept) {
    /** Copies both. */
    public ErasureReport {
        gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
        SortedMap<Digest, SortedSet<String>> copy = new TreeMap<>();
        kept.forEach((digest, namers) -> copy.put(digest, Collections.unmodifiableSortedSet(new TreeSet<>(namers))));
        kept = Collections.unmodifiableSortedMap(copy);
    }
}
