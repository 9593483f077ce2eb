package dev.modelregistry.examples.webhook;

import dev.modelregistry.event.Commit;
import dev.modelregistry.notification.Subscriber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts each commit to a URL, signed. Answers of 2xx acknowledge it. Whatever else comes, or nothing within the time limit, is thrown, so
 * that the subscription delivers it again; {@link #droppingRefused()} says otherwise for what the receiver will never take.
 *
 * <p>The receiver may get a message more than once: {@code webhook-id} is the commit's hash, the same each time, and tells. The lease of the
 * subscription should be at least twice the time limit.
 *
 * <p>Where the URL leads is the operator's business: this follows no redirects, but it does connect to whatever host the URL names, also to one
 * within your own network. Do not let strangers choose it. Thread-safe.
 */
public final class Webhook implements Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    /** Answers about the message itself, or from a receiver that is gone for good; others are about an account, a path, or the time. */
    private static final Set<Integer> REFUSED = Set.of(400, 410, 413, 422);

    private final HttpClient client;
    private final URI url;
    private final WebhookSecret secret;
    private final InstantSource clock;
    private final Duration limit;
    private final boolean dropsRefused;

    private Webhook(
            HttpClient client,
            URI url,
            WebhookSecret secret,
            InstantSource clock,
            Duration limit,
            boolean dropsRefused) {
        this.client = client;
        this.url = url;
        this.secret = secret;
        this.clock = clock;
        this.limit = limit;
        this.dropsRefused = dropsRefused;
    }

    /**
     * A webhook with ten seconds for each request.
     *
     * @param url {@code https://…}, or {@code http://…} where nobody listens in
     * @throws IllegalArgumentException if it is neither
     */
    public static Webhook to(URI url, WebhookSecret secret) {
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("a webhook's URL begins with https:// or http:// and names a host");
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return new Webhook(client, url, secret, InstantSource.system(), LIMIT, false);
    }

    /**
     * The same with another time limit for each request, answer included.
     *
     * @param value one millisecond to one hour
     * @throws IllegalArgumentException if it is less or more
     */
    public Webhook within(Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time limit of " + value + " is not one millisecond to one hour");
        }
        return new Webhook(client, url, secret, clock, value, dropsRefused);
    }

    /**
     * The same, but passing over what the receiver will never take: it answers 400, 413 or 422 to this message, or 410 because it is gone. That
     * is logged as an error. All other answers are tried again, also 401, 403 and 404: a wrong secret or path is mended, and the commit is
     * delivered then. Without this what is refused is tried again, too, and its journal waits until somebody skips it.
     */
    public Webhook droppingRefused() {
        return new Webhook(client, url, secret, clock, limit, true);
    }

    @Override
    public void receive(Commit commit) throws IOException, InterruptedException {
        int status = post(commit.hash().hex(), CommitJson.of(commit));
        if (status / 100 == 2) {
            return;
        }
        if (dropsRefused && REFUSED.contains(status)) {
            LOG.error(
                    "{} refused commit {} of {} with {}; it is passed over",
                    this,
                    commit.revision(),
                    commit.journal(),
                    status);
            return;
        }
        throw new IOException(this + " answered " + status);
    }

    private int post(String id, byte[] body) throws IOException, InterruptedException {
        long now = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", secret.sign(id, now, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // The request's own time limit ends with the headers of the answer; one that trickles must not hold us up
        // either.
        CompletableFuture<Integer> status =
                client.sendAsync(request, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode());
        try {
            return status.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new HttpTimeoutException(this + " has not answered within " + limit);
        } catch (ExecutionException failed) {
            throw new IOException(this + " cannot be reached: " + failed.getCause(), failed);
        } finally {
            status.cancel(true);
        }
    }

    /** Which host, without what may be secret in a URL. */
    @Override
    public String toString() {
        return "webhook to " + url.getHost();
    }
}
