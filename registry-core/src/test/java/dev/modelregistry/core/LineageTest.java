package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_BUT_DONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.access.Operation;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact.Live;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lineage where input is bad, the store fails, or not everything may be seen. What walks come by is the business of the contract. */
class LineageTest {
    private static final Node DATA = Node.dataset("flights", "sha256:1");
    private static final Node CLEAN = Node.dataset("flights-clean", "sha256:2");
    private static final Node BERT = Node.baseModel("bert", "large");

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegistryLineage lineage = registry.lineage();

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelVersion register(String model, Lineage.Builder from) {
        RegisteredModel registered = registry.model(model);
        return registered.register(
                draft -> draft.parameter("revision", registered.revision()).lineage(from.build()), because("trained"));
    }

    private ModelVersion onData(String model) {
        return register(model, Lineage.builder().dataset("flights", "sha256:1"));
    }

    private ModelVersion tunedFrom(String model, ModelVersion parent) {
        return register(
                model,
                Lineage.builder()
                        .parent(parent.model().value(), parent.version().toString(), "fine-tuned from"));
    }

    private static Node node(ModelVersion version) {
        return Node.version(version.model(), version.version());
    }

    @Test
    void refusesWhatCannotBeKept() {
        Node big = Node.code("x".repeat(1_000));
        for (Node bad : List.of(big, Node.code("a\nb"), Node.code("\ud800"))) {
            assertThatThrownBy(() -> lineage.record(DATA, bad, because("x")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("node code:");
            assertThatThrownBy(() -> lineage.record(bad, DATA, because("x"))).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> lineage.quarantine(bad, because("x"))).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> lineage.record(DATA, DATA, because("x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be made from itself");
        assertThatThrownBy(() -> lineage.upstream(DATA, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("hops 0 are not 1 or more");
        for (Change change : List.of(because("x").requestKey("k"), because("x").ifRevisionIs(1))) {
            assertThatThrownBy(() -> lineage.rollBackLive(DATA, change))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("give a reason alone");
        }
        assertThat(registry.audit(AuditQuery.everything())).isEmpty();
    }

    @Test
    void aNodeThatNothingNamesStandsAlone() {
        assertThat(lineage.downstream(BERT).nodes()).containsExactly(BERT);
        assertThat(lineage.upstream(Node.version("nobody", "1.0.0")).nodes()).hasSize(1);
        assertThat(lineage.upstream(new Node(Node.Type.RUN, "mlflow-4711")).edges())
                .isEmpty();
        assertThat(lineage.path(DATA, BERT)).isEmpty();
    }

    @Test
    void whatIsSaidTwiceIsOneCommit() {
        lineage.record(DATA, CLEAN, because("cleaned"));
        lineage.record(DATA, CLEAN, because("cleaned"));
        lineage.retract(DATA, BERT, because("never said"));

        assertThat(registry.audit(AuditQuery.everything()))
                .singleElement()
                .satisfies(commit -> assertThat(commit.events().get(0).summary())
                        .isEqualTo("recorded: dataset:flights-clean@sha256:2 derived from dataset:flights@sha256:1"));
    }

    @Test
    void anEdgeOfUnknownOutcomeIsSeenByWhoeverAsksNext() {
        way.next(UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE);

        assertThatThrownBy(() -> lineage.record(DATA, CLEAN, because("cleaned")))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(lineage.downstream(DATA).edges()).containsExactly(new Edge(DATA, CLEAN));
        assertThat(lineage.upstream(CLEAN).edges()).containsExactly(new Edge(DATA, CLEAN));
    }

    @Test
    void whatOthersRecordCountsForTheNextPromotion() {
        ModelRegistry elsewhere = ground.open();
        RegisteredModel flights = registry.model("flights");
        ModelVersion version = register("flights", Lineage.builder().dataset("flights-clean", "sha256:2"));
        ModelVersion next = register("flights", Lineage.builder().dataset("flights-clean", "sha256:2"));
        flights.promote(version, Stage.STAGING, because("tests pass"));

        elsewhere.lineage().quarantine(DATA, because("wrong labels"));
        flights.promote(version, Stage.PRODUCTION, because("has nothing to do with it"));
        elsewhere.lineage().record(DATA, CLEAN, because("cleaned"));

        assertThatThrownBy(() -> flights.promote(next, Stage.STAGING, because("tests pass")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("quarantine");
        assertThat(flights.history().reduce((one, last) -> last).orElseThrow().basis())
                .containsKey("settings/registry");
    }

    @Test
    void descentGoesThroughModelsThatWereDeleted() {
        ModelVersion parent = onData("flights");
        ModelVersion child = tunedFrom("fuel", parent);
        lineage.quarantine(DATA, because("wrong labels"));
        registry.model("flights").delete(because("nobody uses it"));

        assertThatThrownBy(() -> registry.model("fuel").promote(child, Stage.STAGING, because("tests pass")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("(by version:flights@1.0.0");
        assertThat(lineage.path(DATA, node(child))).containsExactly(DATA, node(parent), node(child));
        assertThat(lineage.impact(DATA).descendants().stage(node(parent))).contains(Stage.DEVELOPMENT);
        RegisteredModel fuel = registry.model("fuel");
        fuel.promote(child, Stage.PRODUCTION, because("we know better"), BreakGlass.nothingIsChecked());
        assertThat(lineage.impact(DATA).live()).extracting(Live::uri).containsExactly(child.uri());
    }

    @Test
    void whatServesMayLeaveServiceByAnyWay() {
        RegisteredModel flights = registry.model("flights");
        ModelVersion version = onData("flights");
        flights.promote(version, Stage.STAGING, because("tests pass"));
        flights.promote(version, Stage.PRODUCTION, because("approved"));
        lineage.quarantine(DATA, because("wrong labels"));

        flights.promote(version, Stage.STAGING, because("out of service"));

        assertThatThrownBy(() -> flights.promote(version, Stage.CANARY, because("again")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("quarantine: failed");
        flights.promote(version, Stage.ARCHIVED, because("for good"));
    }

    @Test
    void whatIsBadIsTakenOutInSpiteOfTheFlapGuard() {
        RegisteredModel flights = registry.model("flights");
        ModelVersion good = register("flights", Lineage.builder().dataset("flights", "sha256:good"));
        ModelVersion bad = onData("flights");
        ModelVersion crashed = register("flights", Lineage.builder().dataset("flights", "sha256:other"));
        for (ModelVersion version : List.of(good, bad, crashed)) {
            flights.promote(version, Stage.STAGING, because("tests pass"));
            flights.promote(version, Stage.PRODUCTION, because("approved"));
        }
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .flapWindow(Duration.ofHours(1))
                                .build(),
                        because("slowly"));
        flights.rollbackFrom(crashed, because("crashed"));
        assertThat(flights.in(Stage.PRODUCTION).orElseThrow().version()).isEqualTo(bad);
        lineage.quarantine(DATA, because("wrong labels"));

        assertThat(registry.with(Freshness.pinned()).lineage().rollBackLive(DATA, because("wrong labels")))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.now().orElseThrow().version()).isEqualTo(good));
    }

    @Test
    void whatOthersPromotedAMomentAgoIsTakenOutTooHoweverOldAnAnswerMayBe() {
        ModelRegistry pinned = registry.with(Freshness.pinned());
        ModelVersion version = onData("flights");
        assertThat(pinned.lineage().impact(DATA).live()).isEmpty();
        RegisteredModel flights = ground.open().model("flights");
        flights.promote(flights.version(1), Stage.STAGING, because("tests pass"));
        flights.promote(flights.version(1), Stage.CANARY, because("try it"));

        assertThat(pinned.lineage().impact(DATA).live()).isEmpty();
        assertThat(pinned.lineage().rollBackLive(DATA, because("wrong labels")))
                .singleElement()
                .satisfies(each -> assertThat(each.now().orElseThrow().stage()).isEqualTo(Stage.ARCHIVED));
        assertThat(registry.model("flights").stageOf(version).stage()).isEqualTo(Stage.ARCHIVED);
    }

    @Test
    void aNodeMayHaveMoreOutputsThanAreAskedForAtOnce() {
        for (int i = 0; i < 1_005; i++) {
            lineage.record(DATA, Node.deployment("d" + i), because("x"));
        }

        assertThat(lineage.downstream(DATA).edges()).hasSize(1_005);
    }

    @Test
    void aRollbackGoesOnWhereDescentCannotBeKnownAndSaysSo() {
        RegisteredModel flights = registry.model("flights");
        ModelVersion good = register("flights", Lineage.builder().run("flights/1"));
        ModelVersion failed = register("flights", Lineage.builder());
        for (ModelVersion version : List.of(good, failed)) {
            flights.promote(version, Stage.STAGING, because("tests pass"));
            flights.promote(version, Stage.PRODUCTION, because("approved"));
        }
        lineage.quarantine(DATA, because("wrong labels"));
        Head none = Head.NONE;
        ground.memory
                .journals()
                .append(
                        new JournalId("run", "flights/1"),
                        none,
                        List.of(CommitBytes.of(1, Bytes.utf8("damaged\n"))),
                        List.of());

        flights.rollbackFrom(failed, because("crashed"));

        assertThat(flights.in(Stage.PRODUCTION).orElseThrow().version()).isEqualTo(good);
        assertThat(flights.history().reduce((one, last) -> last).orElseThrow().events())
                .anySatisfy(event -> assertThat(event.summary())
                        .contains("it is not known whether version 1 descends from what is quarantined"));
    }

    @Test
    void whatWasRecordedOfANodeHasAHistory() {
        lineage.record(DATA, CLEAN, because("cleaned"));
        lineage.retract(DATA, CLEAN, because("it was another one"));

        assertThat(lineage.history(CLEAN)).extracting(Commit::reason).containsExactly("cleaned", "it was another one");
        assertThat(lineage.history(DATA)).isEmpty();
    }

    @Test
    void whatMayNotBeSeenIsWalkedThroughAndLeftOut() {
        ModelVersion base = onData("secret");
        ModelVersion child = tunedFrom("flights", base);
        RegisteredModel flights = registry.model("flights");
        flights.promote(child, Stage.STAGING, because("tests pass"));
        flights.promote(child, Stage.PRODUCTION, because("approved"));
        RegisteredModel secret = registry.model("secret");
        secret.promote(base, Stage.STAGING, because("tests pass"));
        secret.promote(base, Stage.PRODUCTION, because("approved"));
        lineage.quarantine(node(base), because("smells"));
        Roles roles =
                Roles.builder().grant(Role.VIEWER).on("flights").to("alice").build();
        RegistryLineage seen =
                ground.open(ground.way(), builder -> builder.access(roles)).lineage();

        assertThat(seen.impact(DATA).live()).singleElement().satisfies(live -> {
            assertThat(live.uri()).isEqualTo(child.uri());
            assertThat(live.path()).containsExactly(DATA, node(child));
        });
        assertThat(seen.downstream(DATA).nodes()).containsExactly(DATA, node(child));
        assertThat(seen.downstream(DATA).toMermaid()).doesNotContain("secret");
        assertThat(seen.upstream(node(child)).edges()).isEmpty();
        assertThat(seen.path(DATA, node(child))).containsExactly(DATA, node(child));
        assertThat(seen.path(DATA, node(base))).isEmpty();
        assertThat(seen.path(node(base), node(child))).isEmpty();
        for (Graph from : List.of(
                seen.upstream(node(base)),
                seen.downstream(node(base)),
                seen.impact(node(base)).descendants())) {
            assertThat(from.nodes()).isEmpty();
            assertThat(from.edges()).isEmpty();
        }
        assertThat(seen.impact(node(base)).live()).isEmpty();
        assertThat(seen.history(node(base))).isEmpty();
        assertThat(seen.quarantines()).isEmpty();
        assertThatThrownBy(() -> seen.record(DATA, CLEAN, because("x"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> seen.quarantine(DATA, because("x"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> seen.rollBackLive(DATA, because("x").requestKey("k")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("give a reason alone");
        assertThat(seen.rollBackLive(DATA, because("x")))
                .singleElement()
                .satisfies(each -> assertThat(each.problem().orElseThrow())
                        .contains("there is no permission for 'alice' to " + Operation.ROLL_BACK));
    }

    @Test
    void aCopyHasTheWholeLineage() {
        ModelVersion version = onData("flights");
        lineage.record(CLEAN, DATA, because("x"));
        lineage.quarantine(BERT, because("x"));
        try (Ground other = new Ground()) {
            ModelRegistry copy = other.open();

            assertThat(registry.copyTo(copy).verified().problems()).isEmpty();

            assertThat(copy.lineage().downstream(CLEAN)).isEqualTo(lineage.downstream(CLEAN));
            assertThat(copy.lineage().upstream(node(version)).nodes()).contains(CLEAN);
            assertThat(copy.lineage().quarantines()).isEqualTo(lineage.quarantines());
        }
    }
}
