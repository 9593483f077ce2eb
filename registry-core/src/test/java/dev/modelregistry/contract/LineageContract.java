package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.LineageView;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage.Withdrawal;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Impact.Live;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import dev.modelregistry.pipeline.BreakGlass;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What comes of what, and what is done where something is bad: the same on every store. */
public abstract class LineageContract extends RolloutContract {
    private static final int ROUNDS = 8;
    private static final List<String> MODELS = List.of("flights", "Fuel", "crew");
    private static final Node BAD = Node.dataset("flights", "sha256:bad");

    private ModelRegistry registry() {
        return ModelRegistry.builder().url(url).actor("alice").openOrCreate();
    }

    @Test
    void everyWalkComesByWhatLookingAtEverythingComesBy() {
        Random random = new Random(11);
        Set<Edge> recorded = new HashSet<>();
        List<ModelVersion> registered = new ArrayList<>();
        Map<Instant, PlainLineage> past = new LinkedHashMap<>();
        // One that is never set back, because what was before is told by times of different journals.
        AtomicLong ticks = new AtomicLong();
        Instant start = Instant.now();
        InstantSource clock = () -> start.plus(ticks.incrementAndGet(), ChronoUnit.MILLIS);
        try (ModelRegistry registry =
                ModelRegistry.builder().url(url).actor("alice").clock(clock).openOrCreate()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < 6; i++) {
                    change(registry, random, registered, recorded);
                }
                PlainLineage plain = new PlainLineage(registry, MODELS, registered, recorded);
                assertSame(registry.lineage(), plain);
                past.put(after(registry), plain);
            }
            assertThat(recorded).isNotEmpty();
            assertThat(registered).hasSizeGreaterThan(ROUNDS);
            registry.models().stream()
                    .filter(model -> !model.name().value().equals("clock"))
                    .forEach(model -> model.delete(because("of no matter for the past")));
            past.forEach((instant, then) -> assertSame(registry.asOf(instant).lineage(), then));
        }
    }

    /** An instant behind everything that was written until now, and before everything that will be. */
    private static Instant after(ModelRegistry registry) {
        RegisteredModel clock = registry.model("clock");
        return clock.register(draft -> draft.parameter("revision", clock.revision()), because("tick"))
                .registeredAt();
    }

    private static void change(
            ModelRegistry registry, Random random, List<ModelVersion> registered, Set<Edge> recorded) {
        RegisteredModel model = registry.model(RandomRegistry.pick(MODELS, random));
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> registered.add(register(registry, model, random));
            case 3 -> {
                try (TrainingRun run = registry.startRun(model.name().value())) {
                    run.dataset("d", "sha256:" + random.nextInt(4));
                    if (random.nextBoolean()) {
                        registered.add(run.register(draft -> draft.parameter("seed", random.nextInt()), because("x")));
                    }
                }
            }
            case 4, 5, 6 -> {
                Edge edge = new Edge(node(random), node(random));
                if (!edge.from().equals(edge.to())) {
                    registry.lineage().record(edge.from(), edge.to(), because("x"));
                    recorded.add(edge);
                }
            }
            case 7 -> {
                if (!model.exists() && model.revision() > 0) {
                    model.restore(because("x"));
                } else if (model.exists()) {
                    model.delete(because("x"));
                }
            }
            default -> {
                for (Edge edge : recorded.stream().sorted().limit(1).toList()) {
                    registry.lineage().retract(edge.from(), edge.to(), because("x"));
                    recorded.remove(edge);
                }
            }
        }
    }

    /** One that may have inputs and may be an input, so that there are cycles. */
    private static Node node(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Node.baseModel("bert", "v" + random.nextInt(2));
            case 1 -> Node.deployment("it's \"blue\"; --");
            case 2 -> Node.version("flights", "1.0." + random.nextInt(3));
            default -> Node.dataset("d", "sha256:" + random.nextInt(4));
        };
    }

    private static ModelVersion register(ModelRegistry registry, RegisteredModel model, Random random) {
        Lineage.Builder lineage = Lineage.builder()
                .code("git", "c" + random.nextInt(3))
                .dataset("d", "sha256:" + random.nextInt(4))
                .featureStore("feast", "v" + random.nextInt(2));
        registry.model(RandomRegistry.pick(MODELS, random))
                .latest()
                .ifPresent(parent ->
                        lineage.parent(parent.model().value(), parent.version().toString(), "fine-tuned from"));
        return model.register(
                draft -> draft.parameter("seed", random.nextInt()).lineage(lineage.build()), because("x"));
    }

    private static void assertSame(LineageView lineage, PlainLineage plain) {
        assertThat(plain.nodes()).isNotEmpty();
        for (Node node : plain.nodes()) {
            for (int hops : new int[] {1, 2, Integer.MAX_VALUE}) {
                assertSame(lineage.upstream(node, hops), plain.up(node, hops), "above", node, hops);
                assertSame(lineage.downstream(node, hops), plain.down(node, hops), "below", node, hops);
            }
        }
    }

    private static void assertSame(Graph found, Graph expected, String where, Node node, int hops) {
        assertThat(found.edges()).as("%s %s, %s hops", where, node, hops).isEqualTo(expected.edges());
        assertThat(found).as("%s %s, %s hops", where, node, hops).isEqualTo(expected);
    }

    private static ModelVersion trainedOn(RegisteredModel model, Node data) {
        String[] dataset = data.name().split("@", 2);
        return model.register(
                draft -> draft.parameter("revision", model.revision())
                        .lineage(Lineage.builder()
                                .dataset(dataset[0], dataset[1])
                                .build()),
                because("trained"));
    }

    private static ModelVersion tunedFrom(RegisteredModel model, ModelVersion parent) {
        return model.register(
                draft -> draft.parameter("revision", model.revision())
                        .lineage(Lineage.builder()
                                .parent(parent.model().value(), parent.version().toString(), "fine-tuned from")
                                .build()),
                because("tuned"));
    }

    private static void toProduction(RegisteredModel model, ModelVersion version) {
        model.promote(version, STAGING, because("tests pass"));
        model.promote(version, PRODUCTION, because("approved"));
    }

    @Test
    void theImpactOfADatasetIsWhatServesOfIt() {
        try (ModelRegistry registry = registry()) {
            RegisteredModel flights = registry.model("Flights");
            RegisteredModel fuel = registry.model("fuel");
            Node clean = Node.dataset("flights-clean", "sha256:c1");
            registry.lineage().record(BAD, clean, because("cleaned"));
            ModelVersion base = trainedOn(flights, clean);
            ModelVersion tuned = tunedFrom(fuel, base);
            ModelVersion other = trainedOn(fuel, Node.dataset("other", "sha256:o"));
            toProduction(flights, base);
            fuel.promote(tuned, STAGING, because("tests pass"));
            fuel.promote(tuned, CANARY, because("try it"));
            toProduction(fuel, other);

            Impact impact = registry.lineage().impact(BAD);

            Node flightsNode = Node.version("flights", base.version().toString());
            Node fuelNode = Node.version("fuel", tuned.version().toString());
            assertThat(impact.live())
                    .containsExactly(
                            new Live(
                                    base.uri(),
                                    base.version(),
                                    PRODUCTION,
                                    flights.in(PRODUCTION).orElseThrow().since(),
                                    List.of(BAD, clean, flightsNode)),
                            new Live(
                                    tuned.uri(),
                                    tuned.version(),
                                    CANARY,
                                    fuel.in(CANARY).orElseThrow().since(),
                                    List.of(BAD, clean, flightsNode, fuelNode)));
            assertThat(impact.descendants().nodes()).containsExactly(clean, BAD, flightsNode, fuelNode);
            assertThat(impact.descendants().stage(fuelNode)).contains(CANARY);
            assertThat(registry.lineage().path(BAD, fuelNode)).containsExactly(BAD, clean, flightsNode, fuelNode);
            assertThat(registry.lineage().path(fuelNode, BAD)).isEmpty();
            assertThat(registry.lineage().impact(flightsNode).live())
                    .extracting(Live::uri)
                    .containsExactly(base.uri(), tuned.uri());
            assertThat(registry.lineage().impact(Node.code("nobody")).live()).isEmpty();

            Instant before = flights.in(PRODUCTION).orElseThrow().since().minus(1, ChronoUnit.MICROS);
            assertThat(registry.asOf(before).lineage().impact(BAD).live()).isEmpty();
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void whatDescendsFromWhatIsQuarantinedIsNotPromoted() {
        try (ModelRegistry registry = registry()) {
            RegisteredModel flights = registry.model("Flights");
            Node clean = Node.dataset("flights-clean", "sha256:c1");
            registry.lineage().record(BAD, clean, because("cleaned"));
            ModelVersion before = trainedOn(flights, clean);
            Instant then = flights.history().findFirst().orElseThrow().time();

            registry.lineage().quarantine(BAD, because("wrong labels"));
            registry.lineage().quarantine(BAD, because("said twice"));

            List<Quarantine> quarantines = registry.lineage().quarantines();
            assertThat(quarantines).hasSize(1).allSatisfy(quarantine -> {
                assertThat(quarantine.node()).isEqualTo(BAD);
                assertThat(quarantine.reason()).isEqualTo("wrong labels");
                assertThat(quarantine.actor()).hasToString("alice");
            });
            assertThat(registry.asOf(then).lineage().quarantines()).isEmpty();
            ModelVersion later = trainedOn(flights, clean);
            ModelVersion tuned = tunedFrom(registry.model("fuel"), later);
            for (ModelVersion barred : List.of(before, later, tuned)) {
                RegisteredModel model = registry.model(barred.model());
                assertThat(model.simulate(barred, STAGING).passes()).isFalse();
                assertThatThrownBy(() -> model.promote(barred, STAGING, because("tests pass")))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining(
                                "quarantine: failed, it descends from what is quarantined: dataset:flights@sha256:bad is quarantined since ")
                        .hasMessageContaining(" by alice: wrong labels (by dataset:flights-clean@sha256:c1");
            }
            flights.promote(before, STAGING, because("we know better"), BreakGlass.nothingIsChecked());
            assertThat(flights.history().flatMap(commit -> commit.events().stream()))
                    .anySatisfy(event -> assertThat(event.summary())
                            .contains("quarantine: it descends from what is quarantined: dataset:flights@sha256:bad"));
            flights.promote(before, ARCHIVED, because("away with it"));

            registry.lineage().retract(BAD, clean, because("cleaned from something else"));
            flights.promote(later, STAGING, because("tests pass"));
            registry.lineage().quarantine(Node.version(later.model(), later.version()), because("smells"));
            assertThatThrownBy(() -> flights.promote(later, PRODUCTION, because("approved")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("quarantine: failed, it is quarantined itself: version:flights@");
            registry.lineage().liftQuarantine(Node.version(later.model(), later.version()), because("it was the fish"));
            registry.lineage().liftQuarantine(BAD, because("labels mended"));
            registry.lineage().liftQuarantine(BAD, because("said twice"));
            flights.promote(later, PRODUCTION, because("approved"));
            assertThat(registry.lineage().quarantines()).isEmpty();
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void whatServesIsTakenOutOfServiceAndNoOtherDescendantTakesItsPlace() {
        try (ModelRegistry registry = registry()) {
            RegisteredModel flights = registry.model("flights");
            ModelVersion good = trainedOn(flights, Node.dataset("flights", "sha256:good"));
            ModelVersion bad = trainedOn(flights, BAD);
            ModelVersion worse = trainedOn(flights, BAD);
            List.of(good, bad, worse).forEach(version -> toProduction(flights, version));
            RegisteredModel fuel = registry.model("fuel");
            ModelVersion tried = trainedOn(fuel, BAD);
            fuel.promote(tried, STAGING, because("tests pass"));
            fuel.promote(tried, CANARY, because("try it"));
            RegisteredModel crew = registry.model("crew");
            toProduction(crew, trainedOn(crew, BAD));
            registry.lineage().quarantine(BAD, because("wrong labels"));

            List<Withdrawal> withdrawn = registry.lineage().rollBackLive(BAD, because("wrong labels"));

            List<String> told = new ArrayList<>();
            withdrawn.forEach(each -> told.add(each.live().uri() + ": "
                    + each.now()
                            .map(now -> now.version().uri() + " " + now.stage())
                            .or(each::problem)
                            .orElseThrow()));
            assertThat(told.get(0)).startsWith("models:/crew/1: model 'crew' has no good version to return to");
            assertThat(told.subList(1, 3))
                    .containsExactly(
                            "models:/flights/3: models:/flights/1 Production",
                            "models:/fuel/1: models:/fuel/1 Archived");
            assertThat(flights.in(PRODUCTION).orElseThrow().version()).isEqualTo(good);
            assertThat(fuel.in(CANARY)).isEmpty();
            assertThat(registry.lineage().impact(BAD).live())
                    .extracting(live -> live.uri().toString())
                    .containsExactly("models:/crew/1");
            assertThat(registry.lineage().rollBackLive(BAD, because("once more")))
                    .hasSize(1);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }
}
