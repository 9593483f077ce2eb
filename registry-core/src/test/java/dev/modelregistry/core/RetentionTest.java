package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.FaultyStore.Fault.FAILS;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.STAGING;
import static dev.modelregistry.retention.RetentionPlan.Action.ARCHIVE;
import static dev.modelregistry.retention.RetentionPlan.Action.EXPIRE;
import static dev.modelregistry.retention.RetentionPlan.Action.VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.access.Operation;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.retention.Expiry;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.retention.RetentionPlan.Item;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.retention.RetentionPolicyBuilder;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies, the dry run and what is done, on a store. */
class RetentionTest extends RetentionGround {
    @Test
    void theDryRunSaysWhatTheRunDoes() {
        registerFile(flights, "1.0.0", "aaaa");
        registerFile(flights, "1.1.0", "bbbbbb");
        clock.advance(Duration.ofDays(40));
        ModelVersion third = registerFile(flights, "1.2.0", "cc");
        define(rules -> rules.keepLast(1).expireAfter(Duration.ofDays(30)));
        long revision = flights.revision();

        RetentionPlan plan = registry.retention().plan();

        assertThat(told(plan)).containsExactly("flights 1 EXPIRE", "flights 2 EXPIRE", "flights 3 KEEP");
        assertThat(plan.items().get(0).reasons()).containsExactly("older than 30 days (policy 'nightly')");
        assertThat(plan.items()).extracting(Item::bytes).containsExactly(4L, 6L, 2L);
        assertThat(plan.freedBytes()).isEqualTo(10);
        assertThat(registry.retention().plan("flights")).isEqualTo(plan);
        assertThat(flights.revision()).isEqualTo(revision);

        RetentionPlan done =
                registry.retention().apply(because("the disk is full").by("ops"));

        assertThat(done.items()).isEqualTo(plan.items(EXPIRE));
        assertThat(done.freedBytes()).isEqualTo(10);
        Commit commit = flights.history().reduce((one, next) -> next).orElseThrow();
        assertThat(commit.events())
                .extracting(RegistryEvent::summary)
                .containsExactly(
                        "version 1 expired: older than 30 days (policy 'nightly')",
                        "version 2 expired: older than 30 days (policy 'nightly')");
        assertThat(commit.reason()).isEqualTo("the disk is full");
        Commit rules = registry.settings().history().findFirst().orElseThrow();
        assertThat(commit.basis()).isEqualTo(Map.of("settings/registry", new Head(1, rules.hash())));
        assertThat(flights.expired(flights.version(1)))
                .hasValue(new Expiry(
                        Actor.of("ops"), commit.time(), List.of("nightly"), "older than 30 days (policy 'nightly')"));
        assertThat(flights.expired(third)).isEmpty();

        assertThat(registry.retention().apply(because("again"))).isEqualTo(RetentionPlan.EMPTY);
        assertThat(told(registry.retention().plan())).containsExactly("flights 3 KEEP");
        assertThat(flights.revision()).isEqualTo(revision + 1);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void countsAsFreedOnlyWhatNothingElseNeeds() {
        registerFile(flights, "1.0.0", "shared by two that go");
        registerFile(flights, "1.1.0", "shared by two that go");
        registerFile(flights, "1.2.0", "shared with one that stays");
        registerFile(registry.model("hotels"), "1.0.0", "shared with one that stays");
        flights.register(draft -> draft.artifact("text", bytes("a text")), because("trained"));
        registry.model("hotels")
                .register(draft -> draft.description("a text").artifact("b", bytes("b")), because("trained"));
        try (TrainingRun run = registry.startRun("flights")) {
            Artifact file = run.artifact("model.bin", bytes("of a run"));
            run.register(draft -> draft.artifact(file), because("trained"));
        }
        registry.settings()
                .defineRetention(
                        policy("nightly", "flights", rules -> rules.expireAfter(Duration.ZERO)), because("full"));

        RetentionPlan plan = registry.retention().plan();

        assertThat(plan.items(EXPIRE)).hasSize(5);
        assertThat(plan.bytes(EXPIRE)).isEqualTo(21 + 21 + 26 + 6 + 8);
        assertThat(plan.freedBytes()).isEqualTo(21);
        registry.retention().apply(because("full"));
        registry.settings()
                .defineRetention(policy("nightly", "*", rules -> rules.expireAfter(Duration.ZERO)), because("full"));
        assertThat(registry.retention().plan("hotels").freedBytes())
                .as("what expired before needs it no more")
                .isEqualTo(26 + 1);
    }

    @Test
    void nothingHappensWithoutAPolicyForTheModel() {
        register(flights, "1.0.0");
        registry.settings()
                .defineRetention(
                        policy("hotels", "hotels", rules -> rules.maximumAge(Duration.ofMillis(1))), because("x"));
        clock.advance(Duration.ofDays(1));

        assertThat(registry.retention().plan()).isEqualTo(RetentionPlan.EMPTY);
        assertThat(registry.retention().plan("hotels")).isEqualTo(RetentionPlan.EMPTY);
        assertThat(registry.retention().plan("FLIGHTS")).isEqualTo(RetentionPlan.EMPTY);
        assertThat(registry.retention().apply(because("x"))).isEqualTo(RetentionPlan.EMPTY);
    }

    @Test
    void policiesHoldInEveryProcessAndInThePast() {
        Instant before = clock.instant();
        clock.advance(Duration.ofDays(1));
        define(rules -> rules.keepLast(3));

        assertThat(elsewhere.settings().retentionPolicies())
                .containsExactly(policy("nightly", "*", rules -> rules.keepLast(3)));
        assertThat(registry.asOf(before).settings().retentionPolicies()).isEmpty();
        registry.settings().removeRetention("NIGHTLY", because("no longer"));
        registry.settings().removeRetention("nightly", because("twice"));
        assertThat(elsewhere.settings().retentionPolicies()).isEmpty();
        assertThat(registry.settings().revision()).isEqualTo(2);
    }

    @Test
    void aContradictionIsRefusedAndNothingChanges() {
        define(rules -> rules.maximumAge(Duration.ofDays(30)));
        RetentionPolicy audit = policy("audit", "audit-*", RetentionPolicyBuilder::keepForEver);

        assertThatThrownBy(() -> registry.settings().defineRetention(audit, because("law")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("keeps for ever, and 'nightly' has a maximum age of 30 days");
        assertThat(registry.settings().revision()).isEqualTo(1);
        assertThat(registry.settings().retentionPolicies()).hasSize(1);
    }

    @Test
    void whatIsTooOldAndInUseIsReportedEachTime() {
        toProduction(flights, register(flights, "1.0.0"));
        define(rules -> rules.maximumAge(Duration.ofDays(30)));
        clock.advance(Duration.ofDays(30));

        for (int i = 0; i < 2; i++) {
            RetentionPlan done = registry.retention().apply(because("clean up"));
            assertThat(told(done)).containsExactly("flights 1 VIOLATION");
            assertThat(done.items(VIOLATION).get(0).reasons())
                    .containsExactly("older than the maximum of 30 days (policy 'nightly')", "in Production");
        }
        assertThat(flights.expired(flights.version(1))).isEmpty();
    }

    @Test
    void archivesByPolicy() {
        ModelVersion version = register(flights, "1.0.0");
        define(rules -> rules.archiveAfter(Duration.ofDays(7)).expireAfter(Duration.ofDays(30)));
        clock.advance(Duration.ofDays(7));

        assertThat(told(registry.retention().apply(because("order")))).containsExactly("flights 1 ARCHIVE");
        assertThat(flights.stageOf(version).stage()).isEqualTo(ARCHIVED);
        assertThat(flights.stageOf(version).reason()).isEqualTo("order");
        assertThat(registry.retention().plan().items(ARCHIVE)).isEmpty();
    }

    /** Between the plan and what is done another process may take a version into use; it decides anew. */
    @Test
    void whatWasTakenIntoUseMeanwhileStays() {
        ModelVersion held = register(flights, "1.0.0");
        ModelVersion staged = register(flights, "1.1.0");
        register(flights, "1.2.0");
        define(rules -> rules.expireAfter(Duration.ZERO));
        assertThat(registry.retention().plan().items(EXPIRE)).hasSize(3);
        way.beforeAppend = () -> {
            way.beforeAppend = () -> {};
            RegisteredModel theirs = elsewhere.model("flights");
            theirs.hold(held, because("case 7"));
            theirs.promote(staged, STAGING, because("tests pass"));
        };

        assertThat(told(registry.retention().apply(because("clean up")))).containsExactly("flights 3 EXPIRE");
        assertThat(flights.expired(held)).isEmpty();
        assertThat(flights.expired(staged)).isEmpty();
    }

    @Test
    void manyAtATimeLetEachExpireOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            register(flights, "1." + i + ".0");
        }
        define(rules -> rules.keepLast(1).expireAfter(Duration.ZERO));
        List<ModelRegistry> racers = List.of(registry, elsewhere, registry, elsewhere);

        List<RetentionPlan> plans =
                Race.all(4, racer -> racers.get(racer).retention().apply(because("clean up " + racer)));

        assertThat(plans.stream().mapToInt(plan -> plan.items(EXPIRE).size()).sum())
                .isEqualTo(19);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aModelThatFailsDoesNotKeepTheOthers() {
        ModelVersion first = register(registry.model("a"), "1.0.0");
        ModelVersion second = register(registry.model("b"), "1.0.0");
        ModelVersion third = register(registry.model("c"), "1.0.0");
        define(rules -> rules.expireAfter(Duration.ZERO));
        way.next(FAILS, FAILS);

        assertThatThrownBy(() -> registry.retention().apply(because("clean up")))
                .isInstanceOf(StoreUnavailableException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(elsewhere.model("a").expired(first)).isEmpty();
        assertThat(elsewhere.model("b").expired(second)).isEmpty();
        assertThat(elsewhere.model("c").expired(third)).isPresent();

        assertThat(told(elsewhere.retention().apply(because("again")))).containsExactly("a 1 EXPIRE", "b 1 EXPIRE");
    }

    @Test
    void runsExpireWhenTheirVersionsDo() {
        ModelVersion kept;
        try (TrainingRun run = registry.startRun("flights")) {
            Artifact file = run.artifact("model.bin", bytes("weights"));
            run.artifact("plot.png", bytes("a plot"));
            kept = run.register(draft -> draft.artifact(file), because("good"));
        }
        clock.advance(Duration.ofSeconds(1)); // runs are in the order of their starts
        try (TrainingRun failed = registry.startRun("hotels")) {
            failed.artifact("checkpoint", bytes("of a model without versions"));
            failed.fail("diverged");
        }
        TrainingRun open = registry.startRun("flights");
        clock.advance(Duration.ofDays(31));
        define(rules -> rules.keepTagged("audit").expireAfter(Duration.ZERO).expireRunsAfter(Duration.ofDays(30)));
        flights.tag(kept, "audit", "2026", because("looked at"));

        RetentionPlan plan = registry.retention().plan();
        assertThat(plan.runs())
                .extracting(run -> run.run().model() + " " + run.action() + " " + run.reasons() + " " + run.bytes())
                .containsExactly(
                        "flights KEEP [made version 1, which stays] 13",
                        "flights KEEP [it did not say that it ended] 0",
                        "hotels EXPIRE [its end is further back than 30 days (policy 'nightly')] 27");
        assertThat(plan.freedBytes()).isEqualTo(27);
        assertThat(registry.retention().plan("hotels").runs()).isEqualTo(plan.runs(EXPIRE));
        RetentionPlan done = registry.retention().apply(because("clean up").by("ops"));
        assertThat(done.items()).isEmpty();
        assertThat(done.runs()).isEqualTo(plan.runs(EXPIRE));
        RunView hotel = registry.model("hotels").runs().findFirst().orElseThrow();
        assertThat(hotel.expired().map(Expiry::by)).hasValue(Actor.of("ops"));
        assertThat(hotel.lastSeen()).isEqualTo(hotel.endedAt().orElseThrow());
        assertThat(hotel.status()).isEqualTo(RunStatus.FAILED);
        assertThat(registry.retention().apply(because("again"))).isEqualTo(RetentionPlan.EMPTY);

        flights.removeTag(kept, "audit", because("no longer"));
        flights.hold(because("case 7"));
        assertThat(registry.retention().apply(because("clean up"))).isEqualTo(RetentionPlan.EMPTY);
        flights.releaseHold(because("over"));
        open.close();
        RetentionPlan together = registry.retention().plan();
        assertThat(told(together)).containsExactly("flights 1 EXPIRE");
        assertThat(together.runs())
                .extracting(run -> run.action() + " " + run.reasons())
                .containsExactly(
                        "EXPIRE [its end is further back than 30 days (policy 'nightly')]",
                        "KEEP [its end is not far enough back]");
        assertThat(together.freedBytes()).isEqualTo(13);
        assertThat(registry.retention().apply(because("clean up")))
                .isEqualTo(new RetentionPlan(together.items(), together.runs(EXPIRE), 13));
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aHoldOnTheModelKeepsItsRuns() {
        register(flights, "1.0.0");
        flights.hold(because("case 7"));
        try (TrainingRun failed = registry.startRun("flights")) {
            failed.artifact("checkpoint", bytes("weights"));
            failed.fail("diverged");
        }
        clock.advance(Duration.ofDays(1));
        define(rules -> rules.expireRunsAfter(Duration.ZERO));

        assertThat(registry.retention().plan().runs().get(0).reasons().get(0)).startsWith("held since ");
        assertThat(registry.retention().apply(because("clean up"))).isEqualTo(RetentionPlan.EMPTY);
        flights.releaseHold(because("over"));
        assertThat(registry.retention().apply(because("clean up")).freedBytes()).isEqualTo("weights".length());
    }

    @Test
    void isAboutAllModels() {
        assertThatThrownBy(() -> registry.retention().apply(because("x").ifRevisionIs(3)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("they are about all models; leave ifRevisionIs out");
    }

    @Test
    void isForThoseWhoMay() {
        register(flights, "1.0.0");
        register(registry.model("hotels"), "1.0.0");
        define(rules -> rules.keepLast(1).expireAfter(Duration.ZERO));
        Roles roles = Roles.builder()
                .grant(Role.OWNER)
                .on("flights")
                .to("alice")
                .grant(Operation.HOLD)
                .on("*")
                .to("legal")
                .build();
        ModelRegistry owner = ground.open(ground.way(), builder -> builder.access(roles));
        ModelRegistry legal =
                ground.open(ground.way(), builder -> builder.actor("legal").access(roles));

        assertThat(told(owner.retention().plan("flights"))).containsExactly("flights 1 KEEP");
        assertThat(owner.retention().plan("hotels")).isEqualTo(RetentionPlan.EMPTY);
        assertThatThrownBy(() -> owner.retention().plan()).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> owner.retention().apply(because("x"))).isInstanceOf(AccessDeniedException.class);
        ModelVersion version = owner.model("flights").version(1);
        assertThatThrownBy(() -> owner.model("flights").hold(version, because("x")))
                .isInstanceOf(AccessDeniedException.class);
        legal.model("flights").hold(version, because("case 7"));
        assertThatThrownBy(() -> owner.model("flights").releaseHold(version, because("x")))
                .isInstanceOf(AccessDeniedException.class);
    }
}
