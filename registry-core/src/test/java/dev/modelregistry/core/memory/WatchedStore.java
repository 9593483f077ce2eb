package dev.modelregistry.core.memory;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.RegistryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A store that says each time when its index or its journals are asked something, before and after it. */
final class WatchedStore extends Forwarding.Store {
    /** Hears what will be asked, by the name of the method. */
    volatile Consumer<String> before = question -> {};
    /** Hears what was asked. */
    volatile Consumer<String> after = question -> {};

    /** Under which keys the index was walked. */
    final List<String> walked = new CopyOnWriteArrayList<>();

    private final JournalStore journals;

    WatchedStore(RegistryStore store) {
        super(store);
        this.journals = watched(JournalStore.class, store.journals());
    }

    @Override
    public JournalStore journals() {
        return journals;
    }

    @Override
    public Optional<IndexStore> index() {
        return super.index().map(index -> watched(IndexStore.class, index));
    }

    private <T> T watched(Class<T> type, T asked) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    before.accept(method.getName());
                    if (arguments != null && arguments.length > 0 && arguments[0] instanceof IndexStore.Walk walk) {
                        walked.add(walk.key());
                    }
                    try {
                        return method.invoke(asked, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    } finally {
                        after.accept(method.getName());
                    }
                });
        return type.cast(proxy);
    }
}
