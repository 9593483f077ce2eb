package dev.modelregistry.core.memory;

import dev.modelregistry.core.memory.CallLog.Flaw;
import dev.modelregistry.core.memory.LogRecord.Append;
import dev.modelregistry.core.memory.LogRecord.Move;
import dev.modelregistry.core.memory.LogRecord.MoveBlob;
import dev.modelregistry.core.memory.LogRecord.PutBlob;
import dev.modelregistry.core.memory.LogRecord.PutSnapshot;
import dev.modelregistry.core.memory.LogRecord.SetCell;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The plainest store that the processes of one host can share, so that the half of the suite that needs such a store
 * can be tested: each has the registry in its memory, and before each call replays what the others have written to a
 * common log.
 */
final class LogStore extends Forwarding.Store {
    private final CallLog log;
    private final Flaw flaw;
    private final Clock clock;
    private final String registryId;
    private final JournalStore journals = inTurn(JournalStore.class, next.journals());
    private final BlobStore blobs = inTurn(BlobStore.class, next.blobs());
    private final CellStore cells = inTurn(CellStore.class, next.cells());

    /** Stands at the time of the call that is made or replayed. */
    private static final class Clock implements InstantSource {
        private Instant time = Instant.EPOCH;

        @Override
        public Instant instant() {
            return time;
        }
    }

    static RegistryStore open(Path path, Flaw flaw) {
        try {
            return new LogStore(path, flaw, new Clock());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private LogStore(Path path, Flaw flaw, Clock clock) throws IOException {
        super(new MemoryStore(clock));
        this.log = new CallLog(path, flaw);
        this.flaw = flaw;
        this.clock = clock;
        this.registryId = "log " + path.getFileName();
    }

    private <T> T inTurn(Class<T> type, T target) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    next.registryId(); // a closed store says so before anything else
                    Object[] given = arguments == null ? new Object[0] : arguments.clone();
                    if (method.getName().equals("put")) {
                        given[0] = ((InputStream) given[0]).readAllBytes();
                    }
                    Object[] outcome = log.inTurn(this::replay, () -> call(target, method, given));
                    if (outcome[1] != null) {
                        throw (Throwable) outcome[1];
                    }
                    return outcome[0];
                });
        return type.cast(proxy);
    }

    /** What was returned, what was thrown. */
    private Object[] call(Object target, Method method, Object[] arguments) {
        clock.time = Instant.now();
        Object[] actual = arguments.clone();
        if (actual.length > 0 && actual[0] instanceof byte[] content) {
            actual[0] = new ByteArrayInputStream(content);
        }
        try {
            Object result = method.invoke(target, actual);
            write(method, arguments);
            return new Object[] {result, null};
        } catch (InvocationTargetException thrown) {
            return new Object[] {null, thrown.getCause()};
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void write(Method method, Object[] given) {
        switch (method.getName()) {
            case "append" -> write(new Append(clock.time, cast(given[0]), cast(given[1]), cast(given[2])));
            case "putSnapshot" -> log.write(new PutSnapshot(clock.time, cast(given[0]), cast(given[1])));
            case "put" -> log.write(new PutBlob(clock.time, Bytes.of(cast(given[0]))));
            case "renew" -> log.write(new MoveBlob(clock.time, Move.RENEW, new BlobInfo(cast(given[0]), 0, 0)));
            case "trash" -> log.write(new MoveBlob(clock.time, Move.TRASH, cast(given[0])));
            case "purge" -> log.write(new MoveBlob(clock.time, Move.PURGE, cast(given[0])));
            case "compareAndSet" -> log.write(new SetCell(clock.time, cast(given[0]), cast(given[1]), cast(given[2])));
            default -> {} // a read
        }
    }

    private void write(Append append) {
        if (flaw != Flaw.PIECEMEAL) {
            log.write(append);
            return;
        }
        Head head = append.expected();
        for (CommitBytes commit : append.commits()) {
            if (!head.equals(append.expected())) {
                CallLog.pause(); // half a batch is what there is most of the time
            }
            log.write(new Append(append.time(), append.journal(), head, List.of(commit)));
            head = commit.head();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object argument) {
        return (T) argument;
    }

    private void replay(LogRecord record) {
        clock.time = record.time();
        if (record instanceof Append append) {
            next.journals().append(append.journal(), append.expected(), append.commits(), List.of());
        } else if (record instanceof PutSnapshot put) {
            next.journals().putSnapshot(put.journal(), put.snapshot());
        } else if (record instanceof PutBlob put) {
            try {
                next.blobs().put(put.content().stream());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        } else if (record instanceof MoveBlob move) {
            switch (move.move()) {
                case RENEW -> next.blobs().renew(move.seen().digest());
                case TRASH -> next.blobs().trash(move.seen());
                case PURGE -> next.blobs().purge(move.seen());
            }
        } else if (record instanceof SetCell set) {
            next.cells().compareAndSet(set.cell(), set.expectedVersion(), set.value());
        }
    }

    @Override
    public String registryId() {
        next.registryId();
        return registryId;
    }

    @Override
    public Sharing sharing() {
        next.sharing();
        return Sharing.HOST;
    }

    @Override
    public Durability durability() {
        next.durability();
        return Durability.PROCESS_CRASH;
    }

    @Override
    public Instant now() {
        next.now();
        return Instant.now();
    }

    @Override
    public JournalStore journals() {
        next.journals();
        return journals;
    }

    @Override
    public BlobStore blobs() {
        next.blobs();
        return blobs;
    }

    @Override
    public CellStore cells() {
        next.cells();
        return cells;
    }

    @Override
    public void close() {
        super.close();
        log.close();
    }

    /** Opens {@code log-<flaw>:<path>}. Public, with a public constructor, for child processes. */
    public static final class Provider implements StoreProvider {
        /** As providers have it. */
        public Provider() {}

        static String url(Flaw flaw, Path path) {
            return "log-" + flaw + ":" + path;
        }

        @Override
        public boolean accepts(String url) {
            return url.startsWith("log-");
        }

        @Override
        public String location(String url) {
            return url;
        }

        @Override
        public RegistryStore open(String url, OpenMode mode, BlobCipher blobs) {
            blobs.requireFor(false, url);
            int colon = url.indexOf(':');
            return LogStore.open(
                    Path.of(url.substring(colon + 1)), Flaw.valueOf(url.substring("log-".length(), colon)));
        }
    }
}
