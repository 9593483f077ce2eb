package dev.modelregistry.contract;

import dev.modelregistry.error.RejectedException;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The main class of child processes: opens a URL, does one task over and over, and prints a line for each success as
 * soon as it is acknowledged. Each line ends with a full stop, so that a line cut off by a kill is not mistaken for
 * another. Before it opens, and again before it begins, it waits for a line from its parent: processes that do not
 * start together do not race.
 */
final class ChildWriter {
    static final String READY = "ready";
    static final String OPENED = "opened";
    static final String REFUSED = "refused";
    static final String ACKNOWLEDGED = "ack";
    static final String DONE = "done";
    static final CellId COUNTER = new CellId("counter", "children");

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ChildWriter() {}

    /** Arguments: class of the provider, URL, task, name of this child, how often. */
    public static void main(String[] arguments) throws Exception {
        StoreProvider provider = (StoreProvider)
                Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        int times = Integer.parseInt(arguments[4]);
        say(READY, arguments[3]);
        awaitParent();
        try (RegistryStore store = provider.open(arguments[1], OpenMode.CREATE_IF_ABSENT)) {
            say(OPENED, store.registryId());
            awaitParent();
            endWithParent();
            switch (arguments[2]) {
                case "append" -> append(store, arguments[3], times);
                case "increment" -> increment(store, arguments[3], times);
                case "put" -> put(store, times);
                default -> throw new IllegalArgumentException(arguments[2]);
            }
            say(DONE, arguments[3]);
        } catch (RejectedException refused) {
            say(REFUSED, arguments[3]);
        }
    }

    private static void awaitParent() throws IOException {
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(3);
        }
    }

    /** Nobody may be left over: the parent writes nothing more, so the end of its pipe is its own end. */
    private static void endWithParent() {
        Thread watchdog = new Thread(() -> {
            try {
                System.in.read();
            } catch (IOException brokenPipe) {
                // the same news
            }
            Runtime.getRuntime().halt(3);
        });
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private static void say(String what, String value) {
        OUT.print(what + " " + value + " .\n");
        OUT.flush();
    }

    private static void append(RegistryStore store, String name, int times) {
        BatchWriter writer = new BatchWriter(store.journals(), new JournalId("model", "flights"));
        for (int number = 1; number <= times; number++) {
            int size = 2 + number % 2;
            Head head = writer.append(new Batch(name, number, size));
            say(ACKNOWLEDGED, number + " " + size + " " + head.revision());
        }
    }

    private static void increment(RegistryStore store, String name, int times) {
        CellCounter counter = new CellCounter(store.cells(), COUNTER, name);
        for (int i = 0; i < times; i++) {
            counter.increment();
            say(ACKNOWLEDGED, String.valueOf(i));
        }
    }

    /** The same blobs in every child, so that they meet. */
    private static void put(RegistryStore store, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            say(
                    ACKNOWLEDGED,
                    store.blobs()
                            .put(new ByteArrayInputStream(blob(i)))
                            .digest()
                            .hex());
        }
    }

    static byte[] blob(int number) {
        return BlobContract.random(200_000, number);
    }
}
