package dev.modelregistry.examples.webhook;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A registry whose commits are posted to a server: it takes one, fails twice on the next, and has everything in the end. */
public final class WebhookDemo {
    static final String USAGE = """
            Usage: ./mvnw -q -Pwebhook -Dexec.args="[URL]"

              URL   of a registry, such as file:registry (default memory:)
            """;

    private static final long BOUND_SECONDS = 30;

    private WebhookDemo() {}

    public static void main(String... arguments) {
        int status = run(System.out, System.err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Does what {@link #main} does, and returns the exit status instead of leaving. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        if (arguments.length > 1 || (arguments.length == 1 && !arguments[0].contains(":"))) {
            err.print(USAGE);
            return 2;
        }
        WebhookSecret secret = WebhookSecret.random(); // in earnest WebhookSecret.from(System.getenv())
        try (Receiver receiver = new Receiver(secret);
                ModelRegistry registry = ModelRegistry.openOrCreate(arguments.length == 0 ? "memory:" : arguments[0])
                        .as("demo")) {
            tell(registry, receiver, Webhook.to(receiver.url(), secret), out);
            return 0;
        } catch (RegistryException | IOException failed) {
            err.println(failed.getMessage());
            return 1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void tell(ModelRegistry registry, Receiver receiver, Webhook webhook, PrintStream out)
            throws InterruptedException {
        SubscriptionOptions options =
                SubscriptionOptions.fromNow().retry(Duration.ofMillis(200), Duration.ofMinutes(5));
        RegisteredModel flights = registry.model("flight_delay");
        byte[] weights = ("weights " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8); // other ones in each run
        try (Subscription subscription = registry.subscribe("webhook", options, webhook)) {
            out.printf("%s, of every commit to %s%n%n", webhook, registry);
            ModelVersion version = flights.register(
                    draft -> draft.artifact("model.onnx", weights), because("trained on the second quarter"));
            show(receiver, out);

            out.printf("%nThe receiver fails twice:%n");
            receiver.fail(2, 503);
            flights.promote(version, Stage.STAGING, because("offline tests pass"));
            show(receiver, out);
            show(receiver, out);
            show(receiver, out);

            out.printf("%nWhat it has taken, each once and signed:%n");
            receiver.taken.forEach(out::println);
            out.printf(
                    "%nsubscription '%s' has begun at %s%n",
                    subscription.name(), subscription.status().begun());
        }
        out.printf(
                "closed; it lags by %d%n",
                registry.subscriptions().status("webhook").lag());
    }

    private static void show(Receiver receiver, PrintStream out) throws InterruptedException {
        Map.Entry<String, Integer> answer = receiver.answers.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IllegalStateException("nothing was delivered within " + BOUND_SECONDS + " seconds");
        }
        out.printf("  commit %s…  answered %d%n", answer.getKey().substring(0, 12), answer.getValue());
    }
}
