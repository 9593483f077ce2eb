package dev.modelregistry.examples.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The other side: a server on this host that takes webhooks if they are signed, each once. <b>Must be closed.</b> */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final WebhookSecret secret;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile int failsWith = 503;

    /** What it took, and what it answered to all that came, in order. */
    final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

    final BlockingQueue<Map.Entry<String, Integer>> answers = new LinkedBlockingQueue<>();

    Receiver(WebhookSecret secret) throws IOException {
        this.secret = secret;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/hook?token=secret");
    }

    /** Answers the next requests like this, although nothing is wrong with them. */
    void fail(int times, int status) {
        failsWith = status;
        failures.set(times);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String id = header(exchange, "webhook-id");
            int status = status(exchange, id, body);
            exchange.sendResponseHeaders(status, -1);
            answers.add(Map.entry(id, status));
        }
    }

    private int status(HttpExchange exchange, String id, byte[] body) {
        boolean genuine = secret.verifies(
                id,
                header(exchange, "webhook-timestamp"),
                body,
                header(exchange, "webhook-signature"),
                InstantSource.system().instant());
        if (!genuine) {
            return 401;
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return failsWith;
        }
        if (seen.add(id)) {
            taken.add(new String(body, StandardCharsets.UTF_8));
        }
        return 204;
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
