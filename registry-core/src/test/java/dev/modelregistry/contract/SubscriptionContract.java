package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.notification.SubscriptionOptions.fromTheBeginning;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.notification.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Subscribers in several processes, on one registry of a store whose sharing is wider than one process. */
abstract class SubscriptionContract extends GarbageContract {
    private static final int MODELS = 10;
    private static final int COMMITS = 20;
    private static final int BEFORE_DEATH = 33;
    private static final int WORKERS = 3;

    private Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(url));
        all.addAll(List.of(arguments));
        return ChildJvm.of(Worker.class, all.toArray(String[]::new))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Every commit of some models, which are all there are. */
    private static Set<String> commit(ModelRegistry registry, int models, int commits) {
        Set<String> all = new HashSet<>();
        for (int revision = 1; revision <= commits; revision++) {
            for (int model = 0; model < models; model++) {
                String value = Integer.toString(revision);
                if (revision == 1) {
                    registry.model("m" + model).register(draft -> draft.version("1.0.0"), because("new"));
                } else {
                    registry.model("m" + model).tag("k", value, because("x"));
                }
                all.add("model/m" + model + "#" + revision);
            }
        }
        return all;
    }

    /** Each journal's commits follow each other; none but those that were heard before may be left out. */
    private static void assertInOrder(List<String> heard, Map<String, Integer> before) {
        Map<String, Integer> last = new HashMap<>(before);
        for (String commit : heard) {
            String journal = commit.substring(0, commit.indexOf('#'));
            int revision = Integer.parseInt(commit.substring(commit.indexOf('#') + 1));
            assertThat(revision).as(commit).isLessThanOrEqualTo(last.getOrDefault(journal, 0) + 1);
            last.merge(journal, revision, Math::max);
        }
        before.putAll(last);
    }

    @Test
    void whereAWorkerIsKilledAnotherGoesOnAndNothingIsLeftOut() throws Exception {
        Set<String> all;
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            all = commit(registry, MODELS, COMMITS);
        }
        List<String> first = new ArrayList<>();
        Process killed = start("dies", Integer.toString(BEFORE_DEATH));
        try (BufferedReader reader = killed.inputReader(StandardCharsets.UTF_8)) {
            while (first.size() < BEFORE_DEATH) {
                first.add(reader.readLine());
            }
            killed.toHandle().destroyForcibly(); // in the middle of the next call
            reader.lines().forEach(first::add);
        }
        killed.waitFor();
        assertThat(first).hasSize(BEFORE_DEATH).doesNotContainNull();
        Map<String, Integer> heard = new HashMap<>();
        assertInOrder(first, heard);

        Set<String> union = new HashSet<>(first);
        List<String> second = new ArrayList<>();
        Process other = start("lives");
        try (BufferedReader reader = other.inputReader(StandardCharsets.UTF_8)) {
            while (!union.containsAll(all)) {
                second.add(reader.readLine());
                union.add(second.get(second.size() - 1));
            }
            other.getOutputStream().close();
            reader.lines().forEach(second::add);
        }
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertInOrder(second, heard);
        assertThat(union).isEqualTo(all);
        assertThat(second)
                .as("no more than what one turn had not acknowledged comes again")
                .hasSizeLessThan(all.size());
        try (ModelRegistry registry = ModelRegistry.open(url)) {
            assertThat(registry.subscriptions().status("shared").lag()).isZero();
        }
    }

    @Test
    void workersInSeveralProcessesShareTheWork() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            List<Process> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                workers.add(start("lives"));
            }
            Set<String> all = commit(registry, MODELS, COMMITS);
            List<List<String>> told = Race.all(WORKERS, worker -> {
                if (worker == 0) {
                    while (registry.subscriptions().list().isEmpty()
                            || registry.subscriptions().status("shared").lag() > 0) {
                        Thread.onSpinWait();
                    }
                    for (Process each : workers) {
                        each.getOutputStream().close();
                    }
                }
                try (BufferedReader reader = workers.get(worker).inputReader(StandardCharsets.UTF_8)) {
                    return reader.lines().toList();
                }
            });

            Set<String> union = new HashSet<>();
            told.forEach(union::addAll);
            assertThat(union).isEqualTo(all);
            assertThat(IntStream.range(0, WORKERS)
                            .map(worker -> told.get(worker).size())
                            .sum())
                    .as("as a rule each goes to one")
                    .isLessThan(2 * all.size());
            for (Process worker : workers) {
                assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** Prints what it hears, until its input ends; or hangs for ever after so much, until it is killed. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) throws Exception {
            int[] left = {arguments[1].equals("dies") ? Integer.parseInt(arguments[2]) : Integer.MAX_VALUE};
            try (ModelRegistry registry = ModelRegistry.builder()
                            .url(arguments[0])
                            .pollInterval(Duration.ofMillis(50))
                            .openOrCreate();
                    Subscription shared =
                            registry.subscribe("shared", fromTheBeginning().lease(Duration.ofSeconds(2)), commit -> {
                                if (left[0]-- == 0) {
                                    new CountDownLatch(1).await();
                                }
                                System.out.println(commit.journal() + "#" + commit.revision());
                            })) {
                while (System.in.read() >= 0) {
                    assertThat(shared).isNotNull();
                }
            }
        }
    }
}
