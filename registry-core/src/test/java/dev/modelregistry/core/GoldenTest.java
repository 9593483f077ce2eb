package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** With the clock and the ids given, a run leaves the same bytes each time. */
class GoldenTest {
    private static List<CommitBytes> journalOfOneRun() {
        SettableClock clock = new SettableClock();
        Random random = new Random(42);
        try (Ground ground = new Ground()) {
            ModelRegistry registry = ground.open(
                    ground.way(),
                    builder -> builder.clock(clock).ids(() -> new UUID(random.nextLong(), random.nextLong())));
            RegisteredModel flights = registry.model("flights");
            ModelVersion v1 = flights.register(
                    draft -> draft.version("1.0.0")
                            .artifact("b.bin", bytes("b"))
                            .artifact("a.bin", bytes("a"))
                            .metric("auc", 0.1 + 0.2)
                            .parameter("rate", 1e-7)
                            .environment("os", "é")
                            .description("first"),
                    because("golden").requestKey("run-1"));
            clock.advance(Duration.ofNanos(1_234_567));
            flights.promote(v1, Stage.STAGING, because("tests pass"));
            flights.alias("champion", v1, because("best"));
            flights.tag(v1, "k", "v", because("x"));
            return ground.memory
                    .journals()
                    .read(JournalId.of(flights.name()), 0, 100)
                    .commits();
        }
    }

    @Test
    void writesTheSameBytesInTwoRuns() {
        List<CommitBytes> first = journalOfOneRun();

        assertThat(first).hasSize(4);
        assertThat(journalOfOneRun()).isEqualTo(first);
    }

    @Test
    void writesACommitAsDocumented() {
        assertThat(journalOfOneRun().get(2).bytes().utf8())
                .isEqualTo("{\"v\":1,\"journal\":\"model/flights\",\"revision\":3,\"previous\":\""
                        + journalOfOneRun().get(1).hash().hex()
                        + "\",\"append\":\"" + thirdId()
                        + "\",\"request\":null,\"time\":1893456000001235,\"actor\":\"alice\",\"reason\":\"best\","
                        + "\"basis\":{},\"events\":1}\n"
                        + "{\"type\":\"alias.moved\",\"alias\":\"champion\",\"to\":1}\n");
    }

    private static UUID thirdId() {
        Random random = new Random(42);
        UUID id = new UUID(0, 0);
        for (int i = 0; i < 3; i++) {
            id = new UUID(random.nextLong(), random.nextLong());
        }
        return id;
    }
}
