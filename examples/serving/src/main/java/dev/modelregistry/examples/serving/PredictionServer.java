package dev.modelregistry.examples.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.modelregistry.Lease;
import dev.modelregistry.ServedModel;
import dev.modelregistry.error.ServingException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Answers {@code GET /predict?customer=c17&origin=ATL&hour=18&miles=700} on this machine alone, in JSON with the probability of a delay and the stamp of the version that gave it. <b>Must be
 * closed</b>; that does not close the model.
 */
final class PredictionServer implements AutoCloseable {
    private static final int THREADS = 4;

    static {
        // Else the JDK's server keeps back the end of each answer until the client has acknowledged its beginning,
        // which takes 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ServedModel<? extends DelayModel> served;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;

    PredictionServer(ServedModel<? extends DelayModel> served) throws IOException {
        this.served = served;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/predict", this::answer);
        server.start();
    }

    /** Where predictions are asked for; parameters go behind it. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/predict");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange.getRequestURI());
            byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Answer answer(URI request) {
        try {
            Map<String, String> parameters = parameters(request);
            Flight flight = new Flight(
                    parameters.getOrDefault("origin", ""),
                    Integer.parseInt(parameters.getOrDefault("hour", "")),
                    Integer.parseInt(parameters.getOrDefault("miles", "")));
            return predict(parameters.getOrDefault("customer", ""), flight);
        } catch (IllegalArgumentException malformed) { // the caller's fault, which no version answers for
            return new Answer(400, "{\"error\":\"expected customer, origin, hour and miles\"}");
        } catch (ServingException nothing) {
            return new Answer(503, "{\"error\":\"no model is in production\"}");
        }
    }

    /** All that serving asks of a request: a lease, what failed, and the stamp. Who needs no stamp has it shorter: {@code served.call(customer, model -> …)}. */
    private Answer predict(String customer, Flight flight) {
        try (Lease<? extends DelayModel> lease = served.acquire(customer)) {
            try {
                double probability = lease.model().probabilityOfDelay(flight);
                return new Answer(
                        200,
                        String.format(
                                Locale.ROOT,
                                "{\"probability_of_delay\":%.4f,\"by\":\"%s\"}",
                                probability,
                                lease.route()));
            } catch (RuntimeException failure) {
                lease.failed();
                return new Answer(500, "{\"error\":\"" + failure.getMessage() + "\",\"by\":\"" + lease.route() + "\"}");
            }
        }
    }

    private static Map<String, String> parameters(URI request) {
        String query = request.getQuery() == null ? "" : request.getQuery();
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
    }

    /** What a request gets. */
    private record Answer(int status, String json) {}

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
