package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A process that serves starts from what it last knew when the store is down, says so, and follows the store once that is back. */
class StandbyTest extends StandbyGround {
    private static List<String> users() {
        return IntStream.range(0, 1_000).mapToObj(user -> "user-" + user).toList();
    }

    @Test
    void whatWasInProductionAnswersThoughTheStoreIsDown() throws Exception {
        serveOnce();
        Instant known = clock.instant();
        clock.advance(Duration.ofHours(23));
        line.cut();

        ServedModel<String> served = serve(start());

        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");
        assertThat(served.route("user-1").arm()).isEqualTo(Arm.CONTROL);
        assertThat(served.status().knownAt()).isEqualTo(known);
        assertThat(served.status().revision()).isEqualTo(flights.revision());
        ServingAlert alert = alert();
        assertThat(alert.kind()).isEqualTo(Kind.STORE_UNREACHABLE);
        assertThat(alert.words())
                .isEqualTo(
                        "the store cannot be reached; what was known at 2030-01-01T00:00:00Z is served, as it is kept in "
                                + disk.resolve("kept") + ", and the store is asked again by itself");
        assertThat(alert.cause().orElseThrow()).hasMessageContaining("connection refused");
        assertThat(alert().words())
                .as("at the next look")
                .startsWith("cannot ask what to serve; what is loaded goes on");
    }

