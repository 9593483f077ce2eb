package dev.modelregistry.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A network that fails when it hurts: stands between clients and a server, and cuts a connection before or behind a request that it is told.
 * One trap is set at a time, for the connections of all clients, and is gone when it has fired. <b>Must be closed.</b>
 *
 * <p>A request is recognised by bytes within it. It is not put together from several reads, which short ones do not need: a driver sends them
 * after it has read the answer to the one before.
 */
final class CuttingProxy implements AutoCloseable {
    private static final int BOUND_MILLIS = 30_000;

    private final int serverPort;
    private final ServerSocket listener;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Trap> trap = new AtomicReference<>();
    private final AtomicInteger fired = new AtomicInteger();

    private CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName(TestServer.HOST));
        start("proxy", this::accept);
    }

    static CuttingProxy to(TestServer server) throws IOException {
        return new CuttingProxy(server.port());
    }

    /**
     * The URL by which a client comes through here. PostgreSQL's driver is told not to prepare statements on the server, because it would then
     * name a commit by a number.
     */
    String through(String jdbcUrl) {
        String url = jdbcUrl.replaceFirst("//[^/]+/", "//" + TestServer.HOST + ":" + listener.getLocalPort() + "/");
        return url.startsWith("jdbc:postgresql:") ? url + "&prepareThreshold=0" : url;
    }

    /** The nth request from now with these bytes does not reach the server. */
    void cutBefore(String bytes, int nth) {
        trap.set(new Trap(bytes, nth, false));
    }

    /** The nth request from now with these bytes is carried out, but its answer does not reach the client. */
    void cutBehind(String bytes, int nth) {
        trap.set(new Trap(bytes, nth, true));
    }

    /** Cuts every connection there is. New ones are welcome. */
    void cutNow() {
        lines.forEach(Line::cut);
    }

    /** How often a trap fired. Is up to date when the client notices. */
    int fired() {
        return fired.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutNow();
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (IOException closed) {
            // The end of it.
        }
    }

    private void connect(Socket client) {
        Line line = new Line(client, new Socket());
        lines.add(line);
        try {
            line.server.connect(new InetSocketAddress(TestServer.HOST, serverPort), BOUND_MILLIS);
            line.server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            start("proxy to server", line::carryRequests);
            start("proxy to client", line::carryAnswers);
        } catch (IOException noServer) {
            line.cut();
        }
        if (listener.isClosed()) {
            line.cut(); // It was not among the lines yet.
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Trap {
        private final String bytes;
        private final AtomicInteger togo;
        private final boolean behind;

        private Trap(String bytes, int nth, boolean behind) {
            this.bytes = bytes;
            this.togo = new AtomicInteger(nth);
            this.behind = behind;
        }
    }

    /** One client's connection. */
    private final class Line {
        private final Socket client;
        private final Socket server;
        /** Set while an answer is awaited that must not be passed on. */
        private volatile Optional<CountDownLatch> lastAnswer = Optional.empty();

        private Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void carryRequests() {
            byte[] buffer = new byte[1 << 16];
            int n;
            try {
                while ((n = client.getInputStream().read(buffer)) >= 0) {
                    Optional<Trap> sprung = springs(new String(buffer, 0, n, ISO_8859_1));
                    if (sprung.isEmpty()) {
                        server.getOutputStream().write(buffer, 0, n);
                        continue;
                    }
                    if (sprung.get().behind) {
                        CountDownLatch answered = new CountDownLatch(1);
                        lastAnswer = Optional.of(answered);
                        server.getOutputStream().write(buffer, 0, n);
                        if (!answered.await(BOUND_MILLIS, TimeUnit.MILLISECONDS)) {
                            return; // not counted: who knows what happened
                        }
                    }
                    fired.incrementAndGet();
                    return;
                }
            } catch (IOException | InterruptedException broken) {
                // One end is gone, so the other goes too.
            } finally {
                cut();
            }
        }

        private Optional<Trap> springs(String request) {
            Trap set = trap.get();
            return set != null
                            && request.contains(set.bytes)
                            && set.togo.decrementAndGet() == 0
                            && trap.compareAndSet(set, null)
                    ? Optional.of(set)
                    : Optional.empty();
        }

        private void carryAnswers() {
            byte[] buffer = new byte[1 << 16];
            int n;
            try {
                while ((n = server.getInputStream().read(buffer)) >= 0) {
                    if (lastAnswer.isPresent()) {
                        lastAnswer.get().countDown();
                        return; // the other direction counts, and cuts
                    }
                    client.getOutputStream().write(buffer, 0, n);
                }
                cut();
            } catch (IOException broken) {
                cut();
            }
        }

        private void cut() {
            lines.remove(this);
            for (Socket end : new Socket[] {client, server}) {
                try {
                    end.close();
                } catch (IOException alreadyBroken) {
                    // What matters is that the other end is closed too.
                }
            }
        }
    }
}
