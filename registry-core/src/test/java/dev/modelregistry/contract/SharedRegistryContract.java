package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.id.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes with the whole library, on one registry of a store whose sharing is wider than one process. */
@Timeout(120)
public abstract class SharedRegistryContract extends RegistryContract {
    private static final int CHILDREN = 3;
    private static final int VERSIONS = 25;

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

    /** A training job, or a host that serves. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (ModelRegistry registry =
                    ModelRegistry.openOrCreate(arguments[0]).as("job")) {
                RegisteredModel flights = registry.model("flights");
                if (!arguments[1].equals("rollback")) {
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
    }
}
