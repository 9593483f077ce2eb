package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RunView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.run.SeriesSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a training run records, what becomes of it, and the versions that it makes. */
@Timeout(60)
class TrainingRunTest {
    private final Ground ground = new Ground();
    private final SettableClock clock = new SettableClock();
    private final ModelRegistry registry = open();
    /** Like another process, which knows what is saved and nothing else. */
    private final ModelRegistry elsewhere = open();

    @TempDir
    private Path files;

    private ModelRegistry open() {
        return ground.open(ground.way(), builder -> builder.clock(clock));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private RunView seen(TrainingRun run) {
        return elsewhere.run(run.id());
    }

    @Test
    void allThatARunSaysCanBeReadElsewhere() throws Exception {
        RunId id;
        Path plot = Files.writeString(files.resolve("roc.png"), "a curve");
        try (TrainingRun run = registry.startRun("flights", because("new season"))) {
            id = run.id();
            run.parameter("rate", 0.1)
                    .parameter("epochs", 3)
                    .parameter("optimiser", "AdaGrad")
                    .flag("shuffle", true)
                    .tag("team", "ops")
                    .dataset("flights", "sha256:77")
                    .dataset(new Lineage.Dataset("weather", "sha256:78", "2026-Q1"))
                    .code(new Lineage.Code("git", "4f2a9c1", ""))
                    .metric("auc", 0.91);
            for (int epoch = 1; epoch <= 3; epoch++) {
                run.metric("loss", epoch, 1.0 / epoch);
            }
            run.metric("gradient", 1, Double.NaN);
            Artifact stored = run.artifact("plots/roc.png", plot);
            assertThat(stored.path()).hasContent("a curve");
            run.artifact("log", bytes("fine"));
            clock.advance(Duration.ofHours(2));
            run.complete();
        }

        RunView run = elsewhere.run(id);
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.startedBy()).hasToString("alice");
        assertThat(run.reason()).isEqualTo("new season");
        assertThat(run.startedAt()).isEqualTo(SettableClock.START);
        assertThat(run.endedAt()).hasValue(clock.instant().plusNanos(1_000));
        assertThat(run.duration()).isEqualTo(Duration.ofHours(2).plusNanos(1_000));
        assertThat(run.problem()).isEmpty();
        assertThat(run.parameters())
                .isEqualTo(Map.of(
                        "rate",
                        ParameterValue.of(0.1),
                        "epochs",
                        ParameterValue.of(3),
                        "optimiser",
                        new ParameterValue.Text("AdaGrad"),
                        "shuffle",
                        new ParameterValue.Truth(true)));
        assertThat(run.metrics()).isEqualTo(Map.of("auc", 0.91));
        assertThat(run.tags()).isEqualTo(Map.of("team", "ops"));
        assertThat(run.datasets())
                .containsExactly(
                        new Lineage.Dataset("flights", "sha256:77", ""),
                        new Lineage.Dataset("weather", "sha256:78", "2026-Q1"));
        assertThat(run.code()).hasValue(new Lineage.Code("git", "4f2a9c1", ""));
        assertThat(run.series())
                .isEqualTo(Map.of(
                        "loss", new SeriesSummary(3, 3, 1.0 / 3, 1.0 / 3, 1),
                        "gradient", new SeriesSummary(1, 1, Double.NaN, Double.NaN, Double.NaN)));
        assertThat(run.points("loss")).extracting(MetricPoint::value).containsExactly(1.0, 0.5, 1.0 / 3);
        assertThat(run.points("loss")).extracting(MetricPoint::step).containsExactly(1L, 2L, 3L);
        assertThat(run.points("loss"))
                .extracting(MetricPoint::time)
                .isSorted()
                .allSatisfy(time -> assertThat(time).isBetween(SettableClock.START, clock.instant()));
        assertThat(run.points("other")).isEmpty();
        assertThat(run.artifacts()).extracting(Artifact::name).containsExactly("log", "plots/roc.png");
        assertThat(run.artifact("plots/roc.png").path()).hasContent("a curve");
        assertThatThrownBy(() -> run.artifact("model.onnx"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("run " + id + " has no artifact 'model.onnx'; it has [log, plots/roc.png]");
        assertThat(run.version()).isEmpty();
        assertThat(run).hasToString("run " + id + " (completed)");
        assertThat(elsewhere.verify().problems()).isEmpty();
    }

    @Test
    void theSurroundingsAreCapturedUnasked() {
        TrainingRun run = registry.startRun("flights");
        run.close();

        RunView seen = seen(run);
        assertThat(seen.reason()).isEqualTo("training");
        assertThat(seen.environment())
                .containsEntry("java.version", Runtime.version().toString())
                .containsEntry("os.name", System.getProperty("os.name"))
                .containsKeys("java.vm.name", "os.arch", "cpu", "memory", "charset", "locale", "time.zone")
                .containsKey("code.modified");
        assertThat(seen.libraries()).anyMatch(name -> name.startsWith("jackson-databind-"));
        assertThat(seen.resources())
                .containsEntry("processors", String.valueOf(Runtime.getRuntime().availableProcessors()))
                .containsKeys("heap.limit", "heap.peak", "processor.time");
    }

    @Test
    void nothingOfTheEnvironmentOrOfOtherPropertiesIsRecorded() {
        System.setProperty("database.password", "hunter2-in-a-property");
        try (TrainingRun run = registry.startRun("flights")) {
            run.complete();
        } finally {
            System.clearProperty("database.password");
        }

        List<String> recorded = ground.memory.journals().list("run", "", 1).stream()
                .flatMap(id -> ground.memory.journals().read(id, 0, 10).commits().stream())
                .map(commit -> commit.bytes().utf8())
                .toList();
        assertThat(recorded).hasSize(2).noneMatch(commit -> commit.contains("hunter2"));
        System.getenv().values().stream()
                .filter(value -> value.length() > 12) // shorter ones may well be parts of something else
                .forEach(value -> assertThat(recorded).noneMatch(commit -> commit.contains("\"" + value + "\"")));
    }

    @Test
    void aRunThatRegistersAVersionIsItsLineage() {
        ModelVersion version;
        RunId id;
        try (TrainingRun run = registry.startRun("flights", because("nightly"))) {
            id = run.id();
            run.parameter("rate", 0.1)
                    .parameter("epochs", 3)
                    .dataset("flights", "sha256:77")
                    .code(new Lineage.Code("git", "4f2a9c1", ""))
                    .metric("auc", 0.91)
                    .metric("loss", 1, 0.3);
            Artifact model = run.artifact("model.bin", bytes("weights"));
            run.artifact("plot", bytes("no part of the version"));
            version = run.register(
                    draft -> draft.artifact(model)
                            .parameter("epochs", 4)
                            .lineage(Lineage.builder()
                                    .parent("base", "1.0.0", "fine-tuned from")
                                    .build()),
                    because("beats the champion"));
        }

        assertThat(version.version()).hasToString("1.0.0");
        assertThat(version.reason()).isEqualTo("beats the champion");
        assertThat(version.artifacts()).extracting(Artifact::name).containsExactly("model.bin");
        assertThat(version.artifact("model.bin").path()).hasContent("weights");
        assertThat(version.parameters())
                .isEqualTo(Map.of("rate", ParameterValue.of(0.1), "epochs", ParameterValue.of(4)));
        assertThat(version.metrics()).isEqualTo(Map.of("auc", 0.91));
        assertThat(version.descriptor().trainingTime()).isPresent();
        assertThat(version.descriptor().environment()).containsKeys("java.version", "cpu");
        assertThat(version.descriptor().resources()).containsKeys("processors", "heap.peak");
        assertThat(version.lineage())
                .isEqualTo(Lineage.builder()
                        .parent("base", "1.0.0", "fine-tuned from")
                        .dataset("flights", "sha256:77")
                        .code("git", "4f2a9c1")
                        .run(id.toString())
                        .build());
        assertThat(elsewhere.resolve("runs:/" + id)).isEqualTo(version);
        assertThat(elsewhere.run(id).version()).hasValue(version);
        assertThat(elsewhere.run(id).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aRunNamesTheLastOfItsVersions() {
        try (TrainingRun run = registry.startRun("flights")) {
            ModelVersion first = run.register(draft -> draft.parameter("checkpoint", 1), because("early"));
            assertThat(elsewhere.run(run.id()).version()).hasValue(first);
            ModelVersion second = run.register(draft -> draft.parameter("checkpoint", 2), because("late"));
            assertThat(elsewhere.run(run.id()).version()).hasValue(second);
            ModelVersion byHand = registry.model("flights")
                    .register(
                            draft -> draft.parameter("checkpoint", 3)
                                    .lineage(Lineage.builder()
                                            .run(run.id().toString())
                                            .build()),
                            because("by the job that deploys"));
            assertThat(elsewhere.resolve("runs:/" + run.id())).isEqualTo(byHand);
        }
        assertThatThrownBy(() -> elsewhere.resolve("runs:/flights/7"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage(
                        "model 'flights' has nothing at 'runs:/flights/7'; it has versions 1 to 3 and the aliases {}");
    }

    @Test
    void aVersionCanTakeAFileOfAnyRegistry() {
        try (Ground other = new Ground()) {
            ModelVersion theirs = Ground.register(other.open().model("base"), "1.0.0");
            Artifact file = theirs.artifact("model.bin");

            ModelVersion ours = registry.model("flights")
                    .register(draft -> draft.artifact(file).artifact("copy.bin", file), because("the same weights"));

            assertThat(ours.artifact("model.bin").path()).hasContent("weights of 1.0.0");
            assertThat(ours.artifact("copy.bin").digest()).isEqualTo(file.digest());
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aRunThatIsNotCompletedHasFailed() {
        TrainingRun closed = registry.startRun("flights");
        closed.close();
        closed.close();
        assertThat(seen(closed).status()).isEqualTo(RunStatus.FAILED);
        assertThat(seen(closed).problem()).hasValue("closed before it was completed");

        TrainingRun failed = registry.startRun("flights");
        failed.fail("out of\nmemory");
        failed.complete();
        failed.register(draft -> draft.parameter("x", 1), because("for the post-mortem"));
        failed.close();
        assertThat(seen(failed).status()).isEqualTo(RunStatus.FAILED);
        assertThat(seen(failed).problem()).hasValue("out of memory");
        assertThat(seen(failed).history().map(Commit::toString).toList().get(1))
                .contains("the run failed: out of memory");

        TrainingRun thrown = registry.startRun("flights");
        assertThatThrownBy(() -> {
                    try (thrown) {
                        thrown.metric("loss", 1, 2);
                        throw new ArithmeticException("diverged");
                    }
                })
                .isInstanceOf(ArithmeticException.class)
                .hasNoSuppressedExceptions();
        assertThat(seen(thrown).status()).isEqualTo(RunStatus.FAILED);
        assertThat(seen(thrown).points("loss")).hasSize(1);
    }

    @Test
    void aClosedRunTakesNothing() {
        TrainingRun run = registry.startRun("flights");
        run.close();

        String message = "run " + run.id() + " was closed; start another one";
        List<Runnable> attempts = List.of(
                () -> run.parameter("a", 1),
                () -> run.metric("a", 1.0),
                () -> run.metric("a", 1, 1.0),
                () -> run.tag("a", "b"),
                () -> run.dataset("a", "b"),
                () -> run.code(new Lineage.Code("git", "7", "")),
                () -> run.artifact("a", bytes("b")),
                () -> run.register(draft -> {}, because("late")),
                run::complete,
                () -> run.fail("late"));
        assertThat(attempts)
                .allSatisfy(attempt -> assertThatThrownBy(attempt::run)
                        .isInstanceOf(RejectedException.class)
                        .hasMessage(message));
        assertThat(registry.model("flights").exists()).isFalse();
        assertThat(seen(run).history()).hasSize(2);
    }

    @Test
    void aRunThatShowsNoSignOfLifeIsAbandoned() {
        TrainingRun run = registry.startRun("flights");
        run.metric("loss", 1, 0.5).flush();
        registry.close(); // so that nobody looks after it

        clock.advance(Duration.ofMinutes(2));
        assertThat(seen(run).status()).isEqualTo(RunStatus.RUNNING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(seen(run).status()).isEqualTo(RunStatus.ABANDONED);
        assertThat(seen(run).points("loss")).hasSize(1);
        assertThat(seen(run).endedAt()).isEmpty();
        assertThat(seen(run).duration()).isLessThan(Duration.ofSeconds(60));
        assertThat(elsewhere.model("flights").runs())
                .extracting(RunView::status)
                .containsExactly(RunStatus.ABANDONED);
    }

    @Test
    void aRunThatSaysNothingShowsThatItIsAlive() {
        try (TrainingRun run = registry.startRun("flights")) {
            clock.advance(Duration.ofHours(9));
            while (seen(run).status() != RunStatus.RUNNING) {
                Thread.onSpinWait(); // until its keeper has looked at the clock
            }
            assertThat(seen(run).lastSeen()).isEqualTo(clock.instant());
            assertThat(seen(run).history()).hasSize(1);
        }
    }

    @Test
    void whatARunSaysIsSavedBeforeLong() {
        try (TrainingRun run = registry.startRun("flights")) {
            run.parameter("rate", 0.1);
            while (seen(run).parameters().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void runsOfAModelAreListedTheLatestFirst() {
        List<RunId> started = IntStream.range(0, 120)
                .mapToObj(i -> {
                    clock.advance(Duration.ofSeconds(1));
                    try (TrainingRun run = registry.startRun("flights")) {
                        return run.id();
                    }
                })
                .toList();
        registry.startRun("flights-eu").close();
        registry.startRun("flight").close();

        List<RunId> listed = elsewhere.model("flights").runs().map(RunView::id).toList();
        assertThat(listed)
                .hasSize(120)
                .containsExactlyElementsOf(IntStream.range(0, 120)
                        .mapToObj(i -> started.get(119 - i))
                        .toList());
        assertThat(elsewhere.model("Flights").runs()).isEmpty();
        assertThat(elsewhere.models()).isEmpty();
        assertThatThrownBy(() -> elsewhere.run("Flights/" + started.get(0).key()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no run 'Flights/" + started.get(0).key()
                        + "'; model(\"Flights\").runs() lists those of the model");
    }

    @Test
    void thePastHasTheRunsThatThereWere() {
        TrainingRun run = registry.startRun("flights");
        run.metric("loss", 1, 0.5).flush();
        clock.advance(Duration.ofHours(1));
        run.metric("loss", 2, 0.4).register(draft -> draft.parameter("x", 1), because("good enough"));
        run.close();
        clock.advance(Duration.ofHours(1));
        registry.startRun("flights").close();

        var before = elsewhere.asOf(SettableClock.START.plusSeconds(60));
        assertThat(before.model("flights").runs()).extracting(RunView::id).containsExactly(run.id());
        assertThat(before.run(run.id()).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(before.run(run.id()).points("loss")).hasSize(1);
        assertThat(before.run(run.id()).version()).isEmpty();
        var after = elsewhere.asOf(SettableClock.START.plusSeconds(3_700));
        assertThat(after.run(run.id()).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(after.run(run.id()).version()).isPresent();
        assertThat(elsewhere
                        .asOf(SettableClock.START.minusSeconds(1))
                        .model("flights")
                        .runs())
                .isEmpty();
    }

    @Test
    void aModelThatCouldNotBeRegisteredIsNotTrained() {
        registry.model("flights").register(draft -> draft.parameter("x", 1), because("first"));
        assertThatThrownBy(() -> registry.startRun("Flights"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("in case alone");

        registry.settings().naming(NamingConvention.none().models("[a-z_]+", "flight_delay"), because("tidy"));
        assertThatThrownBy(() -> registry.startRun("BadName")).isInstanceOf(RejectedException.class);
        assertThat(elsewhere.model("BadName").runs()).isEmpty();
        assertThatThrownBy(() -> registry.startRun("fares", because("x").requestKey("k")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("without a request key");
    }

    @Test
    void badInputChangesNothing() {
        TrainingRun run = registry.startRun("flights");
        List<Runnable> attempts = List.of(
                () -> run.parameter("", 1),
                () -> run.parameter("a", Double.NaN),
                () -> run.parameter("a", "x".repeat(8_193)),
                () -> run.parameter("a", "half \ud800"),
                () -> run.metric("a", Double.POSITIVE_INFINITY),
                () -> run.metric(" ", 1, 1.0),
                () -> run.metric("a".repeat(257), 1, 1.0),
                () -> run.metric("half \ud800", 1, 1.0),
                () -> run.tag("", "x"),
                () -> run.tag("a", "x".repeat(1_025)),
                () -> run.dataset("a", ""),
                () -> run.dataset("a", "x".repeat(8_193)),
                () -> run.artifact("../a", bytes("x")),
                () -> run.artifact("a", files.resolve("missing")));
        assertThat(attempts)
                .allSatisfy(attempt -> assertThatThrownBy(attempt::run).isInstanceOf(InvalidInputException.class));
        run.close();

        assertThat(seen(run).history()).hasSize(2);
    }
}
