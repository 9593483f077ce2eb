package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.ServingStatus;
import dev.modelregistry.serving.ServingStatus.State;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process serves follows the registry, whoever decides, and never stops. */
class ServeTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way, builder -> builder.pollInterval(Duration.ofMillis(10)));
    private final RegisteredModel flights = registry.model("flights");
    private final ModelVersion first = register(flights, "1.0.0");
    private final ModelVersion second = register(flights, "1.1.0");
    private final Queue<Weights> closed = new ConcurrentLinkedQueue<>();
    private final LinkedBlockingQueue<ServingAlert> alerts = new LinkedBlockingQueue<>();

    /** A model that says what is in its file. */
    private final class Weights implements AutoCloseable {
        private final String text;

        Weights(ModelVersion version) throws IOException {
            text = Files.readString(version.artifact("model.bin").path());
        }

        String answer() {
            assertThat(closed).as("closed models").doesNotContain(this);
            return text;
        }

        @Override
        public void close() {
            closed.add(this);
        }
    }

    @BeforeEach
    void serveOne() {
        toProduction(flights, first);
        flights.promote(second, Stage.STAGING, because("tests pass"));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private ServedModel<Weights> serve(ModelLoader<Weights> loader) {
        ServingOptions<Weights> options = ServingOptions.<Weights>standard()
                .retryAfter(Duration.ofMillis(10))
                .onAlert(alerts::add);
        return registry.serve("flights", loader, options);
    }

    private static String ask(ServedModel<Weights> served, String key) {
        try (Lease<Weights> lease = served.acquire(key)) {
            return lease.model().answer();
        }
    }

    @Test
    void whatIsPromotedHereAnswersNext() throws Exception {
        ServedModel<Weights> served = serve(Weights::new);
        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");

        flights.promote(second, Stage.PRODUCTION, because("approved"));

        Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));
        Until.holds(() -> closed.size() == 1);
        served.close();
        Until.holds(() -> closed.size() == 2);
        assertThatThrownBy(() -> served.acquire("user-1")).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void whatAnotherProcessPromotesAnswersNext() throws Exception {
        ServedModel<Weights> served = serve(Weights::new);
        RegisteredModel elsewhere = ground.open().model("flights");

        elsewhere.promote(elsewhere.version(2), Stage.PRODUCTION, because("approved"));
        Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));

        elsewhere.rollbackFrom(elsewhere.version(2), because("too many errors"));
        Until.holds(() -> ask(served, "user-1").equals("weights of 1.0.0"));
    }

    @Test
    void aRolloutSendsEachKeyWhereTheRegistrySays() throws Exception {
        ServedModel<Weights> served = serve(Weights::new);

        flights.rollouts()
                .start(
                        second,
                        RolloutPlan.of(RolloutPolicy.canary(
                                        RolloutPolicy.Step.of(0.3, Duration.ofHours(1)),
                                        RolloutPolicy.Step.of(1, Duration.ofHours(1))))
                                .routing(Routing.standard().override("tester", 2)),
                        because("new weather"));

        Until.holds(() -> served.route("tester").number() == 2);
        assertThat(served.route("tester").arm()).isEqualTo(Arm.CANDIDATE);
        assertThat(served.explain("tester")).isEqualTo(flights.explain("tester"));
        assertThat(IntStream.range(0, 1_000).mapToObj(user -> "user-" + user)).allSatisfy(user -> {
            int number = flights.explain(user).route().number();
            assertThat(served.route(user)).isEqualTo(flights.explain(user).route());
            assertThat(ask(served, user)).isEqualTo("weights of 1." + (number - 1) + ".0");
        });
        try (Lease<Weights> lease = served.acquire()) {
            assertThat(lease.route().arm()).isEqualTo(Arm.CONTROL);
        }

        flights.rollouts().complete(second, because("it is good"));
        Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0") && closed.size() == 1);
    }

    @Test
    void aCandidateThatCannotBeLoadedChangesNothing() throws Exception {
        ServedModel<Weights> served = serve(version -> {
            if (version.equals(second)) {
                throw new IOException("no such operator");
            }
            return new Weights(version);
        });

        flights.rollouts().start(second, RolloutPolicy.immediate(), because("new weather"));

        ServingAlert alert = alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(alert.kind()).isEqualTo(Kind.LOAD_FAILED);
        assertThat(alert.version()).hasValue(2);
        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");
        assertThat(served.route("user-1").number()).as("who really answers").isEqualTo(1);
        assertThat(served.explain("user-1").route().number()).as("who should").isEqualTo(2);
        assertThat(served.status().versions())
                .filteredOn(version -> version.state() == State.SERVING)
                .extracting(ServingStatus.Version::number)
                .containsExactly(1);
    }

    @Test
    void whenTheStoreIsDownWhatIsLoadedGoesOn() throws Exception {
        ServedModel<Weights> served = serve(Weights::new);

        way.down = true;
        assertThat(alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo(Kind.STORE_UNREACHABLE);
        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");

        way.down = false;
        flights.promote(second, Stage.PRODUCTION, because("approved"));
        Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));
        assertThat(served.status().revision()).isEqualTo(flights.revision());
    }

    @Test
    void inputsAreComparedWithTheSignatureThoughTheStoreIsDown() throws Exception {
        ModelVersion signed = flights.register(
                draft -> draft.version("2.0.0")
                        .artifact("model.bin", Ground.bytes("weights of 2.0.0"))
                        .signature(Signature.builder()
                                .input("hour", DataType.INT8)
                                .output("delay", DataType.FLOAT64)
                                .build()),
                because("trained"));
        flights.archive(second, because("next"));
        flights.promote(signed, Stage.STAGING, because("tests pass"));
        flights.promote(signed, Stage.PRODUCTION, because("approved"));
        ServedModel<Weights> served = serve(Weights::new);
        way.down = true;

        try (Lease<Weights> lease = served.acquire("user-1")) {
            lease.checkInputs(Map.of("hour", 8));
            assertThatThrownBy(() -> lease.checkInputs(Map.of()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "flights v2.0.0 (3) does not take these inputs: input 'hour' is missing; expected int8, a"
                                    + " whole number from -128 to 127");
        }
    }

    @Test
    void theStatusTellsWhenTheRegistryWasLastAsked() throws Exception {
        ServedModel<Weights> served = serve(Weights::new);
        var known = served.status().knownAt();

        Until.holds(() -> served.status().knownAt().isAfter(known));
    }

    @Test
    void nothingToServeIsSaid() {
        assertThatThrownBy(() -> registry.serve("nothing", Weights::new))
                .isInstanceOf(ServingException.class)
                .hasMessage("nothing of model nothing is in production; promote a version");
    }

    @Test
    void closingTheRegistryClosesWhatItServes() throws Exception {
        ServedModel<Weights> served = serve(Weights::new);

        registry.close();

        Until.holds(() -> closed.size() == 1);
        assertThatThrownBy(() -> served.acquire("user-1")).isInstanceOf(RegistryClosedException.class);
        assertThat(served.status().versions()).isEmpty();
    }
}