    @Test
    void aRolloutSendsEachKeyWhereItWentBefore() throws Exception {
        flights.promote(second, Stage.STAGING, because("tests pass"));
        flights.rollouts()
                .start(
                        second,
                        RolloutPolicy.canary(Step.of(0.3, Duration.ofHours(1)), Step.of(1, Duration.ofHours(1))),
                        because("new weather"));
        List<Route> before;
        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);
            Until.holds(
                    () -> users().stream().anyMatch(user -> served.route(user).number() == 2));
            before = users().stream().map(served::route).toList();
            untilKept(flights);
        }
        line.cut();

        ServedModel<String> served = serve(start());

        Until.holds(() -> users().stream().anyMatch(user -> served.route(user).number() == 2));
        assertThat(users().stream().map(served::route)).containsExactlyElementsOf(before);
        assertThat(users())
                .allSatisfy(user -> assertThat(ask(served, user))
                        .isEqualTo("weights of 1." + (served.route(user).number() - 1) + ".0"));
        assertThat(before.stream().filter(route -> route.number() == 2)).hasSizeBetween(200, 400);
    }

    @Test
    void whatWasPromotedMeanwhileAnswersOnceTheStoreIsBack() throws Exception {
        serveOnce();
        line.cut();
        toProduction(flights, second);
        ServedModel<String> served = serve(start());
        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");

        line.mend();

        Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));
        assertThat(served.status().revision()).isEqualTo(flights.revision());
        untilKept(flights);
        ModelVersion third = register(flights, "1.2.0");
        toProduction(flights, third);
        Until.holds(() -> ask(served, "user-1").equals("weights of 1.2.0"));
    }

    @Test
    void theRegistryIsAsAnyOtherOnceTheStoreIsBack() {
        serveOnce();
        line.cut();
        ModelRegistry registry = start();

        line.mend();

        Until.holds(() -> refusal(registry).startsWith("not refused"));
        register(registry.model("flights"), "2.0.0");
        assertThat(flights.versions()).hasSize(3);
        assertThat(registry.search().versions("stage = 'Production'").hits()).hasSize(1);
        assertThat(registry.sharing()).isEqualTo(memory.sharing());
        assertThat(registry.durability()).isEqualTo(memory.durability());
        assertThat(registry.access()).isEqualTo(elsewhere.access());
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void readsThatMayBeOldWorkAndAllElseSaysWhatIsMissing() {
        serveOnce();
        Instant known = clock.instant();
        line.cut();

        ModelRegistry registry = start();

        for (Freshness freshness : List.of(Freshness.pinned(), Freshness.bounded(Duration.ofSeconds(1)))) {
            RegisteredModel model = registry.with(freshness).model("flights");
            assertThat(model.in(Stage.PRODUCTION).orElseThrow().version()).isEqualTo(first);
            assertThat(model.knownAt()).isEqualTo(known);
            assertThat(registry.with(freshness)
                            .resolve("models:/flights/Production")
                            .artifact("model.bin")
                            .path())
                    .content()
                    .isEqualTo("weights of 1.0.0");
        }
        assertThat(registry.id()).isEqualTo(elsewhere.id());
        assertThat(registry.location()).isEqualTo("faulty:");
        String missing =
                "registry " + elsewhere.id() + " in faulty: has not been reached since this process started from"
                        + " what was known of it at 2030-01-01T00:00:00Z, and this needs it; it is tried again by itself:"
                        + " connection refused";
        assertThatThrownBy(() -> registry.model("flights").versions())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(missing);
        assertThatThrownBy(() -> registry.model("flights").tag("team", "ml", because("mine")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(missing);
        assertThatThrownBy(
                        () -> registry.with(Freshness.pinned()).model("hotels").versions())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(missing);
        assertThatThrownBy(() -> registry.search().models("")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(registry::access).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(registry::verify).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> registry.with(Freshness.pinned())
                        .model("flights")
                        .version(2)
                        .artifact("model.bin")
                        .path())
                .as("of a version that was not served")
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("connection refused");
        registry.close();
        assertThatThrownBy(() -> registry.model("flights").versions()).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void aModelThatWasNotServedIsNotServed() {
        toProduction(elsewhere.model("hotels"), register(elsewhere.model("hotels"), "1.0.0"));
        serveOnce();
        line.cut();
        ModelRegistry registry = start();

        assertThatThrownBy(() -> serve(registry, "hotels"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith(
                        "the store in line://host/flights cannot be reached, and nothing of model/hotels is"
                                + " kept in " + disk.resolve("kept")
                                + ". See to it that the store can be reached; if that registry is gone for good, delete the"
                                + " directory. registry " + elsewhere.id() + " in faulty: has not been reached");
        assertThat(ask(serve(registry), "user-1")).isEqualTo("weights of 1.0.0");
    }

    @Test
    void whatIsTooOldIsNotServed() {
        serveOnce();
        line.cut();
        clock.advance(DAY.plusSeconds(1));

        assertThatThrownBy(this::start)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the store in line://host/flights cannot be reached, and what is kept of it was known at"
                        + " 2030-01-01T00:00:00Z, which is PT24H1S ago and more than the PT24H that lastKnown allows in "
                        + disk.resolve("kept")
                        + ". See to it that the store can be reached; if that registry is gone for good, delete the"
                        + " directory. connection refused");
        assertThat(ask(serve(start(builder -> builder.lastKnown(disk.resolve("kept"), DAY.plusSeconds(1)))), "user-1"))
                .isEqualTo("weights of 1.0.0");
    }

    @Test
    void theAgeIsAConditionOfStartingAlone() throws Exception {
        serveOnce();
        line.cut();
        ModelRegistry registry = start();
        ServedModel<String> served = serve(registry);

        clock.advance(Duration.ofDays(30));

        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");
        assertThatThrownBy(() -> serve(registry))
                .as("one that starts now")
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("what is kept of model/flights was known at 2030-01-01T00:00:00Z, which is PT720H"
                        + " ago and more than the PT24H that lastKnown allows");
    }

    @Test
    void nothingIsKeptSoNothingIsServed() {
        line.cut();

        assertThatThrownBy(this::start)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the store in line://host/flights cannot be reached, and nothing of it is kept in "
                        + disk.resolve("kept")
                        + ". See to it that the store can be reached; if that registry is gone for good, delete the"
                        + " directory. connection refused");
    }

    @Test
    void whatIsKeptOfAnotherPlaceIsNotServed() {
        serveOnce();
        line.cut();
        line.name = "line://host/test";

        assertThatThrownBy(this::start)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith(
                        "the store in line://host/test cannot be reached, and nothing of it is kept in ");
    }

    @Test
    void anotherRegistryInTheSamePlaceIsNotFollowed() {
        serveOnce();
        line.cut();
        ModelRegistry registry = start();
        ServedModel<String> served = serve(registry);
        line.ground = new MemoryStore(clock);
        ModelRegistry other =
                keep(ModelRegistry.builder().store(line.ground).actor("alice").open());
        toProduction(other.model("flights"), register(other.model("flights"), "9.0.0"));

        line.mend();

        Until.holds(() -> refusal(registry).contains("is in faulty: now"));
        assertThat(refusal(registry))
                .contains("registry " + other.id() + " is in faulty: now, and what is served is of registry "
                        + elsewhere.id() + ", which is not touched; bring that back, or start this process anew if the"
                        + " other one is right");
        assertThat(ask(served, "user-1")).isEqualTo("weights of 1.0.0");
        line.ground = memory;
        toProduction(flights, second);
        Until.holds(() -> ask(served, "user-1").equals("weights of 1.1.0"));
    }

    /** Why the newest state cannot be read. */
    private static String refusal(ModelRegistry registry) {
        try {
            return "not refused: " + registry.model("flights").versions();
        } catch (StoreUnavailableException refused) {
            return refused.getMessage();
        }
    }

    @Test
    void aVolumeThatIsNotMountedIsAStoreThatIsDown() {
        serveOnce();
        line.failure = new NotFoundException("there is no registry in /mnt/registry");
        line.cut();
        toProduction(flights, second);

        assertThat(ask(serve(start()), "user-1")).isEqualTo("weights of 1.0.0");
        assertThat(ask(serve(keep(process().openOrCreate())), "user-1"))
                .as("nor is another one created there")
                .isEqualTo("weights of 1.0.0");
    }

    @Test
    void whereNothingWasEverKeptARegistryThatIsNotThereIsNotThere() {
        line.failure = new NotFoundException("there is no registry in /mnt/registry");
        line.cut();

        assertThatThrownBy(this::start).isSameAs(line.failure);
        assertThat(keep(process().openOrCreate()).id()).isEqualTo(memory.registryId());
    }

    @Test
    void aStoreThatFailsBetweenOpeningAndServingIsDown() throws Exception {
        serveOnce();
        ModelRegistry registry = start();
        line.cut();

        assertThat(ask(serve(registry), "user-1")).isEqualTo("weights of 1.0.0");
        assertThat(alert().kind()).isEqualTo(Kind.STORE_UNREACHABLE);
    }

    @Test
    void knownAnswersAndTheSignatureAreKeptToo() {
        ModelVersion tested = flights.register(
                draft -> draft.version("2.0.0")
                        .artifact("model.bin", Ground.bytes("weights of 2.0.0"))
                        .golden(List.of(new GoldenExample(Map.of("hour", 8L), Map.of("delay", 16.0), 0.0))),
                because("trained"));
        toProduction(flights, tested);
        serveOnce();
        line.cut();

        ServedModel<String> served = start().serve(
                        "flights",
                        StandbyGround::weights,
                        options().requiredSelfTest((model, inputs) -> Map.of("delay", model.length() * 1.0)));

        assertThat(ask(served, "user-1")).isEqualTo("weights of 2.0.0");
    }

    @Test
    void withoutADirectoryNothingIsKept() throws Exception {
        try (ModelRegistry registry =
                ModelRegistry.builder().location(line).actor("server").open()) {
            serve(registry);
        }
        assertThat(files()).isEmpty();
    }
}
