package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.UnsafeGracePeriod;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Collectors in several processes, on one registry of a store whose sharing is wider than one process. */
abstract class GarbageContract extends RegistryContract {
    private static final int WRITERS = 2;
    private static final int VERSIONS = 20;

    private Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(url));
        all.addAll(List.of(arguments));
        return ChildJvm.of(Child.class, all.toArray(String[]::new))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** They give nothing time: whatever was just stored is garbage to them until its commit is there. */
    @Test
    void collectorsThatRunAndAreKilledWhileOthersRegisterLoseNothing() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            flights.register(draft -> draft.version("1.0.0"), because("so that there is a journal"));
            assertThatThrownBy(() -> flights.register(
                            draft -> draft.version("1.0.0").artifact("weights", new byte[] {1}), because("refused")))
                    .isInstanceOf(ConflictException.class);
            List<Process> writers = new ArrayList<>();
            for (int writer = 2; writer < 2 + WRITERS; writer++) {
                writers.add(start("register", Integer.toString(writer)));
            }
            Process steady = start("collect");
            long moved = 0;
            for (int kills = 0; kills == 0 || writers.stream().anyMatch(Process::isAlive); kills++) {
                Process killed = start("collect");
                try (BufferedReader reader = killed.inputReader(StandardCharsets.UTF_8)) {
                    for (int line = 0; line <= kills % 5; line++) {
                        moved += Long.parseLong(reader.readLine());
                    }
                    killed.toHandle().destroyForcibly();
                }
                killed.waitFor();
            }
            for (Process writer : writers) {
                assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(writer.exitValue()).isZero();
            }
            steady.toHandle().destroyForcibly();
            try (BufferedReader reader = steady.inputReader(StandardCharsets.UTF_8)) {
                moved += reader.lines().mapToLong(Long::parseLong).sum();
            }

            assertThat(moved).as("what was taken for garbage").isPositive();
            assertThat(flights.versions())
                    .hasSize(1 + WRITERS * VERSIONS)
                    .allSatisfy(version -> assertThat(version.artifacts())
                            .allSatisfy(file -> assertThat(file.open())
                                    .hasContent(version.version().toString())));
            registry.storage().purge();
            assertThat(registry.storage().trashed())
                    .as("what was refused, and nothing else")
                    .extracting(Blob::size)
                    .containsExactly(1L);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    /** A training job, or a collector that never rests. */
    static final class Child {
        private static final GracePeriod NONE = UnsafeGracePeriod.of(Duration.ZERO);

        private Child() {}

        public static void main(String[] arguments) {
            try (ModelRegistry registry =
                    ModelRegistry.openOrCreate(arguments[0]).as("job")) {
                while (arguments[1].equals("collect")) {
                    System.out.println(registry.storage().trash(NONE).blobs().size());
                }
                for (int patch = 0; patch < VERSIONS; patch++) {
                    String version = arguments[2] + ".0." + patch;
                    registry.model("flights")
                            .register(
                                    draft -> draft.version(version)
                                            .artifact("weights", version.getBytes(StandardCharsets.UTF_8)),
                                    because("trained"));
                }
            }
        }
    }
}
