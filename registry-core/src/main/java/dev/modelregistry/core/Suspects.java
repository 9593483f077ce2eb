package dev.modelregistry.core;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Garbage.Need;
import dev.modelregistry.storage.Garbage.Total;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Blobs that may be garbage until something names them. Used by one thread. */
final class Suspects {
    private static final int PAGE = 1_000;

    private final Map<Digest, BlobInfo> left = new LinkedHashMap<>();
    private final Map<Need, Total> kept = new EnumMap<>(Need.class);
    private final Consumer<Digest> cleared;

    /** @param cleared is told of each that something names */
    Suspects(Consumer<Digest> cleared) {
        this.cleared = cleared;
    }

    /** All blobs of a store's list, page by page; what others move meanwhile is behind. */
    static void forEach(BiFunction<Digest, Integer, List<BlobInfo>> list, Consumer<BlobInfo> action) {
        List<BlobInfo> page = list.apply(Digest.ZERO, PAGE);
        while (!page.isEmpty()) {
            page.forEach(action);
            page = list.apply(page.get(page.size() - 1).digest(), PAGE);
        }
    }

    void add(BlobInfo blob) {
        left.put(blob.digest(), blob);
    }

    /** Something names a blob. */
    void named(JournalId journal, Digest digest) {
        BlobInfo blob = left.remove(digest);
        if (blob != null) {
            keep(blob, journal.kind().equals(JournalId.RUN) ? Need.RUNS : Need.MODELS);
            cleared.accept(digest);
        }
    }

    /** Clears a blob that is too young. */
    void spare(BlobInfo blob) {
        left.remove(blob.digest());
        keep(blob, Need.RECENT);
    }

    /** Says nothing of a blob any more. */
    void forget(BlobInfo blob) {
        left.remove(blob.digest());
    }

    private void keep(BlobInfo blob, Need why) {
        kept.merge(why, new Total(1, blob.size()), Total::plus);
    }

    Map<Need, Total> kept() {
        return kept;
    }

    /** Those that nothing has named up to now, in the order of their digests. */
    List<BlobInfo> left() {
        return List.copyOf(left.values());
    }

    boolean isLeft(BlobInfo blob) {
        return left.containsKey(blob.digest());
    }

    /** Blobs in portions of which each is worth a look at what was committed meanwhile. */
    static List<List<BlobInfo>> portions(List<BlobInfo> all) {
        List<List<BlobInfo>> portions = new ArrayList<>();
        for (int start = 0; start < all.size(); start += PAGE) {
            portions.add(all.subList(start, Math.min(start + PAGE, all.size())));
        }
        return portions;
    }
}
