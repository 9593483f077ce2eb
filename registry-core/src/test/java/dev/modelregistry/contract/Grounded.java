package dev.modelregistry.contract;

import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.RegistryStore;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * A test with a store on fresh ground. Everything opened through it is closed behind the test, also when the test
 * fails.
 */
@Timeout(120)
abstract class Grounded {
    static final JournalId JOURNAL = new JournalId("model", "flights");

    final ConcurrentLinkedQueue<RegistryStore> opened = new ConcurrentLinkedQueue<>();
    StoreFixture ground;
    RegistryStore store;

    /** A new fixture, used for one test. */
    protected abstract StoreFixture fixture() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        ground = fixture();
        store = another();
    }

    @AfterEach
    final void closeEverything() {
        try {
            closeStores();
        } finally {
            ground.close();
        }
    }

    /** One more store on the same ground. */
    final RegistryStore another() {
        RegistryStore another = ground.open();
        opened.add(another);
        return another;
    }

    /** Closes all stores and opens the ground again. */
    final RegistryStore reopened() {
        closeStores();
        store = another();
        return store;
    }

    final void closeStores() {
        RegistryStore next = opened.poll();
        while (next != null) {
            next.close();
            next = opened.poll();
        }
    }
}
