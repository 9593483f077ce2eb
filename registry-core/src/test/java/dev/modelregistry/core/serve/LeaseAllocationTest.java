package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.BOUND_SECONDS;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.modelregistry.Lease;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.health.Analysis;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request costs in memory, in a JVM of its own: what is compiled how depends on what else was run before. */
class LeaseAllocationTest {
    private static final int REQUESTS = 100_000;
    private static final int MOST_BATCHES = 500;

    @ParameterizedTest
    @ValueSource(strings = {"uncounted", "counted"})
    void aRequestCostsNoMemoryOnceItIsCompiled(String how) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-Xmx128m", LeaseAllocationTest.class.getName(), how);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(child.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Long.parseLong(printed.strip()))
                    .as("bytes of %s requests", REQUESTS)
                    .isLessThan(REQUESTS);
        } finally {
            child.destroyForcibly();
        }
    }

    /** Prints how many bytes a batch of requests took when it had been compiled, or after so many batches. */
    public static void main(String... how) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ServingPlan plan = how[0].equals("counted") ? counted() : rollout(1, 2, 1);
        try (ServingGround ground = new ServingGround(plan)) {
            Serving<FakeModel> serving = ground.serve();
            String[] keys = {key(plan, 0), key(plan, 1), "customer-4711"};
            Until.holds(() -> serving.route(keys[1]).number() == 2);
            long bytes = Long.MAX_VALUE;
            for (int batch = 0; batch < MOST_BATCHES && bytes >= REQUESTS; batch++) {
                long before = memory.getCurrentThreadAllocatedBytes();
                requests(serving, keys);
                bytes = memory.getCurrentThreadAllocatedBytes() - before;
            }
            System.out.println(bytes);
        }
    }

    /** Timed and counted, and never reported while it is measured. */
    private static ServingPlan counted() {
        ServingPlan plan = rollout(1, 2, 1);
        Watch watch = new Watch(
                1, 1, Instant.EPOCH, Duration.ZERO, Analysis.standard().lookEvery(Duration.ofHours(1)));
        return new ServingPlan(
                plan.router(),
                plan.versions(),
                plan.routes(),
                Optional.of(watch),
                Optional.empty(),
                plan.revision(),
                plan.knownAt());
    }

    private static long requests(ServedModel<FakeModel> serving, String[] keys) {
        long sum = 0;
        for (int i = 0; i < REQUESTS; i++) {
            try (Lease<FakeModel> lease = serving.acquire(keys[i % keys.length])) {
                sum += lease.model().use() + lease.route().revision();
            }
        }
        return sum;
    }
}
