package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.Comparison;
import dev.modelregistry.Copied;
import dev.modelregistry.Erasure;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RegistryView;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.Verification;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.deployment.ContainerDeployment;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.EventType;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionStatus;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.VersionHit;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.storage.Erased;
import dev.modelregistry.storage.Part;
import dev.modelregistry.versioning.BumpReason;
import dev.modelregistry.versioning.Numbering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The code that the README and the pages under docs/ show, compiled and run. A block in a page is a region of this file, of its neighbours, or of the one of
 * {@code registry-jdbc}; blanks aside they must be equal, and the directory that the regions work in is left out of the page.
 */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path WORK = Path.of("target/readme");
    private static final List<Path> SOURCES = List.of(
            ROOT.resolve("registry-fs/src/test/java/dev/modelregistry/fs/ReadmeTest.java"),
            ROOT.resolve("registry-fs/src/test/java/dev/modelregistry/fs/ReadmeSharingTest.java"),
            ROOT.resolve("registry-fs/src/test/java/dev/modelregistry/fs/ReadmeRetentionTest.java"),
            ROOT.resolve("registry-fs/src/test/java/dev/modelregistry/fs/ReadmeLineageTest.java"),
            ROOT.resolve("registry-fs/src/test/java/dev/modelregistry/fs/ReadmeServingTest.java"),
            ROOT.resolve("registry-jdbc/src/test/java/dev/modelregistry/jdbc/ReadmeTest.java"));

    @BeforeEach
    void emptyWorkingDirectory() throws IOException {
        if (Files.exists(WORK)) {
            try (Stream<Path> all = Files.walk(WORK)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
        Files.createDirectories(WORK);
        Files.writeString(WORK.resolve("model.onnx"), "weights");
    }

    @Test
    void whatIsWrittenAboutRulesWorks() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("alice")) {
            // region rule
            registry.settings()
                    .define(
                            Pipeline.standard().toBuilder("fraud")
                                    .models("fraud-*") // the default pipeline governs all others
                                    .requires(Stage.STAGING, "signature", "lineage.datasets")
                                    .gates(
                                            Stage.PRODUCTION,
                                            Gate.metricAtLeast("auc", 0.8),
                                            Gate.notWorse("auc", 0.01), // than what is in production
                                            Gate.selfTest(),
                                            Gate.approvals(2))
                                    .protect("champion", Stage.PRODUCTION)
                                    .build(),
                            because("nothing reaches production unproven"));
            // end rule
            RegisteredModel fraud = registry.model("fraud-cards");
            ModelVersion version = fraud.register(
                    draft -> draft.metric("auc", 0.83)
                            .signature(Signature.builder()
                                    .input("amount", DataType.FLOAT32)
                                    .output("fraud", DataType.FLOAT32)
                                    .build())
                            .lineage(Lineage.builder()
                                    .dataset("cards", "sha256:9f2c")
                                    .build()),
                    because("trained"));
            fraud.promote(version, Stage.STAGING, because("tests pass"));
            assertThat(fraud.simulate(version, Stage.PRODUCTION).open()).hasSize(2);

            // region govern
            Simulation before = fraud.simulate(version, Stage.PRODUCTION);
            before.open().forEach(System.out::println); // the gates that do not hold, and why

            fraud.recordEvidence(
                    version,
                    before,
                    "self-test",
                    CheckOutcome.passed("120 of 120"),
                    because("build 77").by("ci"));
            fraud.requestApproval(version, Stage.PRODUCTION, because("ready to serve"));
            fraud.approve(
                    version, Stage.PRODUCTION, because("figures are right").by("bob"));
            fraud.approve(version, Stage.PRODUCTION, because("risks are known").by("carol"));
            fraud.promote(version, Stage.PRODUCTION, because("approved"));
            // end govern
            assertThat(fraud.stageOf(version).stage()).isEqualTo(Stage.PRODUCTION);
            fraud.alias("champion", version, because("it serves"));
        }
    }

    @Test
    void firstDay() {
        // region first-day
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:target/readme/registry").as("alice")) {
            RegisteredModel flights = registry.model("flight_delay_predictor");

            ModelVersion v1 = flights.register(
                    draft -> draft.version("1.0.0")
                            .artifact("model.onnx", Path.of("target/readme/model.onnx"))
                            .metric("auc", 0.677),
                    because("first model on Q1 data"));
            flights.promote(v1, Stage.STAGING, because("offline tests pass"));
            flights.promote(v1, Stage.PRODUCTION, because("approved in review"));

            ModelVersion live = registry.resolve("models:/flight_delay_predictor/Production");
            Path file = live.artifact("model.onnx").path(); // verified before you see it
            flights.history().forEach(System.out::println); // who, when, what, why
            // end first-day
            assertThat(file).hasContent("weights");
        }
    }

    private static double epoch(int number) {
        return 1.0 / number;
    }

    @Test
    void training() {
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:target/readme/runs").as("alice")) {
            // region train
            try (TrainingRun run = registry.startRun("flight_delay_predictor", because("nightly"))) {
                run.parameter("learning_rate", 0.1).dataset("flights", "sha256:9f2c");
                for (int epoch = 1; epoch <= 20; epoch++) {
                    run.metric("loss", epoch, epoch(epoch)); // a point of a series; saved every second or so
                }
                Artifact model = run.artifact("model.onnx", Path.of("target/readme/model.onnx"));
                run.metric("auc", 0.91).register(draft -> draft.artifact(model), because("beats the champion"));
            }
            RunView run =
                    registry.model("flight_delay_predictor").runs().findFirst().orElseThrow(); // the latest
            ModelVersion made = registry.resolve("runs:/" + run.id());
            // end train
            assertThat(run.points("loss")).hasSize(20);
            assertThat(run.version()).hasValue(made);
            assertThat(made.metrics()).containsEntry("auc", 0.91);
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    @Test
    void tour() throws Exception {
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:target/readme/registry").as("alice")) {
            // region register
            Signature signature = Signature.builder()
                    .input("distance", DataType.FLOAT32)
                    .input(Field.of("origin", DataType.STRING).categories("ATL", "JFK", "SFO"))
                    .output("delayed", DataType.FLOAT32)
                    .task("binary classification")
                    .target("arrival delay > 15 minutes")
                    .build();

            RegisteredModel flights = registry.model("flight_delay_predictor"); // no I/O, creates nothing
            ModelVersion v1 = flights.register(
                    draft -> draft.version("1.0.0")
                            .artifact("model.onnx", Path.of("target/readme/model.onnx"))
                            .signature(signature)
                            .algorithm("logistic regression")
                            .parameter("epochs", 5)
                            .metric("auc", 0.677)
                            .trainingTime(Duration.ofSeconds(12))
                            .lineage(Lineage.builder()
                                    .dataset("flights", "sha256:9f2c")
                                    .code("git", "abcdef1")
                                    .build())
                            .description("Distance and origin only."),
                    because("first model on Q1 data").requestKey("nightly-2026-11-20"));
            // end register

            // region number
            Consumer<VersionDraft> retrained = draft -> draft.artifact("model.onnx", new byte[] {1, 2, 3})
                    .signature(signature)
                    .algorithm("logistic regression")
                    .features(List.of("distance", "origin", "weekday"));
            Numbering preview = flights.preview(retrained); // writes nothing
            System.out.println(preview); // 1.0.0 → 1.1.0 (MINOR: 3 features were added inside: …; PATCH: …)

            ModelVersion v2 = flights.register(retrained, because("weekday added"));
            List<BumpReason> why = v2.numbering().reasons(); // the same, read back from the journal
            // end number
            assertThat(preview.toString())
                    .startsWith("1.0.0 → 1.1.0 (MINOR: 3 features were added inside: [`distance`, ")
                    .contains("; PATCH: ");
            assertThat(why).isEqualTo(preview.reasons());

            // region compare
            Comparison comparison = registry.compare(v1, v2);
            System.out.println(comparison.toMarkdown());
            List<ModelVersion> best = flights.leaderboard("auc", Direction.HIGHER_IS_BETTER, 10);
            // end compare
            assertThat(comparison.facts()).isNotEmpty();
            assertThat(best).containsExactly(v1);

            // region deploy
            ContainerDeployment green = ContainerDeployment.of(v2);
            String directory = green.directory("/models"); // where v2.materialize(Path.of("/models")) puts them
            String deployment = green.deploymentManifest("example.org/server:1"); // beside that of v1
            String service = green.serviceManifest(); // apply it to switch; apply that of v1 to go back
            // end deploy
            assertThat(directory).isEqualTo("/models/flight_delay_predictor/v1.1.0");
            assertThat(deployment).contains("kind: Deployment", "example.org/server:1");
            assertThat(service).contains("modelregistry.dev/number: \"2\"");

            // region promote
            flights.promote(v1, Stage.STAGING, because("offline tests pass"));
            flights.promote(v1, Stage.PRODUCTION, because("approved in review"));
            flights.alias("champion", v1, because("best so far"));
            flights.tag(v1, "team", "ops", because("they own it"));
            flights.promote(v2, Stage.STAGING, because("offline tests pass"));
            flights.promote(v2, Stage.PRODUCTION, because("better on March")); // archives v1 in the same commit
            // end promote
            Instant beforeTheRollback = registry.model("flight_delay_predictor")
                    .history()
                    .reduce((first, second) -> second)
                    .orElseThrow()
                    .time();

            // region questions
            Optional<Occupancy> now = flights.in(Stage.PRODUCTION); // which, since when, by whom, why
            Occupancy back = flights.rollbackFrom(v2, because("accuracy fell")); // back to the recorded last good
            double before = flights.version("1.0.0").metrics().get("auc"); // how good was the old one
            flights.history().forEach(System.out::println); // who deployed last, and why
            // end questions
            assertThat(now).map(Occupancy::version).contains(v2);
            assertThat(back.version()).isEqualTo(v1);
            assertThat(before).isEqualTo(0.677);

            // region serve
            ModelUri production = ModelUri.parse("models:/flight_delay_predictor/Production");
            ModelRegistry serving = registry.with(Freshness.bounded(Duration.ofSeconds(1)));
            ModelVersion live = serving.resolve(production); // from memory; looks at the store once a second
            Path files = live.materialize(Path.of("target/readme/models")); // models/flight_delay_predictor/v1.0.0/
            // end serve
            assertThat(files).isDirectoryContaining("glob:**model.onnx").endsWith(Path.of("v1.0.0"));

            // region search
            Page<VersionHit> found = registry.search()
                    .versions(
                            "stage = 'Production' AND tags.team = 'ops' AND metrics.auc >= 0.6 ORDER BY metrics.auc DESC");
            // end search
            assertThat(found.hits()).extracting(VersionHit::uri).containsExactly(v1.uri());

            // region past
            RegistryView then = registry.asOf(beforeTheRollback);
            ModelVersion served = then.resolve(production); // what was in production at that time
            // end past
            assertThat(served).isEqualTo(v2);

            Instant lastWeek = beforeTheRollback.minus(Duration.ofDays(7));
            // region audit
            Verification check = registry.verify(); // every hash, link, snapshot and blob
            registry.exportAuditLog(Path.of("target/readme/audit_log.json"));

            AuditQuery moves =
                    AuditQuery.everything().by("alice", "ci").from(lastWeek).kinds(EventType.STAGE_CHANGED);
            registry.audit(moves).forEach(System.out::println); // in the order of times, read as it is consumed
            registry.exportAuditLog(Path.of("target/readme/moves.csv"), moves, AuditFormat.CSV);
            // end audit
            assertThat(registry.audit(moves)).isNotEmpty();
            assertThat(WORK.resolve("moves.csv")).content().contains(",version.stage-changed,");
            assertThat(check.problems()).isEmpty();
            assertThat(WORK.resolve("audit_log.json")).content().contains("accuracy fell");
            assertThat(registry.versionsTagged("team", "ops")).containsExactly(v1);

            KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String publicKey =
                    TrustedKey.of("example.com/flights", keys.getPublic()).toString();
            // region checkpoint
            CheckpointSigner signer = CheckpointSigner.of("example.com/flights", keys); // an Ed25519 key pair of yours
            Path kept = Path.of("target/readme/checkpoint.txt"); // where writers of the registry cannot write
            Files.writeString(kept, registry.checkpoint(signer).toText());

            Checkpoint known = Checkpoint.parse(Files.readString(kept));
            Verification since =
                    registry.verify(known, TrustedKey.parse(publicKey)); // nothing of it was lost or rewritten
            // end checkpoint
            assertThat(since).isEqualTo(check);

            // region clean-up
            RegistryStorage storage = registry.storage();
            System.out.println(storage.garbage()); // a dry run: what nothing needs, and what the rest is kept for
            storage.trash(); // what nothing names and is a day old; storage.restoreAll() undoes it
            storage.purge(); // what has been in the trash for seven days: this cannot be undone
            // end clean-up
            assertThat(storage.trashed()).isEmpty();

            // region move
            try (ModelRegistry elsewhere = ModelRegistry.openOrCreate("file:target/readme/elsewhere")) {
                Copied copied = registry.copyTo(elsewhere); // the same bytes, hashes, times and reasons; then verified
                System.out.println(copied.commits() + " commits, " + copied.blobs() + " blobs");
                // end move
                assertThat(copied.verified()).isEqualTo(check);
                assertThat(elsewhere.resolve(production)).hasToString(v1.toString());
            }
        }
    }

    @Test
    void watching() throws Exception {
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:target/readme/registry").as("alice")) {
            RegisteredModel flights = registry.model("flight_delay_predictor");
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            // region watch
            try (RegisteredModel.Watch watch = flights.watch(commit -> seen.add(commit.reason()))) {
                flights.register(draft -> draft.version("1.0.0"), because("a test of the alarm"));
                // end watch
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("a test of the alarm");
                assertThat(watch).isNotNull();
            }
            // region subscribe
            AuditQuery moves = AuditQuery.everything().kinds(EventType.STAGE_CHANGED);
            try (Subscription alerts = registry.subscribe(
                    "pager", SubscriptionOptions.fromNow().only(moves), commit -> seen.add(commit.toString()))) {
                flights.promote(flights.version("1.0.0"), Stage.STAGING, because("offline tests pass"));
                List<SubscriptionStatus.Stuck> stuck = alerts.status().stuck(); // where, since when, how often, why
                // end subscribe
                assertThat(seen.poll(10, TimeUnit.SECONDS)).endsWith("(offline tests pass)");
                assertThat(stuck).isEmpty();
            }
        }
    }

    @Test
    void testing() {
        // region testing
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-20T08:00:00Z"));
        Random seeded = new Random(42);
        InstantSource clock = time::get;
        ModelRegistry registry = ModelRegistry.builder()
                .url("memory:")
                .actor("test")
                .clock(clock)
                .ids(() -> new UUID(seeded.nextLong(), seeded.nextLong()))
                .openOrCreate();
        // end testing
        try (registry) {
            ModelVersion version = registry.model("any").register(draft -> draft.version("1.0.0"), because("a test"));
            assertThat(version.registeredAt()).isEqualTo(time.get());
        }
    }

    @Test
    void granting() {
        ModelRegistry.openOrCreate("file:target/readme/registry").close();
        String user = "carol";
        // region grant
        Roles roles = Roles.builder()
                .group("ml-team", "carol", "dave")
                .grant(Role.CONTRIBUTOR)
                .on("fraud-*")
                .toGroup("ml-team")
                .grant(Role.APPROVER)
                .on("fraud-*")
                .at(Stage.PRODUCTION)
                .to("bob")
                .grant(Role.VIEWER)
                .on("*")
                .toEverybody()
                .allowActingAs("web", "bob", "carol", "dave") // nobody else acts as another
                .build();
        ModelRegistry web = ModelRegistry.builder()
                .url("file:target/readme/registry")
                .actor("web")
                .access(roles)
                .open();
        RegisteredModel theirs = web.as(user).model("fraud-cards"); // with the rights of this user alone
        // end grant
        try (web) {
            ModelVersion version = theirs.register(draft -> {}, because("first"));
            assertThatThrownBy(() -> theirs.promote(version, Stage.STAGING, because("mine")))
                    .isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void encrypting() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        SecretKey secretKey = generator.generateKey();
        byte[] olderBytes = new byte[32];
        // region encrypt
        EncryptionKey current = EncryptionKey.of("2026-11", secretKey); // 256 bits, from your key store or service
        EncryptionKey older = EncryptionKey.of("2025-11", olderBytes);
        ModelRegistry registry = ModelRegistry.builder()
                .url("file:target/readme/encrypted")
                .encryption(KeySource.of(current, older)) // or a KeySource that asks a service, and remembers
                .openOrCreate();
        // end encrypt
        try (registry) {
            ModelVersion version = registry.as("alice")
                    .model("flights")
                    .register(draft -> draft.artifact("model.bin", new byte[9]), because("first"));
            assertThat(version.artifact("model.bin").path()).hasSize(9);
        }
    }

    @Test
    void erasing() {
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:target/readme/erasing").as("alice")) {
            ModelVersion version = registry.model("faces")
                    .register(
                            draft -> draft.artifact("faces.png", new byte[] {1})
                                    .description("trained on the file of Jane Doe"),
                            because("first"));
            registry.model("faces").comment(version, "Jane agreed");
            // region erase
            Erasure jane = Erasure.of(version, Part.text("description"))
                    .and(version, Part.comment(1))
                    .and(version, Part.artifact("faces.png"));
            registry.storage().erase(jane, because("request 4711"));
            List<Erased> gone = registry.model("faces").erased(version); // part, by, at, reason
            // end erase
            assertThat(gone).hasSize(3);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void requiring() {
        // region require
        ModelRegistry registry = ModelRegistry.builder()
                .directory(Path.of("target/readme/registry"))
                .require(Sharing.HOST)
                .require(Durability.POWER_LOSS)
                .freshness(Freshness.bounded(Duration.ofSeconds(5)))
                .openOrCreate();
        // end require
        try (registry) {
            assertThat(registry.durability()).isEqualTo(Durability.POWER_LOSS);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyBlockOfThePagesIsOneOfTheseRegions() throws IOException {
        List<String> regions = regions();
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
        }
        List<String> blocks = new ArrayList<>();
        for (Path page : pages) {
            blocks.addAll(blocks(Files.readString(page)));
        }
        assertThat(blocks).as("blocks of Java in the pages").hasSizeGreaterThan(5);
        return blocks.stream()
                .map(block -> DynamicTest.dynamicTest(
                        block.lines().findFirst().orElse(""),
                        () -> assertThat(regions).contains(normal(block))));
    }

    private static List<String> regions() throws IOException {
        List<String> regions = new ArrayList<>();
        for (Path source : SOURCES) {
            Stream.of(Files.readString(source).split("// region [a-z-]+\n"))
                    .skip(1)
                    .map(region -> normal(region.substring(0, region.indexOf("// end "))))
                    .forEach(regions::add);
        }
        return regions;
    }

    private static List<String> blocks(String page) {
        return Stream.of(page.split("```java\n"))
                .skip(1)
                .map(block -> block.substring(0, block.indexOf("```")))
                .toList();
    }

    private static String normal(String code) {
        String text = code.replace("target/readme/", "").replaceAll("\\s+", "");
        return text.endsWith("}") ? text.substring(0, text.length() - 1) : text;
    }
}
