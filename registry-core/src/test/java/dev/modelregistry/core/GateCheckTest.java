package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.GateCheck;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryBuilder;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.pipeline.ArtifactFormat;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.review.Verdict;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.RegistryStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gates that take time: checks in code, evidence of others, files that are read. */
class GateCheckTest {
    private final Ground ground = new Ground();
    private final RegisteredModel elsewhere = ground.open().model("flights");
    private ModelRegistry registry = ground.open();
    private RegisteredModel flights = registry.model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    private void require(Gate... gates) {
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .transition(STAGING, PRODUCTION, gates)
                                .build(),
                        because("rules"));
    }

    private void open(UnaryOperator<RegistryBuilder> settings) {
        registry = ground.open(ground.way(), settings);
        flights = registry.model("flights");
    }

    private ModelVersion staged(String version) {
        ModelVersion made = register(flights, version);
        flights.promote(made, STAGING, because("tests pass"));
        return made;
    }

    private void assertNotPassed(ModelVersion version, String words) {
        long before = flights.revision();
        assertThatThrownBy(() -> flights.promote(version, PRODUCTION, because("go")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(words);
        assertThat(flights.revision()).as("nothing is written").isEqualTo(before);
        assertThat(flights.stageOf(version).stage()).isEqualTo(STAGING);
    }

    @Test
    void aCheckSeesWhoIsToBeJudgedAndItsOutcomeIsKept() {
        List<GateCheck.Candidate> seen = Collections.synchronizedList(new ArrayList<>());
        open(builder -> builder.check("Fairness", candidate -> {
            seen.add(candidate);
            return CheckOutcome.passed("gap is 0.01").with("gap", 0.01);
        }));
        require(Gate.check("fairness"));
        ModelVersion first = staged("1.0.0");
        flights.promote(first, PRODUCTION, because("go"));
        ModelVersion second = staged("2.0.0");

        flights.promote(second, PRODUCTION, because("go"));

        assertThat(seen).extracting(GateCheck.Candidate::version).containsExactly(first, second);
        assertThat(seen.get(0).occupant()).isEmpty();
        assertThat(seen.get(1).occupant()).contains(first);
        assertThat(seen.get(1).from()).isEqualTo(STAGING);
        assertThat(seen.get(1).to()).isEqualTo(PRODUCTION);
        RegistryEvent kept = flights.history()
                .reduce((one, next) -> next)
                .orElseThrow()
                .events()
                .get(0);
        assertThat(kept).isInstanceOf(GatesPassed.class);
        assertThat(((GatesPassed) kept).results())
                .containsExactly(GateResult.of(
                        "check fairness", CheckOutcome.passed("gap is 0.01").with("gap", 0.01)));
    }

    @Test
    void aCheckThatFailsThrowsHangsOrSaysNothingDoesNotPass() {
        CountDownLatch interrupted = new CountDownLatch(1);
        open(builder -> builder.check("says-no", candidate -> CheckOutcome.failed("gap is 0.3"))
                .check("throws", candidate -> {
                    throw new IllegalStateException("no data");
                })
                .check("breaks", candidate -> {
                    throw new AssertionError("a bug");
                })
                .check("says-nothing", GateCheckTest::nothing)
                .check(
                        "hangs",
                        candidate -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException stopped) {
                                interrupted.countDown();
                            }
                            return CheckOutcome.passed("too late");
                        },
                        Duration.ofMillis(50)));
        require(
                Gate.check("says-no"),
                Gate.check("throws"),
                Gate.check("breaks"),
                Gate.check("says-nothing"),
                Gate.check("hangs"));
        ModelVersion version = staged("1.0.0");

        assertNotPassed(
                version,
                "check says-no: failed, gap is 0.3;"
                        + " check throws: failed, the check failed: java.lang.IllegalStateException: no data;"
                        + " check breaks: failed, the check failed: java.lang.AssertionError: a bug;"
                        + " check says-nothing: failed, the check gave no outcome;"
                        + " check hangs: failed, the check did not end within PT0.05S");
        assertThat(interrupted)
                .satisfies(latch -> assertThat(latch.await(Ground.BOUND_SECONDS, TimeUnit.SECONDS))
                        .isTrue());
    }

    @SuppressWarnings("NullAway") // what a host may do in spite of the annotations
    private static CheckOutcome nothing(GateCheck.Candidate candidate) {
        return null;
    }

    @Test
    void aHostWithoutTheCheckPassesOnTheEvidenceOfOneThatHasIt() {
        require(Gate.selfTest());
        ModelVersion version = staged("1.0.0");
        assertNotPassed(version, "check self-test: missing, this host has no such check, and no evidence was recorded");
        Simulation before = elsewhere.simulate(version, PRODUCTION);

        elsewhere.recordEvidence(
                version,
                before,
                "self-test",
                CheckOutcome.failed("3 of 120 differ"),
                because("build 76").by("ci"));
        assertNotPassed(version, "check self-test: failed, recorded by ci at ");
        elsewhere.recordEvidence(
                version,
                before,
                "Self-Test",
                CheckOutcome.passed("120 of 120"),
                because("build 77").by("ci"));
        assertThat(flights.review(version, PRODUCTION).evidence())
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.reason()).isEqualTo("build 77"));

        flights.promote(version, PRODUCTION, because("go"));

        assertThat(flights.review(version, PRODUCTION).evidence())
                .as("closed when it entered")
                .isEmpty();
    }

    @Test
    void evidenceIsStaleWhenTheStageHasAnotherOccupant() {
        require(Gate.selfTest());
        ModelVersion first = staged("1.0.0");
        ModelVersion second = register(flights, "2.0.0");
        flights.recordEvidence(
                first, flights.simulate(first, PRODUCTION), "self-test", CheckOutcome.passed("fine"), because("ci"));
        elsewhere.promote(second, PRODUCTION, because("fire"), BreakGlass.nothingIsChecked());

        assertNotPassed(first, "check self-test: missing, the evidence is stale: recorded by alice at ");
    }

    @Test
    void aCheckMayWriteToItsModelAndOthersMayMeanwhile() {
        open(builder -> builder.check("notes", candidate -> {
            flights.tag(candidate.version(), "gap", "0.01", because("found by the check"));
            elsewhere.tag("team", "ops", because("meanwhile"));
            return CheckOutcome.passed("noted");
        }));
        require(Gate.check("notes"));
        ModelVersion version = staged("1.0.0");

        flights.promote(version, PRODUCTION, because("go"));

        assertThat(flights.tags(version)).containsEntry("gap", "0.01");
    }

    @Test
    void aCheckThatAsksForItselfIsRefusedAndDoesNotRunForEver() {
        open(builder -> builder.check("curious", candidate -> {
            flights.simulate(candidate.version(), PRODUCTION);
            return CheckOutcome.passed("fine");
        }));
        require(Gate.check("curious"));

        assertNotPassed(staged("1.0.0"), "check 'curious' asks for what it is part of");
    }

    @Test
    void aCheckThatWasLeftBehindIsNotStartedAgain() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        open(builder -> builder.check(
                "deaf",
                candidate -> {
                    started.incrementAndGet();
                    while (end.getCount() > 0) {
                        try {
                            end.await();
                        } catch (InterruptedException ignored) {
                            Thread.interrupted();
                        }
                    }
                    return CheckOutcome.passed("at last");
                },
                Duration.ofMillis(50)));
        require(Gate.check("deaf"));
        ModelVersion version = staged("1.0.0");

        assertNotPassed(version, "check deaf: failed, the check did not end within PT0.05S");
        assertNotPassed(version, "check deaf: failed, an earlier run of the check has not ended yet");
        assertThat(started).hasValue(1);

        end.countDown();
        Instant bound = Instant.now().plusSeconds(Ground.BOUND_SECONDS);
        while (started.get() == 1 && Instant.now().isBefore(bound)) {
            flights.simulate(version, PRODUCTION);
        }
        assertThat(started).as("once it has ended it may run again").hasValueGreaterThan(1);
    }

    @Test
    void aThreadThatStartsLateBlocksNothing() {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> late = new ArrayList<>();
        open(builder -> builder.check("late", candidate -> CheckOutcome.passed("fine"), Duration.ofMillis(20))
                .threads(task -> {
                    Thread thread = new Thread(() -> {
                        try {
                            if (late.size() == 1) {
                                go.await();
                            }
                            task.run();
                        } catch (InterruptedException stopped) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    thread.setDaemon(true);
                    late.add(thread);
                    return thread;
                }));
        require(Gate.check("late"));
        ModelVersion version = staged("1.0.0");
        assertNotPassed(version, "check late: failed, the check did not end within PT0.02S");

        go.countDown();

        assertThat(late.get(0)).satisfies(thread -> {
            thread.join(Ground.BOUND_SECONDS * 1_000);
            assertThat(thread.isAlive()).isFalse();
        });
        flights.promote(version, PRODUCTION, because("go"));
    }

    @Test
    void whatAFailedCheckSaysIsCutToWhatCanBeKept() {
        open(builder -> builder.check("wordy", candidate -> {
            throw new IllegalStateException("\u6f22".repeat(5_000));
        }));
        require(Gate.check("wordy"));

        assertNotPassed(
                staged("1.0.0"),
                "check wordy: failed, the check failed: java.lang.IllegalStateException: \u6f22\u6f22");
    }

    @Test
    void aVersionWithoutFilesHasNothingToVerify() {
        require(Gate.artifactsVerified());
        ModelVersion version = flights.register(draft -> draft.version("1.0.0"), because("no files"));
        flights.promote(version, STAGING, because("tests pass"));

        assertNotPassed(version, "artifacts verified: missing, the version has no files");
    }

    @Test
    void aCheckIsAskedAgainWhenTheOccupantMovesMeanwhile() {
        AtomicInteger asked = new AtomicInteger();
        List<ModelVersion> others = new ArrayList<>();
        open(builder -> builder.check("slow", candidate -> {
            if (asked.incrementAndGet() == 1) {
                elsewhere.promote(others.get(0), PRODUCTION, because("first"), BreakGlass.nothingIsChecked());
            }
            return CheckOutcome.passed("against " + candidate.occupant());
        }));
        require(Gate.check("slow"));
        others.add(register(flights, "0.9.0"));
        ModelVersion version = staged("1.0.0");

        flights.promote(version, PRODUCTION, because("go"));

        assertThat(asked).hasValue(2);
        assertThat(flights.history()
                        .reduce((one, next) -> next)
                        .orElseThrow()
                        .events()
                        .toString())
                .contains("against Optional[flights v0.9.0 (number 1)]");
    }

    @Test
    void aCheckIsAskedWhenThePipelineBeginsToAskForItMeanwhile() {
        ModelVersion version = staged("1.0.0");
        AtomicInteger asked = new AtomicInteger();
        open(builder -> builder.check("new", candidate -> {
            asked.incrementAndGet();
            return CheckOutcome.passed("fine");
        }));
        assertThat(flights.simulate(version, PRODUCTION).gates()).isEmpty(); // it knows the rules, for a second
        ground.open()
                .settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .gates(PRODUCTION, Gate.check("new"))
                                .build(),
                        because("rules"));

        flights.promote(version, PRODUCTION, because("go"));

        assertThat(asked).hasValue(1);
    }

    @Test
    void aSimulationRunsTheChecksAndWritesNothing() {
        open(builder -> builder.check("fairness", candidate -> CheckOutcome.failed("gap is 0.3")));
        require(Gate.check("fairness"), Gate.metricAtLeast("auc", 0.8), Gate.artifactsVerified());
        ModelVersion version = staged("1.0.0");
        long before = flights.revision();

        Simulation simulation = flights.simulate(version, PRODUCTION);

        assertThat(simulation.passes()).isFalse();
        assertThat(simulation.gates())
                .extracting(GateResult::toString)
                .containsExactly(
                        "check fairness: failed, gap is 0.3",
                        "metric auc at least 0.8: missing, the version has no metric 'auc'",
                        "artifacts verified: passed, each of 1 file was read and is intact");
        assertThat(simulation.open()).hasSize(2);
        assertThat(flights.revision()).isEqualTo(before);
    }

    @Test
    void filesAreReadAndScannedForTheGatesThatAskForIt() {
        require(Gate.artifactsVerified(), Gate.scanClean(ArtifactFormat.JSON));
        ModelVersion clean = flights.register(
                draft -> draft.version("1.0.0").artifact("model.json", bytes("{\"trees\":[1,2]}")), because("clean"));
        ModelVersion pickled = flights.register(
                draft -> draft.version("2.0.0").artifact("model.json", new byte[] {
                    (byte) 0x80, 2, 'c', 'o', 's', '\n', 's', 'y', 's', 't', 'e', 'm', '\n', '.'
                }),
                because("not what it is called"));
        flights.promote(clean, STAGING, because("tests pass"));
        assertThat(flights.simulate(clean, PRODUCTION).passes()).isTrue();
        flights.promote(pickled, STAGING, because("tests pass"));

        GateResult scan = flights.simulate(pickled, PRODUCTION).gates().get(1);

        assertThat(scan.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(scan.words())
                .contains("artifact 'model.json' is pickle, which is not allowed")
                .contains("os.system");
    }

    @Test
    void aScanOfWhatIsEncryptedLeavesNoCopyBehind() {
        List<String> paths = Collections.synchronizedList(new ArrayList<>());
        MemoryStore encrypted = new MemoryStore(
                InstantSource.system(), BlobCipher.of(KeySource.of(EncryptionKey.of("key", new byte[32]))));
        RegistryStore watched = (RegistryStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RegistryStore.class},
                (self, method, arguments) -> method.getName().equals("blobs")
                        ? Proxy.newProxyInstance(
                                getClass().getClassLoader(), new Class<?>[] {BlobStore.class}, (blobs, call, with) -> {
                                    if (call.getName().equals("localPath")) {
                                        paths.add(String.valueOf(with[0]));
                                    }
                                    return call.invoke(encrypted.blobs(), with);
                                })
                        : method.invoke(encrypted, arguments));
        registry = ModelRegistry.builder().store(watched).actor("alice").open();
        flights = registry.model("flights");
        require(Gate.scanClean(ArtifactFormat.TEXT));
        ModelVersion version = staged("1.0.0");

        assertThat(flights.simulate(version, PRODUCTION).passes()).isTrue();

        assertThat(paths).as("copies that stay until the registry is closed").isEmpty();
        registry.close();
    }

    @Test
    void aFileThatIsGoneIsFound() {
        require(Gate.artifactsVerified());
        ModelVersion version = staged("1.0.0");
        assertThat(Trash.end(ground.memory, version.artifact("model.bin").digest()))
                .isTrue();

        assertNotPassed(version, "artifacts verified: failed, artifact 'model.bin': ");
    }
}
