package dev.modelregistry.examples.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Many customers, who ask several servers in turn, some hundred times a second in all, until this is closed. <b>Must be closed</b>, which waits for the requests that are under way.
 */
final class Load implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int CUSTOMERS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Thread> threads = new ArrayList<>();
    private final List<URI> servers;
    private final long nanosBetween;
    private final Tally tally;
    private volatile boolean stopped;

    /**
     * Begins.
     *
     * @param perSecond requests to all servers together
     * @param tally is told of each answer
     */
    Load(List<URI> servers, int perSecond, Tally tally) {
        this.servers = List.copyOf(servers);
        this.nanosBetween = Duration.ofSeconds(THREADS).toNanos() / perSecond;
        this.tally = tally;
        for (int i = 0; i < THREADS; i++) {
            long seed = i;
            Thread thread = new Thread(() -> ask(seed), "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void ask(long seed) {
        Random random = new Random(seed);
        Flights flights = new Flights(seed);
        int turn = (int) seed;
        long due = System.nanoTime();
        while (!stopped) {
            URI server = servers.get(turn++ % servers.size());
            ask(server, "c" + random.nextInt(CUSTOMERS), flights.next());
            due += nanosBetween;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void ask(URI server, String customer, Flight flight) {
        URI question = URI.create(server + "?customer=" + customer + "&origin=" + flight.origin() + "&hour="
                + flight.hour() + "&miles=" + flight.miles());
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(question).timeout(PATIENCE).build(), BodyHandlers.ofString());
            tally.answered(response.statusCode(), response.body());
        } catch (IOException failure) {
            tally.unanswered(failure);
        } catch (InterruptedException stop) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
