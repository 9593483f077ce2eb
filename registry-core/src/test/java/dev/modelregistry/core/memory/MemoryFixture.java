package dev.modelregistry.core.memory;

import dev.modelregistry.contract.ProviderFixture;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One store in memory as the ground, and handles around it as the stores: the URL could not name it a second time. A handle that is
 * closed leaves the ground as it is.
 */
class MemoryFixture extends ProviderFixture {
    final MemoryStore ground = new MemoryStore();

    MemoryFixture() {
        super(new MemoryStoreProvider(), MemoryStoreProvider.URL);
    }

    @Override
    public RegistryStore open() {
        return handle(ground);
    }

    @Override
    public SecondProcess secondProcess() {
        return SecondProcess.FINDS_ANOTHER;
    }

    @Override
    public Optional<Damage> damage() {
        return Optional.empty();
    }

    @Override
    public void close() {
        ground.close();
    }

    /** A store that passes everything on until it is closed, which the store behind it is not. */
    static RegistryStore handle(RegistryStore store) {
        AtomicBoolean closed = new AtomicBoolean();
        return handle(RegistryStore.class, store, closed);
    }

    private static <T> T handle(Class<T> type, T target, AtomicBoolean closed) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    if (closed.get()) {
                        throw new RegistryClosedException("this handle is closed");
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        if (result instanceof JournalStore journals) {
                            return handle(JournalStore.class, journals, closed);
                        } else if (result instanceof BlobStore blobs) {
                            return handle(BlobStore.class, blobs, closed);
                        } else if (result instanceof CellStore cells) {
                            return handle(CellStore.class, cells, closed);
                        }
                        return result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
