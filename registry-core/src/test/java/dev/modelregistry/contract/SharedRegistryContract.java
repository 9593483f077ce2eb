package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Comment;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RunView;
import dev.modelregistry.ServedModel;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.JournalStore.Head;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes with the whole library, on one registry of a store whose sharing is wider than one process. */
@Timeout(120)
public abstract class SharedRegistryContract extends SharedReleaseContract {
    private static final int CHILDREN = 3;
    private static final int VERSIONS = 25;
    private static final int COMMENTS = 10;

    private Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(url));
        all.addAll(List.of(arguments));
        return ChildJvm.of(Child.class, all.toArray(String[]::new))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> output(Process process) throws IOException, InterruptedException {
        List<String> lines;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            lines = reader.lines().toList();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    @Test
    void trainingJobsInSeveralProcessesGetEveryNumberOnce() throws Exception {
        List<Process> children = new ArrayList<>();
        for (int child = 1; child <= CHILDREN; child++) {
            children.add(start("register", Integer.toString(child), Integer.toString(VERSIONS)));
        }
        List<String> acknowledged = new ArrayList<>();
        for (Process child : children) {
            acknowledged.addAll(output(child));
        }

        try (ModelRegistry registry = ModelRegistry.open(url)) {
            List<ModelVersion> versions = registry.model("flights").versions();
            assertThat(versions)
                    .extracting(ModelVersion::number)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, CHILDREN * VERSIONS)
                            .boxed()
                            .toList());
            assertThat(acknowledged)
                    .containsExactlyInAnyOrderElementsOf(versions.stream()
                            .map(version -> version.number() + " " + version.version())
                            .toList());
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void trainingJobsThatLeaveTheVersionToTheRegistryGetEveryOneOnce() throws Exception {
        List<Process> children = new ArrayList<>();
        for (int child = 1; child <= CHILDREN; child++) {
            children.add(start("count", Integer.toString(child), Integer.toString(VERSIONS)));
        }
        List<String> acknowledged = new ArrayList<>();
        for (Process child : children) {
            acknowledged.addAll(output(child));
        }

        assertThat(acknowledged)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, CHILDREN * VERSIONS)
                        .mapToObj(patch -> patch + 1 + " 1.0." + patch)
                        .toList());
    }

    @Test
    void processesThatRollOutTogetherDoItOnceAndServeTheSameSplit() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RolloutContract.candidate(registry.model("flights"));
        }
        List<Process> children = new ArrayList<>();
        for (int child = 1; child <= CHILDREN; child++) {
            children.add(start("roll"));
        }
        List<List<String>> said = new ArrayList<>();
        for (Process child : children) {
            said.add(output(child));
        }

        try (ModelRegistry registry = ModelRegistry.open(url)) {
            RegisteredModel flights = registry.model("flights");
            List<String> split = List.of(RolloutContract.numbers(flights).toString());
            assertThat(said).hasSize(CHILDREN).allMatch(split::equals);
            assertThat(flights.history()
                            .flatMap(commit -> commit.events().stream())
                            .map(RegistryEvent::type)
                            .filter(type -> type.wireName().startsWith("rollout.")))
                    .containsExactly(EventType.ROLLOUT_STARTED, EventType.ROLLOUT_MOVED);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aDeploymentWhoseProcessIsKilledIsFinishedByThoseThatServe() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice");
                ServedModel<Integer> served = RolloutContract.serveNumbers(registry)) {
            RegisteredModel flights = registry.model("flights");
            Process deploying = start("deploy");
            Until.holds(() -> flights.rollouts().current().isPresent());
            deploying.destroyForcibly().waitFor();
            Actor deployer =
                    flights.rollouts().current().orElseThrow().started().by();
            assertThat(deployer).isEqualTo(Actor.of("job"));

            Until.holds(() -> {
                RolloutContract.request(served, 0);
                return flights.rollouts().current().isEmpty();
            });

            assertThat(flights.stageOf(flights.version(2)).stage()).isEqualTo(Stage.PRODUCTION);
            assertThat(flights.history()
                            .filter(commit -> commit.events().stream().anyMatch(RolloutJudged.class::isInstance)))
                    .singleElement()
                    .satisfies(commit -> assertThat(commit.actor()).isEqualTo(Actor.of("alice")));
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aKilledJobLosesNothingThatItWasTold() throws Exception {
        Process job = start("register", "1", "1000000");
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader reader = job.inputReader(StandardCharsets.UTF_8)) {
            while (acknowledged.size() < 20) {
                acknowledged.add(reader.readLine());
            }
            job.toHandle().destroyForcibly(); // Process.destroyForcibly would also close what is left to read
            reader.lines().forEach(acknowledged::add);
        }
        job.waitFor();

        try (ModelRegistry registry = ModelRegistry.open(url).as("after")) {
            RegisteredModel flights = registry.model("flights");
            assertThat(flights.versions())
                    .extracting(version -> version.number() + " " + version.version())
                    .containsAll(acknowledged);
            assertThat(registry.verify().problems()).isEmpty();
            ModelVersion next = flights.register(draft -> draft.version("999.0.0"), because("life goes on"));
            assertThat(next.number()).isEqualTo(flights.versions().size());
        }
    }

    @Test
    void aKilledRunIsFoundWithWhatItSavedAndIsAbandoned() throws Exception {
        Process job = start("train");
        RunId id;
        long saved = 0;
        try (BufferedReader reader = job.inputReader(StandardCharsets.UTF_8)) {
            id = RunId.parse(reader.readLine());
            while (saved < 5_000) {
                saved = Long.parseLong(reader.readLine());
            }
            try (ModelRegistry registry = ModelRegistry.open(url)) {
                assertThat(registry.run(id).status()).isEqualTo(RunStatus.RUNNING);
            }
            job.toHandle().destroyForcibly();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                saved = Long.parseLong(line);
            }
        }
        job.waitFor();

        try (ModelRegistry later = ModelRegistry.builder()
                .url(url)
                .clock(() -> Instant.now().plusSeconds(600))
                .open()) {
            RunView run = later.run(id);
            assertThat(run.status()).isEqualTo(RunStatus.ABANDONED);
            assertThat(run.parameters()).containsKey("rate");
            List<Long> steps = run.points("loss").map(MetricPoint::step).toList();
            assertThat(steps).hasSizeGreaterThanOrEqualTo((int) saved);
            assertThat(steps)
                    .isEqualTo(LongStream.rangeClosed(1, steps.size()).boxed().toList());
            assertThat(run.series().get("loss").count()).isEqualTo(steps.size());
            assertThat(later.model("flights").runs()).extracting(RunView::id).containsExactly(id);
            assertThat(later.verify().problems()).isEmpty();
        }
    }

    @Test
    void hostsThatReactToTheSameFailureRollBackOnce() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            for (String version : List.of("1.0.0", "2.0.0")) {
                ModelVersion registered = flights.register(draft -> draft.version(version), because("new"));
                flights.promote(registered, Stage.STAGING, because("tested"));
                flights.promote(registered, Stage.PRODUCTION, because("approved"));
            }

            List<Process> hosts = new ArrayList<>();
            for (int host = 1; host <= CHILDREN; host++) {
                hosts.add(start("rollback", "2.0.0"));
            }
            for (Process host : hosts) {
                assertThat(output(host)).containsExactly("1.0.0");
            }

            Occupancy live = flights.in(Stage.PRODUCTION).orElseThrow();
            assertThat(live.version().version()).hasToString("1.0.0");
            List<RegistryEvent> failures = flights.history()
                    .flatMap(commit -> commit.events().stream())
                    .filter(Failed.class::isInstance)
                    .toList();
            assertThat(failures).containsExactly(new Failed(2));
        }
    }

    @Test
    void votesOfSeveralProcessesAreOneQuorumAndOneOfThemPromotes() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            registry.settings()
                    .define(
                            Pipeline.standard().toBuilder()
                                    .gates(Stage.PRODUCTION, Gate.approvals(CHILDREN))
                                    .build(),
                            because("all must agree"));
            RegisteredModel flights = registry.model("flights");
            ModelVersion version = flights.register(draft -> draft.version("1.0.0"), because("new"));
            flights.promote(version, Stage.STAGING, because("tested"));
            flights.requestApproval(version, Stage.PRODUCTION, because("ready"));

            List<Process> voters = new ArrayList<>();
            for (int voter = 1; voter <= CHILDREN; voter++) {
                voters.add(start("approve", "1.0.0", "voter-" + voter));
            }
            List<String> said = new ArrayList<>();
            for (Process voter : voters) {
                said.addAll(output(voter));
            }

            assertThat(said).as("whoever came last saw all votes").contains("promoted");
            assertThat(flights.stageOf(version).stage()).isEqualTo(Stage.PRODUCTION);
            assertThat(flights.history()
                            .flatMap(commit -> commit.events().stream())
                            .filter(GatesPassed.class::isInstance))
                    .hasSize(1);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void everyPromotionHasPassedTheGatesOfTheRulesThatItNames() throws Exception {
        int versions = 20;
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice");
                ModelRegistry rules = ModelRegistry.open(url).as("ops")) {
            RegisteredModel flights = registry.model("flights");
            for (int i = 1; i <= versions; i++) {
                String version = i + ".0.0";
                flights.promote(
                        flights.register(draft -> draft.version(version).metric("auc", 0.9), because("new")),
                        Stage.STAGING,
                        because("tested"));
                flights.promote(flights.version(i), Stage.CANARY, because("tested"));
            }
            Race.all(2, racer -> {
                for (int i = 1; i <= versions; i++) {
                    if (racer == 0) {
                        flights.promote(flights.version(i), Stage.STAGING, because("again"));
                        flights.promote(flights.version(i), Stage.PRODUCTION, because("go"));
                    } else {
                        rules.settings().define(gated(i), because("rules " + i));
                    }
                }
                return true;
            });

            Map<Long, Integer> gatesOfRules = new HashMap<>();
            registry.settings()
                    .history()
                    .forEach(commit -> gatesOfRules.put(
                            commit.revision(),
                            ((PipelineDefined) commit.events().get(0))
                                    .pipeline()
                                    .transition(Stage.STAGING, Stage.PRODUCTION)
                                    .orElseThrow()
                                    .gates()
                                    .size()));
            List<Commit> promotions = flights.history()
                    .filter(commit -> commit.reason().equals("go"))
                    .toList();
            assertThat(promotions).hasSize(versions).allSatisfy(promotion -> {
                int gates = gatesOfRules.getOrDefault(
                        promotion
                                .basis()
                                .getOrDefault("settings/registry", Head.NONE)
                                .revision(),
                        0);
                assertThat(promotion.events().stream()
                                .filter(GatesPassed.class::isInstance)
                                .mapToInt(
                                        event -> ((GatesPassed) event).results().size())
                                .sum())
                        .isEqualTo(gates);
            });
        }
    }

    @Test
    void hostsThatCopyTheSameVersionMakeItOnce() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            ModelVersion original = registry.model("trial")
                    .register(
                            draft -> draft.version("1.2.0").artifact("weights", new byte[100_000]), because("trained"));
            registry.model("trial").promote(original, Stage.STAGING, because("tested"));
            List<Process> hosts = new ArrayList<>();
            for (int host = 1; host <= CHILDREN; host++) {
                hosts.add(start("copy", "1.2.0"));
            }
            for (Process host : hosts) {
                assertThat(output(host)).containsExactly("1 1.2.0");
            }

            RegisteredModel flights = registry.model("flights");
            assertThat(flights.revision()).as("one commit").isEqualTo(1);
            assertThat(flights.version(1).digest()).isEqualTo(original.digest());
            assertThat(flights.version(1).origin().orElseThrow().uri()).isEqualTo(original.uri());
            assertThat(flights.version(1).testimony()).hasSize(1);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void commentsOfSeveralHostsAreAllThere() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            ModelVersion version = flights.register(draft -> draft.version("1.0.0"), because("new"));
            List<Process> hosts = new ArrayList<>();
            for (int host = 1; host <= CHILDREN; host++) {
                hosts.add(start("comment", "1.0.0", "host " + host));
            }
            List<String> acknowledged = new ArrayList<>();
            for (Process host : hosts) {
                acknowledged.addAll(output(host));
            }

            assertThat(flights.comments(version))
                    .extracting(Comment::number)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, CHILDREN * COMMENTS)
                            .boxed()
                            .toList());
            assertThat(acknowledged)
                    .containsExactlyInAnyOrderElementsOf(flights.comments(version).stream()
                            .map(comment ->
                                    comment.number() + " " + comment.text().orElseThrow())
                            .toList());
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    /** No gate, or one more each time, in turn. */
    private static Pipeline gated(int round) {
        Gate[] gates = IntStream.range(0, round % 5)
                .mapToObj(gate -> Gate.metricAtLeast("auc", gate / 10.0))
                .toArray(Gate[]::new);
        return Pipeline.standard().toBuilder()
                .transition(Stage.STAGING, Stage.PRODUCTION, gates)
                .flapWindow(Duration.ofMillis(round))
                .build();
    }

    /** A training job, or a host that serves, or somebody who approves. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (ModelRegistry registry =
                    ModelRegistry.openOrCreate(arguments[0]).as("job")) {
                RegisteredModel flights = registry.model("flights");
                if (arguments[1].equals("roll")) {
                    flights.rollouts().start(flights.version(2), RolloutContract.PLAN, because("new weather"));
                    flights.rollouts().moveTo(1, because("no more errors than before"));
                    System.out.println(RolloutContract.numbers(flights));
                } else if (arguments[1].equals("deploy")) {
                    flights.rollouts()
                            .deployWithMonitoring(
                                    flights.version(2), Duration.ofSeconds(1), List.of(), because("friday"));
                } else if (arguments[1].equals("train")) {
                    train(registry);
                } else if (arguments[1].equals("approve")) {
                    ModelVersion version = flights.version(arguments[2]);
                    flights.approve(version, Stage.PRODUCTION, because("fine").by(arguments[3]));
                    try {
                        flights.promote(version, Stage.PRODUCTION, because("approved"));
                        System.out.println("promoted");
                    } catch (RejectedException notYet) {
                        System.out.println("not yet");
                    }
                } else if (arguments[1].equals("copy")) {
                    ModelVersion original = registry.model("trial").version(arguments[2]);
                    ModelVersion copy = flights.registerCopy(original, because("passed the trial"));
                    System.out.println(copy.number() + " " + copy.version());
                } else if (arguments[1].equals("comment")) {
                    for (int i = 0; i < COMMENTS; i++) {
                        Comment comment = flights.comment(flights.version(arguments[2]), arguments[3] + " says " + i);
                        System.out.println(
                                comment.number() + " " + comment.text().orElseThrow());
                    }
                } else if (!arguments[1].equals("rollback")) {
                    for (int patch = 0; patch < Integer.parseInt(arguments[3]); patch++) {
                        String version = arguments[2] + ".0." + patch;
                        ModelVersion registered = flights.register(
                                draft -> (arguments[1].equals("count") ? draft : draft.version(version))
                                        .artifact("weights", version.getBytes(StandardCharsets.UTF_8)),
                                because("trained"));
                        System.out.println(registered.number() + " " + registered.version());
                    }
                } else {
                    Occupancy live = flights.rollbackFrom(flights.version(arguments[2]), because("errors"));
                    System.out.println(live.version().version());
                }
            }
        }

        /** Says after each hundred points how many of them are saved; until it is killed. */
        private static void train(ModelRegistry registry) {
            try (TrainingRun run = registry.startRun("flights")) {
                System.out.println(run.id());
                run.parameter("rate", 0.1);
                for (long step = 1; step < 10_000_000; step++) {
                    run.metric("loss", step, 1.0 / step);
                    if (step % 100 == 0) {
                        run.flush();
                        System.out.println(step);
                    }
                }
            }
        }
    }
}
