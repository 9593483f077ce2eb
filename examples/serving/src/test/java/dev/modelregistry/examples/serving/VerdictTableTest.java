package dev.modelregistry.examples.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.Health.Latency;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import dev.modelregistry.rollout.RolloutPolicy.Canary;
import dev.modelregistry.rollout.RolloutPolicy.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerdictTableTest {
    private static final Canary CANARY = new Canary(List.of(Step.of(0.1, Duration.ZERO), Step.of(1, Duration.ZERO)));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final VerdictTable table = new VerdictTable(
            new PrintStream(out, true, StandardCharsets.UTF_8), CANARY, Duration.ofMillis(500), nanos::get);

    @BeforeEach
    void title() {
        table.title("Rollout");
        out.reset();
    }

    private static RolloutVerdict verdict(Decision decision, int step, String reason) {
        Latency latency = new Latency(Duration.ZERO, Duration.ofNanos(279_000), Duration.ofSeconds(1));
        return new RolloutVerdict(
                decision,
                step,
                reason,
                new Health(
                        new Counts(1_268, 62, Optional.of(latency), Optional.empty()),
                        new Counts(0, 0, Optional.empty(), Optional.empty())),
                List.of(new Evidence("errors", 35.34, 2000), new Evidence("latency", 0.06, 2000)));
    }

    private void after(Duration time, String server, RolloutVerdict verdict) {
        nanos.addAndGet(time.toNanos());
        table.row(server, verdict);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLineHasTheCountsTheEvidenceAndTheFirstReason() {
        after(
                Duration.ofMillis(1_600),
                "a",
                verdict(Decision.ROLL_BACK, 0, "4.9 % of 1,268 failed; evidence is enough"));

        assertThat(lines())
                .containsExactly(" 1.6 s  a   10 %  1,268 (4.9 %)  0 (0.0 %)      0.28 / -      "
                        + "errors 35.3, latency 0.1 of 2000   roll back: 4.9 % of 1,268 failed");
    }

    @Test
    void aLongReasonIsCut() {
        after(Duration.ZERO, "a", verdict(Decision.HOLD, 1, "x".repeat(61)));

        assertThat(lines()).singleElement().asString().contains("  100 %  ").endsWith("hold: " + "x".repeat(59) + "…");
    }

    @Test
    void processesThatComeToTheSameInOneIntervalAreOneLine() {
        RolloutVerdict hold = verdict(Decision.HOLD, 0, "wait");
        after(Duration.ZERO, "a", hold);
        after(Duration.ofMillis(499), "b", hold);
        after(Duration.ofMillis(1), "c", hold);
        after(Duration.ofMillis(1), "d", verdict(Decision.PROMOTE, 0, "good"));

        assertThat(lines()).extracting(line -> line.substring(8, 9)).containsExactly("a", "c", "d");
    }
}
