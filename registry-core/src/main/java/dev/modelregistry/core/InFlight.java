package dev.modelregistry.core;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Blobs on their way into a commit that will name them. Until it does, their age is all that keeps a collector away, so those are made young
 * again that were stored long ago: what is known already when it is taken along, and all of it before the commit. So none is older than an hour
 * then. Used by one thread.
 */
final class InFlight implements Source.Sink {
    private static final Duration OLD = Duration.ofMinutes(30);

    private final Engine engine;
    private final Set<Digest> blobs = new LinkedHashSet<>();
    private Instant youngSince;

    InFlight(Engine engine) {
        this.engine = engine;
        this.youngSince = engine.store().now(); // the clock that dates blobs
    }

    @Override
    public BlobInfo put(InputStream content) throws IOException {
        BlobInfo stored = engine.blobs().put(content);
        blobs.add(stored.digest());
        return stored;
    }

    @Override
    public Optional<BlobInfo> known(Digest digest) {
        Optional<BlobInfo> known = engine.blobs()
                .find(digest)
                .filter(blob -> !isOld(CommitCodec.instant(blob.storedAtMicros())))
                .or(() -> engine.blobs().renew(digest));
        known.ifPresent(blob -> blobs.add(digest));
        return known;
    }

    /**
     * To be called right before the commit.
     *
     * @throws StoreUnavailableException if one is gone
     */
    void renewIfOld() {
        if (!isOld(youngSince)) {
            return;
        }
        Instant now = engine.store().now();
        for (Digest digest : blobs) {
            if (!isRenewed(engine, digest)) {
                throw new StoreUnavailableException("blob " + digest + ", stored after " + youngSince
                        + " for a commit that is to name it, is gone; nothing was committed, do it again");
            }
        }
        youngSince = now;
    }

    private boolean isOld(Instant time) {
        return Duration.between(time, engine.store().now()).abs().compareTo(OLD) >= 0;
    }

    /**
     * Makes a blob young that a commit is about to name; whether it was there.
     *
     * @throws StoreUnavailableException if that failed, or it is not known whether it did: there is no commit
     */
    static boolean isRenewed(Engine engine, Digest digest) {
        try {
            return engine.blobs().renew(digest).isPresent();
        } catch (OutcomeUnknownException unknown) {
            throw new StoreUnavailableException("nothing was committed: " + unknown.getMessage(), unknown);
        }
    }
}
