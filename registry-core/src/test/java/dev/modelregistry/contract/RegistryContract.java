package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.event.AuditQuery.everything;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.Comment;
import dev.modelregistry.Comparison.Verdict;
import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionStatus.Stuck;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.Expiry;
import dev.modelregistry.retention.Hold;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.retention.RetentionPlan.Action;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.run.SeriesSummary;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.Garbage.Need;
import dev.modelregistry.storage.Garbage.Total;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.Part;
import dev.modelregistry.storage.UnsafeGracePeriod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the whole library does on a store of any kind, of which a URL is all that is known. */
@Timeout(120)
public abstract class RegistryContract extends SearchContract {
    /** Something to measure, something to run, somebody to ask, and an alias that follows. */
    static final Pipeline GOVERNED = Pipeline.standard().toBuilder()
            .transition(STAGING, PRODUCTION, Gate.metricAtLeast("auc", 0.8), Gate.selfTest(), Gate.approvals(1))
            .protect("champion", PRODUCTION)
            .build();

    private static final long BOUND_SECONDS = 60;

    @Test
    void versionsAreNumberedByWhatIsDifferentAndFoundByEveryName() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first = flights.register(draft(false, "4f2a9c1" + "0".repeat(33), "a"), because("first"));
            ModelVersion tuned = flights.register(draft(false, "4f2a9c1e" + "0".repeat(32), "b"), because("tuned"));
            assertThat(flights.preview(draft(true, "77", "c")).version()).hasToString("2.0.0");
            assertThatThrownBy(() -> flights.register(
                            draft -> draft(true, "77", "c").accept(draft.version("1.1.0")), because("too low")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("MAJOR: required input `weather` was added");
            ModelVersion weather = flights.register(draft(true, "77", "c"), because("knows the weather"));
            ModelVersion fix = flights.register(
                    draft -> draft(false, "4f2a9c1e" + "1".repeat(32), "d").accept(draft.basedOn(tuned.version())),
                    because("fixed"));

            assertThat(flights.versions())
                    .extracting(version -> version.numbering().toString())
                    .containsExactly(
                            "1.0.0 (follows no release)",
                            "1.0.0 → 1.0.1 (PATCH: artifact `model.bin` changed; PATCH: the code changed)",
                            "1.0.1 → 2.0.0 (MAJOR: required input `weather` was added;"
                                    + " PATCH: artifact `model.bin` changed; PATCH: the code changed)",
                            "1.0.1 → 1.0.2 (PATCH: artifact `model.bin` changed; PATCH: the code changed)");
            assertThat(registry.resolve("models:/flight_delay/^1")).isEqualTo(fix);
            assertThat(registry.resolve("models:/flight_delay/2.x")).isEqualTo(weather);
            assertThat(registry.resolve("flight_delay_v1.0.0")).isEqualTo(first);
            assertThat(registry.versionsOfCommit("4f2a9c1")).containsExactly(first, tuned, fix);
            assertThat(registry.versionsOfCommit("4f2a9c1e")).containsExactly(tuned, fix);
            assertThat(registry.versionsOfCommit("77")).containsExactly(weather);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void versionsAreComparedByWhatWasRecorded() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first =
                    flights.register(draft -> draft.folds("auc", 0.6, 0.7, 0.8).metric("fuel", 3), because("first"));
            ModelVersion second = flights.register(
                    draft -> draft.folds("auc", 0.7, 0.81, 0.89)
                            .metric("fuel", 2)
                            .direction("fuel", Direction.LOWER_IS_BETTER),
                    because("second"));

            assertThat(registry.compare(first, second).metrics())
                    .allSatisfy(metric ->
                            assertThat(metric.values().get(1).verdict()).isEqualTo(Verdict.BETTER))
                    .hasSize(2);
            assertThat(registry.compare(first, second)
                            .metrics()
                            .get(0)
                            .values()
                            .get(1)
                            .isSignificant())
                    .isTrue();
            assertThat(flights.leaderboard("fuel", Direction.LOWER_IS_BETTER, 1))
                    .containsExactly(second);
        }
    }

