package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.access.Operation;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.storage.Part;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final Roles ROLES = Roles.builder()
            .grant(Role.CONTRIBUTOR)
            .on("flights")
            .to("carol")
            .grant(Role.APPROVER)
            .on("flights")
            .at(STAGING)
            .to("dan")
            .grant(Role.APPROVER)
            .on("flights")
            .at(PRODUCTION)
            .to("paula")
            .grant(Role.OWNER)
            .on("flights")
            .to("olga")
            .grant(Operation.BREAK_GLASS)
            .on("flights")
            .to("oncall")
            .grant(Role.ADMINISTRATOR)
            .to("root")
            .allowActingAs("web", "carol", "dan", "paula", "olga", "oncall", "root")
            .build();

    private final Ground ground = new Ground();
    private final Ground elsewhere = new Ground();
    private final ModelRegistry open = ground.open();
    private final ModelRegistry web = guarded(ground, ROLES, "web");

    private static ModelRegistry guarded(Ground ground, AccessPolicy policy, String actor) {
        return ground.open(
                ground.way(), builder -> builder.actor(actor).access(policy).pollInterval(Duration.ofMillis(1)));
    }

    private RegisteredModel flights(String actor) {
        return web.as(actor).model("flights");
    }

    private static AbstractThrowableAssert<?, ?> assertDenied(ThrowingCallable act) {
        return assertThatThrownBy(act).isInstanceOf(AccessDeniedException.class);
    }

    @AfterEach
    void close() {
        ground.close();
        elsewhere.close();
    }

    @Test
    void costsNothingWhereThereIsNoPolicy() {
        assertThat(open).isInstanceOf(DefaultRegistry.class);
        assertThat(open.as("anybody").with(Freshness.pinned())).isInstanceOf(DefaultRegistry.class);
    }

    @Test
    void aVersionGoesFromHandToHand() {
        open.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .gates(PRODUCTION, Gate.approvals(1))
                                .build(),
                        because("two pairs of eyes"));
        ModelVersion version = register(flights("carol"), "1.0.0");
        assertDenied(() -> flights("carol").promote(version, STAGING, because("mine")))
                .hasMessage(
                        "there is no permission for 'carol' to PROMOTE version 1 of model 'flights', stage Staging: no grant"
                                + " gives this right. Nothing was changed; ask whoever configures the access policy of this process");
        flights("dan").promote(version, STAGING, because("tests pass"));
        flights("carol").requestApproval(version, PRODUCTION, because("ready"));

        assertDenied(() -> flights("dan").approve(version, PRODUCTION, because("looks good")));
        assertDenied(() -> flights("dan").reject(version, PRODUCTION, because("looks bad")));
        assertDenied(() -> flights("dan").promote(version, PRODUCTION, because("hurry")));
        assertThatThrownBy(() -> flights("paula").promote(version, PRODUCTION, because("hurry")))
                .as("a right is no approval")
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("approvals");
        flights("paula").approve(version, PRODUCTION, because("figures are right"));
        flights("paula").promote(version, PRODUCTION, because("approved"));

        assertThat(open.model("flights").history())
                .extracting(commit -> commit.actor().id())
                .containsExactly("carol", "dan", "carol", "paula", "paula");
        assertThat(flights("carol").in(PRODUCTION)).isPresent();
    }

    @Test
    void takesBackOneOwnWordWithTheRightToSayIt() {
        open.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .gates(PRODUCTION, Gate.approvals(1))
                                .build(),
                        because("two pairs of eyes"));
        ModelVersion version = register(flights("carol"), "1.0.0");
        flights("carol").requestApproval(version, PRODUCTION, because("ready"));
        flights("paula").reject(version, PRODUCTION, because("no report"));

        flights("paula").withdraw(version, PRODUCTION, because("there is one"));
        assertThat(open.model("flights").review(version, PRODUCTION).votes()).isEmpty();
        flights("carol").withdraw(version, PRODUCTION, because("not yet"));
        assertThat(open.model("flights").openRequests()).isEmpty();
        assertDenied(() -> flights("dan").withdraw(version, PRODUCTION, because("me too")))
                .hasMessageContaining("REQUEST_APPROVAL");
    }

    /** Whoever may decide on staging alone must not end what serves by moving it there. */
    @Test
    void whatServesIsMovedByThoseWhoMayDecideOnThatStage() {
        ModelVersion version = register(open.model("flights"), "1.0.0");
        flights("olga").promote(version, STAGING, because("tests pass"));
        flights("olga").promote(version, CANARY, because("try"));
        assertDenied(() -> flights("dan").promote(version, STAGING, because("out")))
                .hasMessageContaining("stage Canary");
        flights("olga").promote(version, PRODUCTION, because("good"));

        assertDenied(() -> flights("dan").promote(version, STAGING, because("out")))
                .hasMessageContaining("stage Production");
        assertDenied(() -> flights("paula").archive(version, because("out"))).hasMessageContaining("stage Archived");
        flights("olga").archive(version, because("out of use"));
        assertThat(open.model("flights").stageOf(version).stage()).isEqualTo(ARCHIVED);
    }

    @Test
    void erasingIsForOwners() {
        ModelVersion version = register(open.model("flights"), "1.0.0");
        Erasure erasure = Erasure.of(version, Part.artifact("model.bin"));
        assertDenied(() -> web.as("carol").storage().erase(erasure, because("request")))
                .hasMessageContaining("'carol' to ERASE version 1 of model 'flights'");
        assertDenied(
                () -> web.as("olga").storage().erase(erasure, because("request").by("carol")));

        web.as("olga").storage().erase(erasure, because("request"));

        assertThat(flights("carol").erased(version)).hasSize(1);
    }

    @Test
    void theGlassIsBrokenByThoseWhoHaveTheRightToIt() {
        ModelVersion version = register(open.model("flights"), "1.0.0");
        BreakGlass danger = BreakGlass.nothingIsChecked();

        assertDenied(() -> flights("olga").promote(version, PRODUCTION, because("now"), danger));
        assertDenied(() -> flights("olga").alias("champion", version, because("now"), danger));
        flights("oncall").promote(version, PRODUCTION, because("now"), danger);
        flights("oncall").alias("champion", version, because("now"), danger);
        assertDenied(() -> flights("oncall").alias("champion", version, because("now")));
        assertDenied(() -> flights("oncall").rollbackFrom(version, Rollback.toLastGood(), because("worse")));
        assertThat(open.model("flights").in(PRODUCTION)).isPresent();
    }

    @Test
    void nobodyActsAsAnybodyWithoutAGrant() {
        ModelVersion version = register(open.model("flights"), "1.0.0");

        assertDenied(() -> web.as("eve"))
                .hasMessageStartingWith("there is no permission for 'web' to ACT_AS 'eve': no grant gives this right");
        assertThat(web.as("web").model("flights").exists())
                .as("web has no rights of its own")
                .isFalse();
        web.model("flights").tag("team", "ops", because("for carol").by("carol"));
        assertDenied(
                () -> web.model("flights").tag("team", "ops", because("for eve").by("eve")));
        assertDenied(() -> flights("carol")
                        .tag(version, "team", "ops", because("as the owner").by("olga")))
                .hasMessageStartingWith("there is no permission for 'carol' to ACT_AS 'olga'");
        assertDenied(() -> web.as("carol").as("web")).as("a handle that was given away stays what it is");
        assertDenied(
                () -> web.as("carol").settings().remove("x", because("as root").by("root")));
        assertThat(open.model("flights").history().skip(1))
                .extracting(commit -> commit.actor().id())
                .containsExactly("carol");
    }

    @Test
    void aRunIsOfThoseWhoMayTrainAndItsVersionOfThoseWhoMayRegister() {
        Roles roles = Roles.builder()
                .grant(Operation.TRAIN)
                .on("flights")
                .to("job")
                .grant(Role.CONTRIBUTOR)
                .on("flights")
                .to("carol")
                .allowActingAs("job", "carol")
                .build();
        ModelRegistry registry = guarded(ground, roles, "job");
        assertDenied(() -> registry.startRun("hotels"));
        try (TrainingRun run = registry.startRun("flights")) {
            assertDenied(() -> run.parameter("rate", 0.1)
                            .metric("auc", 0.9)
                            .metric("loss", 1, 0.5)
                            .tag("k", "v")
                            .dataset("flights", "sha256:1")
                            .register(draft -> {}, because("good")))
                    .hasMessageContaining("'job' to REGISTER model 'flights'");
            assertThat(open.model("flights").exists()).isFalse();
            ModelVersion version = run.register(draft -> {}, because("good").by("carol"));
            assertThat(version.registeredBy()).hasToString("carol");
            assertThat(registry.run(run.id()).version()).hasValue(version);
        }
    }

    @Test
    void aCopyNeedsTheRightToReadAllAndToWriteAll() {
        register(open.model("flights"), "1.0.0");
        ModelRegistry target = guarded(elsewhere, ROLES, "web");

        assertDenied(() -> web.as("olga").copyTo(target)).hasMessageContaining("'olga' to COPY_FROM the registry");
        assertDenied(() -> web.as("root").copyTo(target.as("olga")))
                .hasMessageContaining("'olga' to COPY_INTO the registry");
        assertDenied(() -> open.copyTo(target)).hasMessageContaining("'web' to COPY_INTO the registry");
        assertThat(elsewhere.open().models()).isEmpty();
        assertThat(web.as("root").copyTo(target.as("root")).commits()).isEqualTo(1);
        register(open.model("flights"), "1.1.0");
        assertThat(web.as("root").copyTo(elsewhere.open()).commits()).isEqualTo(1);
        register(open.model("flights"), "1.2.0");
        assertThat(open.copyTo(target.as("root")).commits()).isEqualTo(1);
    }

    @Test
    void versionsOfBothSidesAreComparedAndTheirFilesRegisteredAnew() {
        ModelVersion plain = register(open.model("flights"), "1.0.0");
        ModelVersion seen = flights("carol").version(1);

        assertThat(seen).isEqualTo(plain);
        assertThat(web.as("carol").compare(seen, plain).versions()).containsExactly(seen, plain);
        assertThat(open.compare(plain, seen).versions()).containsExactly(plain, seen);
        ModelVersion next = flights("carol")
                .register(
                        draft -> draft.artifact("other.bin", seen.artifact("model.bin")), because("the same weights"));
        assertThat(next.artifact("other.bin").digest())
                .isEqualTo(plain.artifact("model.bin").digest());
        flights("olga").tag(plain, "k", "v", because("x"));
    }

    @Test
    void whatMayNotBeReadIsNotHeardEither() throws Exception {
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        BlockingQueue<AccessRequest> denied = new LinkedBlockingQueue<>();
        AtomicBoolean suspended = new AtomicBoolean();
        AccessPolicy policy = request -> {
            if (suspended.get()) {
                denied.add(request);
                return AccessDecision.denied("suspended");
            }
            return ROLES.decide(request);
        };
        ModelRegistry registry = guarded(ground, policy, "web");
        registry.model("flights").watch(commit -> heard.add(-1L)); // web itself may not read
        registry.as("carol").model("flights").watch(commit -> heard.add(commit.revision()));

        register(open.model("flights"), "1.0.0");
        assertThat(heard.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        suspended.set(true);
        register(open.model("flights"), "1.1.0");
        assertThat(denied.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS)).isNotNull();
        suspended.set(false);
        register(open.model("flights"), "1.2.0");

        assertThat(heard.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(heard).isEmpty();
    }

    @Test
    void aPolicyThatFailsDenies() {
        register(open.model("flights"), "1.0.0");
        AccessPolicy broken = request -> {
            throw new IllegalStateException("the directory of users is away");
        };
        AccessPolicy silent = request -> null;
        for (AccessPolicy policy : new AccessPolicy[] {broken, silent}) {
            ModelRegistry registry = guarded(ground, policy, "root");

            assertThat(registry.model("flights").exists()).isFalse();
            assertThat(registry.models()).isEmpty();
            assertDenied(() -> register(registry.model("flights"), "1.1.0"))
                    .hasMessageContaining("'root' to REGISTER model 'flights': the access policy failed");
            assertDenied(registry::verify);
        }
    }

    @Test
    void theRulesAreReadByThoseWhoHaveAnyRightAndChangedByAdministrators() {
        assertThat(web.as("carol").settings().pipelines()).hasSize(1);
        assertDenied(() -> web.settings().pipelines()).hasMessageContaining("'web' to READ the registry");
        assertDenied(() -> web.as("olga").settings().define(Pipeline.standard(), because("x")))
                .hasMessageContaining("'olga' to CONFIGURE the registry");
        assertDenied(() -> web.as("olga").verify());
        assertThat(web.as("root").verify().problems()).isEmpty();
    }

    @Test
    void aListenerToAllModelsHearsOfThoseThatMayBeRead() throws Exception {
        try (Ground ground = new Ground()) {
            Roles roles =
                    Roles.builder().grant(Role.VIEWER).on("flight*").to("alice").build();
            ModelRegistry guarded = ground.open(ground.way(), builder -> builder.access(roles));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            guarded.watch(commit -> heard.add(commit.journal()));
            ModelRegistry open = ground.open();
            Ground.register(open.model("hotels"), "1.0.0");
            Ground.register(open.model("flights"), "1.0.0");

            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("model/flights");
            assertThat(heard).isEmpty();
        }
    }
}
