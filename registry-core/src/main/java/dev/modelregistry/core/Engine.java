package dev.modelregistry.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.modelregistry.RegistryEngine.Settings;
import dev.modelregistry.core.codec.DescriptorCodec;
import dev.modelregistry.core.journal.Journals;
import dev.modelregistry.core.journal.ModelJournal;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;

/** What all handles on one open registry share. Thread-safe. */
final class Engine implements AutoCloseable {
    /** Descriptors never change, so they are kept as long as there is room. */
    private static final int DESCRIPTORS_KEPT = 10_000;

    private final RegistryStore store;
    private final InstantSource clock;
    private final Journals journals;
    private final Follower follower;
    private final Cache<Digest, Descriptor> descriptors =
            Caffeine.newBuilder().maximumSize(DESCRIPTORS_KEPT).build();

    Engine(RegistryStore store, Settings settings) {
        this.store = store;
        this.clock = settings.clock().orElse(store::now);
        this.follower = new Follower(store.journals(), settings.pollInterval(), settings.threads());
        this.journals = new Journals(store, clock, settings.ids(), follower::wake);
    }

    RegistryStore store() {
        return store;
    }

    InstantSource clock() {
        return clock;
    }

    Journals journals() {
        return journals;
    }

    ModelJournal journal(ModelName model) {
        return journals.of(model);
    }

    Follower follower() {
        return follower;
    }

    BlobStore blobs() {
        return store.blobs();
    }

    Descriptor descriptor(ModelName model, VersionState version) {
        return descriptors.get(version.digest(), digest -> readDescriptor(model, version));
    }

    void remember(Digest digest, Descriptor descriptor) {
        descriptors.put(digest, descriptor);
    }

    private Descriptor readDescriptor(ModelName model, VersionState version) {
        ModelJournal journal = journal(model);
        List<Commit> registering = journal.commits(version.registered().revision() - 1, 1);
        Bytes bytes = registering.stream()
                .flatMap(commit -> commit.events().stream())
                .filter(event ->
                        event instanceof VersionRegistered registered && registered.number() == version.number())
                .flatMap(event -> ((VersionRegistered) event).descriptor().stream())
                .map(Bytes::utf8)
                .findFirst()
                .orElseGet(() -> blob(
                        version.digest(), "the descriptor of version " + version.number() + " of '" + model + "'"));
        if (!bytes.digest().equals(version.digest())) {
            throw new CorruptStoreException("journal " + journal.id() + ", commit "
                    + version.registered().revision()
                    + ": the descriptor of version " + version.number() + " has digest " + bytes.digest()
                    + "; expected "
                    + version.digest());
        }
        try {
            return DescriptorCodec.decode(bytes);
        } catch (InvalidInputException malformed) {
            throw new CorruptStoreException("journal " + journal.id() + ": " + malformed.getMessage(), malformed);
        }
    }

    /** A whole blob that must be there, because something names it. */
    Bytes blob(Digest digest, String what) {
        try (InputStream content = blobs().open(digest)) {
            return Bytes.of(content.readAllBytes());
        } catch (NotFoundException gone) {
            throw new CorruptStoreException(what + " is gone: no blob " + digest + " in " + store.location(), gone);
        } catch (IOException broken) {
            throw new CorruptStoreException(
                    what + " cannot be read from blob " + digest + " in " + store.location(), broken);
        }
    }

    @Override
    public void close() {
        follower.close();
        store.close();
    }
}
