package dev.modelregistry.core;

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
 * Blobs on their way into a commit that will name them. Until it does, their age is all that keeps a collector away, so before the commit those
 * are made young again that were stored long ago. Used by one thread.
 */
final class InFlight implements Source.Sink {
    /** Less than every grace period by an hour, which is what a commit may take. */
    private static final Duration OLD = Duration.ofHours(1);

    private final Engine engine;
    private final Set<Digest> blobs = new LinkedHashSet<>();
    private Instant youngSince;

    InFlight(Engine engine) {
        this.engine = engine;
        this.youngSince = engine.clock().instant();
    }

    @Override
    public BlobInfo put(InputStream content) throws IOException {
        BlobInfo stored = engine.blobs().put(content);
        blobs.add(stored.digest());
        return stored;
    }

    @Override
    public Optional<BlobInfo> known(Digest digest) {
        Optional<BlobInfo> renewed = engine.blobs().renew(digest);
        renewed.ifPresent(blob -> blobs.add(digest));
        return renewed;
    }

    /**
     * To be called right before the commit.
     *
     * @throws StoreUnavailableException if one is gone
     */
    void renewIfOld() {
        Instant now = engine.clock().instant();
        if (Duration.between(youngSince, now).abs().compareTo(OLD) < 0) {
            return;
        }
        blobs.forEach(this::renew);
        youngSince = now;
    }

    private void renew(Digest digest) {
        Optional<BlobInfo> renewed;
        try {
            renewed = engine.blobs().renew(digest);
        } catch (OutcomeUnknownException unknown) {
            throw new StoreUnavailableException("nothing was committed: " + unknown.getMessage(), unknown);
        }
        if (renewed.isEmpty()) {
            throw new StoreUnavailableException("blob " + digest + ", stored after " + youngSince
                    + " for a commit that is to name it, is gone; nothing was committed, do it again");
        }
    }
}
