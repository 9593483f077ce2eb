package dev.modelregistry.storage;

import dev.modelregistry.id.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Blobs that nothing needs, and how much is kept for what. Immutable; holds each blob that it lists in memory, a few hundred bytes for each.
 *
 * @param blobs those that a call found, trashed or purged, in the order of their digests
 * @param kept how much else there is, by what needs it; what several things need counts for the first of them
 */
public record Garbage(List<Blob> blobs, Map<Need, Total> kept) {
    /** Copies both. */
    public Garbage {
        blobs = List.copyOf(blobs);
        Map<Need, Total> copy = new EnumMap<>(Need.class);
        copy.putAll(kept);
        kept = Collections.unmodifiableMap(copy);
    }

    /** What a blob is kept for. Treat an unknown one as a good reason. */
    public enum Need {
        /** It may be on its way into a commit, or has not been in the trash for long: it is younger than the grace period. */
        RECENT,
        /** A version of a model: its artifacts, texts and large descriptor, what was said of it. */
        MODELS,
        /** A training run: its artifacts and points. */
        RUNS
    }

    /**
     * A blob.
     *
     * @param digest of its bytes
     * @param size in bytes
     * @param since when it was last stored or renewed; in the trash, when it was trashed
     * @param reason why it is listed, in words
     */
    public record Blob(Digest digest, long size, Instant since, String reason) {}

    /**
     * Some blobs together.
     *
     * @param blobs how many
     * @param bytes how many bytes they have
     */
    public record Total(long blobs, long bytes) {
        /** None. */
        public static final Total NONE = new Total(0, 0);

        /** Both together. */
        public Total plus(Total other) {
            return new Total(blobs + other.blobs, bytes + other.bytes);
        }
    }

    /** How many bytes the listed blobs have. */
    public long bytes() {
        return blobs.stream().mapToLong(Blob::size).sum();
    }

    /** How much is kept for this need. */
    public Total kept(Need need) {
        return kept.getOrDefault(need, Total.NONE);
    }

    /** A line in words. */
    @Override
    public String toString() {
        return blobs.size() + (blobs.size() == 1 ? " blob" : " blobs") + " with " + bytes() + " bytes; kept: " + kept;
    }
}
