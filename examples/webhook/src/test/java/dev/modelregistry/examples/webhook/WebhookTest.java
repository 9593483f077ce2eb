package dev.modelregistry.examples.webhook;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.SubscriptionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commits arrive signed and are tried until they are taken. */
@Timeout(60)
class WebhookTest {
    private static final SubscriptionOptions SOON =
            SubscriptionOptions.fromNow().retry(Duration.ofMillis(1), Duration.ofMillis(5));

    private final WebhookSecret secret = WebhookSecret.random();
    private final ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("alice");
    private final RegisteredModel flights = registry.model("flights");
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver(secret);
    }

    @AfterEach
    void close() {
        registry.close();
        receiver.close();
    }

    private void deliver(Subscriber webhook) {
        registry.subscribe("webhook", SOON, webhook);
    }

    private void assertAnswered(int... statuses) throws InterruptedException {
        for (int status : statuses) {
            assertThat(receiver.answers.poll(30, TimeUnit.SECONDS).getValue()).isEqualTo(status);
        }
    }

    @Test
    void aCommitArrivesAsJson() throws Exception {
        deliver(Webhook.to(receiver.url(), secret));

        flights.register(draft -> draft.version("1.0.0"), because("it is \"better\""));

        JsonNode message = new ObjectMapper().readTree(receiver.taken.take());
        assertThat(message.path("type").asText()).isEqualTo("model-registry.commit");
        assertThat(message.path("data").path("journal").asText()).isEqualTo("model/flights");
        assertThat(message.path("data").path("revision").asLong()).isEqualTo(1);
        assertThat(message.path("data").path("actor").asText()).isEqualTo("alice");
        assertThat(message.path("data").path("reason").asText()).isEqualTo("it is \"better\"");
        assertThat(message.path("data").path("events").findValuesAsText("type"))
                .containsExactly("model.created", "version.registered");
    }

    @Test
    void whatTheReceiverFailsOnComesAgainUnderTheSameIdAndInOrder() throws Exception {
        deliver(Webhook.to(receiver.url(), secret));
        receiver.fail(3, 500);

        flights.register(draft -> draft.version("1.0.0"), because("first"));
        flights.tag("k", "v", because("second"));

        String first = receiver.answers.take().getKey();
        assertThat(receiver.answers.take().getKey()).isEqualTo(first);
        assertThat(receiver.answers.take().getKey()).isEqualTo(first);
        assertAnswered(204, 204);
        assertThat(receiver.taken.take()).contains("first");
        assertThat(receiver.taken.take()).contains("second");
    }

    @Test
    void aWrongSecretIsRefusedAndKeepsTheJournal() throws Exception {
        deliver(Webhook.to(receiver.url(), WebhookSecret.random()));

        flights.register(draft -> draft.version("1.0.0"), because("first"));

        assertAnswered(401, 401, 401);
        assertThat(receiver.taken).isEmpty();
        assertThat(registry.subscriptions().status("webhook").lag()).isEqualTo(1);
        assertThat(registry.subscriptions().status("webhook").stuck().get(0).failure())
                .isEqualTo("java.io.IOException: webhook to 127.0.0.1 answered 401");
    }

    @Test
    void whatIsRefusedForGoodIsPassedOverOnRequestAndWhatIsNotIsNot() throws Exception {
        deliver(Webhook.to(receiver.url(), secret).droppingRefused());
        for (int refused : new int[] {400, 410, 413, 422}) {
            receiver.fail(1, refused);
            flights.register(draft -> draft.parameter("x", refused), because("refused " + refused));
            assertAnswered(refused);
        }
        for (int later : new int[] {401, 403, 404, 429}) {
            receiver.fail(2, later);
            flights.tag("k", "v" + later, because("later " + later));

            assertAnswered(later, later, 204);
            assertThat(receiver.taken.take()).contains("later " + later);
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/?token=s3cret");
            deliver(Webhook.to(url, secret).within(Duration.ofMillis(50)));
            flights.register(draft -> draft.version("1.0.0"), because("first"));

            while (registry.subscriptions().status("webhook").stuck().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(registry.subscriptions().status("webhook").stuck().get(0).failure())
                    .startsWith("java.")
                    .contains("webhook to 127.0.0.1")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void aTimeLimitMustBeOne() {
        Webhook webhook = Webhook.to(receiver.url(), secret);
        for (Duration limit : new Duration[] {
            Duration.ZERO,
            Duration.ofSeconds(-1),
            Duration.ofNanos(999_999),
            Duration.ofHours(2),
            Duration.ofDays(99_999)
        }) {
            assertThatThrownBy(() -> webhook.within(limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a time limit of " + limit + " is not one millisecond to one hour");
        }
    }

    @Test
    void aUrlMustBeOneToPostTo() {
        for (String url : new String[] {"file:///etc/passwd", "ftp://example.org", "https:opaque", "relative"}) {
            assertThatThrownBy(() -> Webhook.to(URI.create(url), secret)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Webhook.to(URI.create("https://user:pass@example.org/hook/t0ken?key=k"), secret))
                .hasToString("webhook to example.org");
    }
}
