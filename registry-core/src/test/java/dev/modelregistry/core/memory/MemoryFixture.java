package dev.modelregistry.core.memory;

import dev.modelregistry.contract.ProviderFixture;
import dev.modelregistry.core.index.DerivedIndex;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One store in memory as the ground, and handles around it as the stores: the URL could not name it a second time. A
 * handle that is closed leaves the ground as it is.
 */
class MemoryFixture extends ProviderFixture {
    final MemoryStore ground;

    MemoryFixture() {
        this(BlobCipher.none());
    }

    MemoryFixture(BlobCipher cipher) {
        super(new MemoryStoreProvider(), MemoryStoreProvider.URL, cipher);
        this.ground = new MemoryStore(InstantSource.system(), cipher);
    }

    @Override
    public RegistryStore open() {
        return handle(RegistryStore.class, instance(), new AtomicBoolean());
    }

    /** What a new handle is around; the ground itself, unless a fixture for a broken store says otherwise. */
    RegistryStore instance() {
        return ground;
    }

    @Override
    public SecondProcess secondProcess() {
        return SecondProcess.FINDS_ANOTHER;
    }

    @Override
    public Optional<Damage> damage() {
        return Optional.empty();
    }

    /** The index that the engine derives for stores like this one. */
    @Override
    public Optional<IndexStore> derivedIndex(
            RegistryStore store, Function<CommitBytes, List<IndexStore.Change>> changes) {
        return Optional.of(
                new DerivedIndex(store, List.of("model", "run"), (journal, commit) -> changes.apply(commit)));
    }

    @Override
    public void close() {
        ground.close();
    }

    /** Passes everything on until it is closed, and then nothing. */
    private static <T> T handle(Class<T> type, T target, AtomicBoolean closed) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    if (closed.get()) {
                        throw new RegistryClosedException("this handle is closed; the store behind it is not");
                    }
                    try {
                        return handed(method.invoke(target, arguments), closed);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        return type.cast(proxy);
    }

    /** What a store gives out ends with it. */
    private static Object handed(Object result, AtomicBoolean closed) {
        if (result instanceof JournalStore journals) {
            return handle(JournalStore.class, journals, closed);
        } else if (result instanceof BlobStore blobs) {
            return handle(BlobStore.class, blobs, closed);
        } else if (result instanceof CellStore cells) {
            return handle(CellStore.class, cells, closed);
        } else if (result instanceof Optional<?> optional) {
            return optional.map(
                    value -> value instanceof IndexStore index ? handle(IndexStore.class, index, closed) : value);
        }
        return result;
    }

    /** Without handles: each store is on ground of its own, and gone when it is closed, as with the URL. */
    static final class Bare extends MemoryFixture {
        @Override
        public RegistryStore open() {
            return new MemoryStore();
        }
    }
}
