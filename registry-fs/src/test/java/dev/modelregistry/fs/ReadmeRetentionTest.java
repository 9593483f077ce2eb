package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.retention.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows of how long versions are kept. */
class ReadmeRetentionTest {
    @TempDir
    private Path place;

    @Test
    void theOldOnesExpireAndWhatIsHeldDoesNot() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        try (ModelRegistry registry = ModelRegistry.builder()
                .directory(place)
                .clock(time::get)
                .actor("alice")
                .openOrCreate()) {
            RegisteredModel fraud = registry.model("fraud-cards");
            for (String weights : new String[] {"a", "b", "c", "d", "e"}) {
                fraud.register(
                        draft -> draft.artifact("model.bin", weights.getBytes(StandardCharsets.UTF_8)),
                        because("trained"));
            }
            ModelVersion first = fraud.version(1);
            ModelVersion disputed = fraud.version(5);
            time.set(Instant.parse("2026-08-01T00:00:00Z"));
            // region retain
            registry.settings()
                    .defineRetention(
                            RetentionPolicy.builder("nightly")
                                    .models("fraud-*")
                                    .keepLast(3)
                                    .keepTagged("audit")
                                    .archiveAfter(Duration.ofDays(30))
                                    .expireAfter(Duration.ofDays(180))
                                    .build(),
                            because("the disk is full"));
            System.out.println(registry.retention()
                    .plan()
                    .toMarkdown()); // each version: keep, archive or expire, why, and how large
            RetentionPlan done = registry.retention()
                    .apply(because("monthly clean-up")); // decides again; doing it twice does nothing
            fraud.hold(disputed, because("case 2026-17")); // no policy touches it until releaseHold
            fraud.expired(first).ifPresent(System.out::println); // when, by whom, by which policy and why
            // end retain
            assertThat(done.items()).hasSize(2);
            assertThat(fraud.expired(first)).isPresent();
            assertThat(fraud.hold(disputed)).isPresent();
        }
    }
}