    @Test
    void nothingReachesProductionUnproven() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            registry.settings().define(GOVERNED, because("nothing reaches production unproven"));
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion weak = flights.register(draft -> draft.metric("auc", 0.7), because("first"));
            ModelVersion good = flights.register(draft -> draft.metric("auc", 0.9), because("better"));
            flights.promote(weak, STAGING, because("tests pass"));
            assertThatThrownBy(() -> flights.promote(weak, PRODUCTION, because("hurry")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("metric auc at least 0.8: failed, auc is 0.7")
                    .hasMessageContaining("check self-test: missing")
                    .hasMessageContaining("approvals: missing");

            flights.promote(good, STAGING, because("tests pass"));
            flights.recordEvidence(
                    good, flights.simulate(good, PRODUCTION), "self-test", CheckOutcome.passed("fine"), because("ci"));
            flights.requestApproval(good, PRODUCTION, because("figures are good"));
            assertThatThrownBy(() -> flights.approve(good, PRODUCTION, because("mine")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("'alice' asked for the approval and so has no vote");
            flights.reject(good, PRODUCTION, because("no report").by("bob"));
            assertThat(flights.simulate(good, PRODUCTION).open())
                    .extracting(GateResult::toString)
                    .containsExactly("approvals: failed, rejected by bob (no report); 0 of 1 approvals");
            flights.approve(good, PRODUCTION, because("report is there").by("bob"));
            assertThat(flights.openRequests()).hasSize(1);
            flights.promote(good, PRODUCTION, because("approved"));
            assertThat(flights.openRequests()).isEmpty();

            Commit promotion = flights.history().reduce((one, next) -> next).orElseThrow();
            Commit rules = registry.settings().history().findFirst().orElseThrow();
            assertThat(promotion.basis()).containsExactly(Map.entry("settings/registry", new Head(1, rules.hash())));
            assertThat(promotion.events().get(0).summary()).isEqualTo("version 2 passed 3 gates to Production");
            flights.promote(weak, PRODUCTION, because("the rules are the fault"), BreakGlass.nothingIsChecked());
            assertThat(flights.rollbackFrom(weak, because("worse")).version()).isEqualTo(good);
            assertThatThrownBy(() -> flights.promote(weak, PRODUCTION, because("again")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("failed in service and was rolled back at ");
            assertThatThrownBy(() -> flights.alias("champion", weak, because("try")))
                    .isInstanceOf(RejectedException.class);
            flights.alias("champion", good, because("it serves"));
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void whatHappenedIsFoundByWhoAndWhereAndWhenAndWhat(@TempDir Path files) throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first = flights.register(draft(false, "77", "a"), because("first"));
            RegisteredModel hotels = registry.model("hotels");
            hotels.register(draft(false, "77", "b"), because("first"));
            registry.settings().define(GOVERNED, because("=rules").by("root"));
            flights.promote(first, STAGING, because("tests, all of them").by("bob"));
            hotels.delete(because("unused").by("bob"));

            List<Commit> all = registry.audit(everything()).toList();
            Commit promotion = flights.history().skip(1).findFirst().orElseThrow();
            assertThat(all)
                    .hasSize(5)
                    .isSortedAccordingTo(Comparator.comparing(Commit::time))
                    .contains(promotion);
            assertThat(registry.audit(everything().by("bob"))).hasSize(2).contains(promotion);
            assertThat(registry.audit(everything().by("bob").kinds(EventType.STAGE_CHANGED)))
                    .containsExactly(promotion);
            assertThat(registry.audit(everything().model("HOTELS")))
                    .containsExactlyElementsOf(hotels.history().toList());
            assertThat(registry.audit(everything().settings()))
                    .containsExactlyElementsOf(registry.settings().history().toList());
            Instant time = promotion.time();
            assertThat(registry.audit(everything().from(time).until(time.plusNanos(1))))
                    .contains(promotion)
                    .containsExactlyElementsOf(all.stream()
                            .filter(commit -> commit.time().equals(time))
                            .toList());
            assertThat(registry.audit(everything().from(time)))
                    .containsExactlyElementsOf(all.stream()
                            .filter(commit -> !commit.time().isBefore(time))
                            .toList());

            Path table = files.resolve("audit_log.csv");
            registry.exportAuditLog(table, everything().model("flight_delay").settings(), AuditFormat.CSV);
            assertThat(Files.readString(table).split("\r\n"))
                    .hasSize(1 + 4) // the first registration is two events
                    .anySatisfy(row -> assertThat(row).contains(",root,'=rules,pipeline.defined,"))
                    .anySatisfy(row -> assertThat(row)
                            .endsWith(",bob,\"tests, all of them\",version.stage-changed,"
                                    + "moved version 1 Development → Staging,settings/registry@1,"
                                    + promotion.hash().hex()));
        }
    }

    @Test
    void whatACheckpointStatesIsMissedWhenItIsGone() {
        CheckpointSigner signer = CheckpointSigner.generate("example.com/registry");
        TrustedKey key = signer.trustedKey();
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            assertThat(registry.checkpoint(signer).heads()).isEmpty();
            registry.settings().define(GOVERNED, because("nothing reaches production unproven"));
            RegisteredModel flights = registry.model("Flight delay");
            flights.register(draft(false, "77", "a"), because("first"));
            flights.tag("team", "ops", because("they own it"));
            Checkpoint checkpoint = Checkpoint.parse(registry.checkpoint(signer).toText());
            Map<JournalId, Head> longer = new TreeMap<>(checkpoint.heads());
            longer.replaceAll((journal, head) -> new Head(head.revision() + 1, head.hash()));
            longer.put(new JournalId("model", "gone"), new Head(1, Digest.ZERO));

            flights.register(draft(true, "77", "b"), because("second"));
            registry.model("other").register(draft(false, "77", "a"), because("first"));

            assertThat(checkpoint.heads().keySet()).containsExactly(JournalId.of(flights.name()), JournalId.SETTINGS);
            assertThat(registry.verify(checkpoint, key).problems()).isEmpty();
            assertThat(registry.verify(Checkpoint.of(registry.id(), checkpoint.time(), longer, signer), key)
                            .problems())
                    .satisfiesExactly(
                            problem -> assertThat(problem)
                                    .startsWith("journal " + JournalId.of(flights.name()) + ", commit 3 has the hash ")
                                    .endsWith(": history was rewritten"),
                            problem -> assertThat(problem).startsWith("journal model/gone is gone; "),
                            problem -> assertThat(problem)
                                    .startsWith("journal settings/registry ends at revision 1 (")
                                    .endsWith(": commits were lost"));
        }
    }

    @Test
    void aVersionThatWasProvedElsewhereIsTheSameVersionHere() {
        byte[] weights = new byte[300_000];
        Arrays.fill(weights, (byte) 7);
        try (ModelRegistry trial = ModelRegistry.open("memory:").as("alice");
                ModelRegistry registry = ModelRegistry.openOrCreate(url).as("carol")) {
            RegisteredModel dev = trial.model("Flight delay");
            trial.settings().define(GOVERNED, because("nothing reaches production unproven"));
            ModelVersion original = dev.register(
                    draft -> draft(false, "77", "b")
                            .andThen(more -> more.version("1.2.0")
                                    .artifact("weights.bin", weights)
                                    .metric("auc", 0.9)
                                    .environment("notes", "x".repeat(70_000)) // a descriptor that is a blob
                                    .description("for trial \u2713"))
                            .accept(draft),
                    because("trained"));
            dev.promote(original, STAGING, because("tested"));
            dev.requestApproval(original, PRODUCTION, because("ready"));
            dev.approve(original, PRODUCTION, because("looks good").by("bob"));
            dev.recordEvidence(
                    original,
                    dev.simulate(original, PRODUCTION),
                    "self-test",
                    CheckOutcome.passed("12 cases"),
                    because("nightly").by("ci"));
            registry.settings().define(GOVERNED, because("nothing reaches production unproven"));
            RegisteredModel prod = registry.model("flights");
            prod.register(draft(false, "76", "a"), because("first"));

            ModelVersion copy = prod.registerCopy(original, because("passed the trial"));

            assertThat(copy.digest()).isEqualTo(original.digest());
            assertThat(copy.number()).isEqualTo(2);
            assertThat(copy.version()).hasToString("1.2.0");
            assertThat(copy.artifact("weights.bin").path()).hasBinaryContent(weights);
            assertThat(copy.description()).contains("for trial \u2713");
            assertThat(copy.origin()).hasValueSatisfying(origin -> {
                assertThat(origin.registry()).isEqualTo(trial.id());
                assertThat(trial.resolve(origin.uri())).isEqualTo(original);
                assertThat(origin.registeredAt()).isEqualTo(original.registeredAt());
            });
            assertThat(copy.testimony())
                    .extracting(said -> said.by() + ": " + said.event().summary())
                    .containsExactly(
                            "alice: moved version 1 Development \u2192 Staging",
                            "alice: asked for approval of version 1 to Production",
                            "bob: approved version 1 to Production",
                            "ci: evidence for version 1 to Production, check self-test: passed, 12 cases");
            assertThat(registry.versionsOfCommit("77")).containsExactly(copy);
            prod.promote(copy, STAGING, because("tested"));
            assertThat(prod.simulate(copy, PRODUCTION).open())
                    .as("what was said elsewhere counts for nothing here")
                    .extracting(GateResult::gate)
                    .containsExactly("check self-test", "approvals");
            long revision = prod.revision();
            assertThat(prod.registerCopy(original, because("once more").by("dave")))
                    .isEqualTo(copy);
            assertThat(prod.revision()).isEqualTo(revision);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void whatNothingNeedsGoesInTwoSteps() {
        GracePeriod none = UnsafeGracePeriod.of(Duration.ZERO);
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            ModelVersion first = registry.model("flight_delay").register(draft(false, "77", "kept"), because("first"));
            registry.settings().naming(NamingConvention.none().models("[a-z_]+", "a_b"), because("one style"));
            assertThatThrownBy(() ->
                            registry.model("REFUSED").register(draft(false, "77", "left behind"), because("first")))
                    .isInstanceOf(RejectedException.class);
            RegistryStorage storage = registry.storage();

            assertThat(storage.garbage().blobs()).isEmpty();
            assertThat(storage.garbage().kept(Need.RECENT)).isEqualTo(new Total(2, 4 + 11));
            assertThat(storage.garbage(none).blobs())
                    .singleElement()
                    .satisfies(blob -> assertThat(blob.reason()).startsWith("nothing needs it; stored 2"));
            assertThat(storage.garbage(none).kept()).containsExactly(Map.entry(Need.MODELS, new Total(1, 4)));
            Digest left = storage.trash(none).blobs().get(0).digest();
            assertThat(storage.trashed()).extracting(Blob::digest).containsExactly(left);
            assertThat(storage.restore(left)).isTrue();
            assertThat(storage.trash(none).bytes()).isEqualTo(11);
            assertThat(storage.purge().blobs()).isEmpty();
            assertThat(storage.purge(none).blobs()).extracting(Blob::digest).containsExactly(left);
            assertThat(storage.trashed()).isEmpty();
            assertThat(storage.restore(left)).isFalse();
            assertThat(first.artifact("model.bin").path()).hasContent("kept");
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void whatIsErasedIsGoneForEverAndTheHistorySaysSo() {
        CheckpointSigner signer = CheckpointSigner.generate("example.com/registry");
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice");
                ModelRegistry copy = ModelRegistry.open("memory:").as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first = flights.register(
                    draft -> draft(false, "77", "faces").accept(draft.description("Jane Doe's file")),
                    because("first"));
            ModelVersion second = flights.register(draft(true, "77", "faces"), because("second"));
            flights.comment(first, "the AUC drop on holidays is known: \ud83c\udf84\n\u3044\u3044\u3048");
            Comment comment = flights.comment(
                    first, "J. Doe was ill that week", because("asked").by("bob"));
            RunId run;
            try (TrainingRun training = registry.startRun("flight_delay")) {
                run = training.id();
                training.artifact("face.png", "Jane's face".getBytes(StandardCharsets.UTF_8));
            }
            Checkpoint checkpoint = registry.checkpoint(signer);
            registry.copyTo(copy);
            Erasure jane = Erasure.of(first, Part.text("description"))
                    .and(first, Part.comment(comment.number()))
                    .and(run, Part.artifact("face.png"))
                    .and(first, Part.artifact("model.bin"));
            assertThatThrownBy(() -> registry.storage().erase(jane, because("request 4711")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("version 2, artifact 'model.bin'");

            ErasureReport report =
                    registry.storage().erase(jane.and(second, Part.artifact("model.bin")), because("request 4711"));

            assertThat(report.gone()).hasSize(4);
            registry.copyTo(copy);
            for (ModelRegistry each : List.of(registry, copy)) {
                RegisteredModel model = each.model("flight_delay");
                ModelVersion read = model.version(1);
                assertThatThrownBy(read::description)
                        .isInstanceOf(NotFoundException.class)
                        .hasMessageContaining("text 'description' was erased by alice at ")
                        .hasMessageEndingWith(": request 4711");
                assertThatThrownBy(() -> read.artifact("model.bin").path()).hasMessageContaining("was erased by alice");
                assertThatThrownBy(() -> each.run(run).artifact("face.png").open())
                        .hasMessageContaining("was erased by alice");
                assertThat(model.comments(read))
                        .extracting(said -> said.number() + " " + said.by() + ": "
                                + said.text().orElse("(erased)"))
                        .containsExactly(
                                "1 alice: the AUC drop on holidays is known: \ud83c\udf84\n\u3044\u3044\u3048",
                                "2 bob: (erased)");
                assertThat(model.erased(read))
                        .extracting(erased -> erased.part().toString())
                        .containsExactly("text 'description'", "artifact 'model.bin'", "comment 2");
                assertThat(each.verifyCopy(checkpoint, signer.trustedKey()).problems())
                        .isEmpty();
            }
            assertThat(registry.asOf(comment.at()).model("flight_delay").comments(first))
                    .hasSize(2);
            ModelVersion again = flights.register(draft(false, "78", "faces"), because("consent was given"));
            assertThat(again.artifact("model.bin").open()).hasContent("faces");
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void subscribersGoOnWhereTheyWereAndPassOverWhatTheyMust() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        SubscriptionOptions soon = SubscriptionOptions.fromNow().retry(Duration.ofMillis(1), Duration.ofMillis(2));
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("Flight delay");
            flights.register(draft(false, "77", "a"), because("before"));
            Subscription first = registry.subscribe("pager", soon, commit -> heard.add(commit.reason()));
            flights.tag("k", "1", because("first"));
            assertThat(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("first");
            first.close();
            flights.tag("k", "2", because("poison"));
            flights.tag("k", "3", because("third"));
            registry.model("hotels").register(draft(false, "77", "a"), because("another"));
            assertThat(registry.subscriptions().status("pager").lag()).isEqualTo(3);
            registry.subscribe("pager", soon, commit -> {
                heard.add(commit.reason());
                if (commit.reason().equals("poison")) {
                    throw new IOException("no route to host");
                }
            });
            Set<String> both = new HashSet<>();
            while (both.size() < 2) {
                both.add(heard.poll(BOUND_SECONDS, TimeUnit.SECONDS));
            }
            assertThat(both).containsExactlyInAnyOrder("poison", "another");

            List<Stuck> stuck = registry.subscriptions().status("pager").stuck();
            while (stuck.isEmpty()) {
                stuck = registry.subscriptions().status("pager").stuck();
            }
            assertThat(stuck.get(0).failure()).isEqualTo("java.io.IOException: no route to host");
            registry.subscriptions().skip("pager", stuck.get(0), because("its receiver is gone"));
            String next;
            do {
                next = heard.poll(BOUND_SECONDS, TimeUnit.SECONDS);
            } while ("poison".equals(next));
            assertThat(next).isEqualTo("third");
            registry.subscriptions().forget("pager", because("not needed"));
            assertThat(registry.subscriptions().list()).isEmpty();
        }
    }

    @Test
    void eachActorDoesWhatThePolicyGrantsAndSeesWhatMayBeRead() {
        Roles roles = Roles.builder()
                .group("flight-team", "carol", "dave")
                .grant(Role.CONTRIBUTOR)
                .on("flight_*")
                .toGroup("flight-team")
                .grant(Role.APPROVER)
                .on("flight_*")
                .at(STAGING, PRODUCTION)
                .to("bob")
                .grant(Role.ADMINISTRATOR)
                .to("root")
                .allowActingAsAnybody("web")
                .build();
        try (ModelRegistry web =
                ModelRegistry.builder().url(url).actor("web").access(roles).openOrCreate()) {
            web.as("root").settings().define(GOVERNED, because("nothing reaches production unproven"));
            web.as("root").model("hotels").register(draft(false, "77", "a"), because("first"));
            RegisteredModel carols = web.as("carol").model("flight_delay");
            ModelVersion version = carols.register(draft -> draft.metric("auc", 0.9), because("first"));
            assertThatThrownBy(() -> carols.promote(version, STAGING, because("mine")))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("'carol' to PROMOTE version 1 of model 'flight_delay', stage Staging");
            RegisteredModel bobs = web.as("bob").model("flight_delay");
            bobs.promote(version, STAGING, because("tests pass"));
            carols.requestApproval(version, PRODUCTION, because("figures are good"));
            bobs.approve(version, PRODUCTION, because("so they are"));
            assertThat(web.as("dave")
                            .model("flight_delay")
                            .review(version, PRODUCTION)
                            .votes())
                    .hasSize(1);

            assertThat(web.models()).isEmpty();
            for (String actor : List.of("bob", "dave")) {
                ModelRegistry registry = web.as(actor);
                assertThat(registry.models())
                        .extracting(model -> model.name().value())
                        .containsExactly("flight_delay");
                assertThat(registry.versionsOfCommit("77")).isEmpty();
                assertThat(registry.audit(everything()).map(Commit::journal).distinct())
                        .containsExactlyInAnyOrder("settings/registry", "model/flight_delay");
                assertThat(registry.asOf(version.registeredAt()).model("hotels").exists())
                        .isFalse();
                for (String name : List.of("hotels", "castles")) {
                    assertThatThrownBy(() -> registry.resolve("models:/" + name + "/1"))
                            .isInstanceOf(NotFoundException.class)
                            .hasMessage("there is no model '" + name + "'; models() lists those that there are");
                }
                assertThatThrownBy(registry::verify).isInstanceOf(AccessDeniedException.class);
            }
            assertThat(web.as("root").models()).hasSize(2);
            assertThat(web.as("root").verify().problems()).isEmpty();
        }
    }

    @Test
    void whatNothingNeedsExpiresAndWhatIsHeldDoesNot() {
        RetentionPolicy policy = RetentionPolicy.builder("nightly")
                .models("flight*")
                .keepLast(1)
                .keepTagged("audit", "2026")
                .expireAfter(Duration.ZERO)
                .build();
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first = flights.register(draft(false, "77", "first"), because("first"));
            ModelVersion audited = flights.register(draft(false, "77", "second"), because("second"));
            ModelVersion held = flights.register(draft(false, "77", "third"), because("third"));
            ModelVersion last = flights.register(draft(false, "77", "fourth"), because("fourth"));
            flights.tag(audited, "audit", "2026", because("it was looked at"));
            flights.hold(held, because("case 2026-17").by("legal"));
            registry.settings().defineRetention(policy, because("the disk is full"));
            assertThatThrownBy(() -> registry.settings()
                            .defineRetention(
                                    RetentionPolicy.builder("pii")
                                            .models("flight*")
                                            .keepForEver()
                                            .build(),
                                    because("law")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("retention policy 'pii' keeps for ever, and 'nightly' expires after 0 days");

            RetentionPlan plan = registry.retention().plan();
            assertThat(plan.items())
                    .extracting(RetentionPlan.Item::action)
                    .containsExactly(Action.EXPIRE, Action.KEEP, Action.KEEP, Action.KEEP);
            assertThat(plan.freedBytes()).isEqualTo("first".length());
            assertThat(registry.retention().apply(because("clean up")).items()).isEqualTo(plan.items(Action.EXPIRE));
            assertThat(registry.retention().apply(because("again"))).isEqualTo(RetentionPlan.EMPTY);
            assertThatThrownBy(() -> flights.alias("best", first, because("it was the best")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("older than 0 days (policy 'nightly')); bring it back with revive");
            assertThat(flights.expired(last)).isEmpty();

            assertThat(registry.settings().retentionPolicies()).containsExactly(policy);
            assertThat(flights.hold(flights.version(3)).map(Hold::by)).hasValue(Actor.of("legal"));
            assertThat(flights.expired(first)).map(Expiry::policies).hasValue(List.of("nightly"));
            flights.revive(first, because("an auditor asks"));
            assertThat(flights.expired(first)).isEmpty();
            flights.releaseHold(flights.version(3), because("case closed"));
            assertThat(registry.retention().apply(because("clean up")).items(Action.EXPIRE))
                    .extracting(RetentionPlan.Item::number)
                    .containsExactly(1, 3);
            assertThat(flights.register(
                            draft(false, "77", "first").andThen(draft -> draft.version("1.0.0")), because("once more")))
                    .isEqualTo(first);
            assertThat(flights.expired(first)).isEmpty();
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    private static Consumer<VersionDraft> draft(boolean weather, String commit, String weights) {
        Signature.Builder signature = Signature.builder().input("departure", DataType.TIMESTAMP);
        if (weather) {
            signature.input("weather", DataType.STRING);
        }
        signature.output("late", DataType.FLOAT32);
        return draft -> draft.artifact("model.bin", weights.getBytes(StandardCharsets.UTF_8))
                .signature(signature.build())
                .lineage(Lineage.builder().code("git", commit).build());
    }

    @Test
    void aTrainingRunIsKeptWithAllItSaidAndNamesItsVersion() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RunId id;
            ModelVersion version;
            try (TrainingRun run = registry.startRun("flight_delay", because("new season"))) {
                id = run.id();
                run.parameter("rate", 0.1).dataset("flights", "sha256:77").metric("auc", 0.91);
                for (int step = 1; step <= 70_000; step++) {
                    run.metric("loss", step, 1.0 / step);
                }
                Artifact model = run.artifact("model.bin", "weights".getBytes(StandardCharsets.UTF_8));
                version = run.register(draft -> draft.artifact(model), because("beats the champion"));
            }
            registry.startRun("flight_delay", because("diverges")).close();

            RunView run = registry.run(id);
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(run.startedBy()).hasToString("alice");
            assertThat(run.series().get("loss"))
                    .isEqualTo(new SeriesSummary(70_000, 70_000, 1.0 / 70_000, 1.0 / 70_000, 1));
            assertThat(run.points("loss").mapToLong(MetricPoint::step).toArray())
                    .isEqualTo(LongStream.rangeClosed(1, 70_000).toArray());
            assertThat(run.version()).hasValue(version);
            assertThat(registry.resolve("runs:/" + id)).isEqualTo(version);
            assertThat(version.lineage().run()).hasValue(id.toString());
            assertThat(registry.resolve(version.uri()).artifact("model.bin").path())
                    .hasContent("weights");
            assertThat(registry.model("flight_delay").runs())
                    .extracting(RunView::status)
                    .containsExactlyInAnyOrder(RunStatus.FAILED, RunStatus.COMPLETED);
            assertThat(registry.audit(everything().kinds(EventType.RUN_FAILED))).hasSize(1);
            assertThat(registry.verify().problems()).isEmpty();
            try (ModelRegistry copy = ModelRegistry.openOrCreate("memory:")) {
                registry.copyTo(copy);
                assertThat(copy.run(id).points("loss")).hasSize(70_000);
                assertThat(copy.run(id).artifact("model.bin").size()).isEqualTo(7);
            }
        }
    }
}
