package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Comparison.Verdict;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the whole library does on a store of any kind, of which a URL is all that is known. */
@Timeout(120)
public abstract class RegistryContract {
    /** Where the registry of a test is. */
    protected String url;

    /** A place where no registry is yet. */
    protected abstract String freshUrl();

    @BeforeEach
    final void choosePlace() {
        url = freshUrl();
    }

    @Test
    void versionsAreNumberedByWhatIsDifferentAndFoundByEveryName() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first = flights.register(draft(false, "4f2a9c1" + "0".repeat(33), "a"), because("first"));
            ModelVersion tuned = flights.register(draft(false, "4f2a9c1e" + "0".repeat(32), "b"), because("tuned"));
            assertThat(flights.preview(draft(true, "77", "c")).version()).hasToString("2.0.0");
            assertThatThrownBy(() -> flights.register(
                            draft -> draft(true, "77", "c").accept(draft.version("1.1.0")), because("too low")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("MAJOR: required input `weather` was added");
            ModelVersion weather = flights.register(draft(true, "77", "c"), because("knows the weather"));
            ModelVersion fix = flights.register(
                    draft -> draft(false, "4f2a9c1e" + "1".repeat(32), "d").accept(draft.basedOn(tuned.version())),
                    because("fixed"));

            assertThat(flights.versions())
                    .extracting(version -> version.numbering().toString())
                    .containsExactly(
                            "1.0.0 (follows no release)",
                            "1.0.0 → 1.0.1 (PATCH: artifact `model.bin` changed; PATCH: the code changed)",
                            "1.0.1 → 2.0.0 (MAJOR: required input `weather` was added;"
                                    + " PATCH: artifact `model.bin` changed; PATCH: the code changed)",
                            "1.0.1 → 1.0.2 (PATCH: artifact `model.bin` changed; PATCH: the code changed)");
            assertThat(registry.resolve("models:/flight_delay/^1")).isEqualTo(fix);
            assertThat(registry.resolve("models:/flight_delay/2.x")).isEqualTo(weather);
            assertThat(registry.resolve("flight_delay_v1.0.0")).isEqualTo(first);
            assertThat(registry.versionsOfCommit("4f2a9c1")).containsExactly(first, tuned, fix);
            assertThat(registry.versionsOfCommit("4f2a9c1e")).containsExactly(tuned, fix);
            assertThat(registry.versionsOfCommit("77")).containsExactly(weather);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void versionsAreComparedByWhatWasRecorded() {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            RegisteredModel flights = registry.model("flight_delay");
            ModelVersion first =
                    flights.register(draft -> draft.folds("auc", 0.6, 0.7, 0.8).metric("fuel", 3), because("first"));
            ModelVersion second = flights.register(
                    draft -> draft.folds("auc", 0.7, 0.81, 0.89)
                            .metric("fuel", 2)
                            .direction("fuel", Direction.LOWER_IS_BETTER),
                    because("second"));

            assertThat(registry.compare(first, second).metrics())
                    .allSatisfy(metric ->
                            assertThat(metric.values().get(1).verdict()).isEqualTo(Verdict.BETTER))
                    .hasSize(2);
            assertThat(registry.compare(first, second)
                            .metrics()
                            .get(0)
                            .values()
                            .get(1)
                            .isSignificant())
                    .isTrue();
            assertThat(flights.leaderboard("fuel", Direction.LOWER_IS_BETTER, 1))
                    .containsExactly(second);
        }
    }

    private static Consumer<VersionDraft> draft(boolean weather, String commit, String weights) {
        Signature.Builder signature = Signature.builder().input("departure", DataType.TIMESTAMP);
        if (weather) {
            signature.input("weather", DataType.STRING);
        }
        signature.output("late", DataType.FLOAT32);
        return draft -> draft.artifact("model.bin", weights.getBytes(StandardCharsets.UTF_8))
                .signature(signature.build())
                .lineage(Lineage.builder().code("git", commit).build());
    }
}
