package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.id.Digest;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose rules were lost is not one without rules. */
class LostRulesTest {
    @TempDir
    private Path directory;

    private Digest rules = Digest.ZERO;

    @BeforeEach
    void loseTheRules() throws IOException {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(directory).as("alice")) {
            RegisteredModel flights = registry.model("flights");
            for (String version : List.of("1.0.0", "1.1.0")) {
                ModelVersion registered = flights.register(draft -> draft.version(version), because("new"));
                flights.promote(registered, STAGING, because("tested"));
                flights.promote(registered, PRODUCTION, because("served"));
            }
            registry.settings()
                    .define(
                            Pipeline.standard().toBuilder()
                                    .gates(PRODUCTION, Gate.approvals(2))
                                    .build(),
                            because("nothing unproven"));
            rules = registry.settings().history().findFirst().orElseThrow().hash();
            flights.promote(
                    flights.register(draft -> draft.version("1.2.0"), because("new")), STAGING, because("tested"));
        }
        try (Stream<Path> files = Files.walk(directory.resolve("journals/settings"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void itIsFoundAndNothingPassesByOtherRules() {
        try (ModelRegistry registry = ModelRegistry.open(directory).as("alice")) {
            RegisteredModel flights = registry.model("flights");

            assertThat(registry.verify().problems())
                    .containsExactly(
                            "journal settings/registry is gone; commit 7 of journal model/flights rests on revision 1 ("
                                    + rules + ")");
            assertThatThrownBy(() -> flights.promote(flights.version(3), PRODUCTION, because("go")))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessage(
                            "journal settings/registry ends at revision 0 and does not have the commit that a decision on"
                                    + " model 'flights' rests on, revision 1 (" + rules
                                    + "): the registry's rules were lost; restore them from a backup");
            assertThatThrownBy(() -> flights.register(draft -> draft.version("2.0.0"), because("new")))
                    .isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    void othersThatTookTheirPlaceAreNotTheRules() {
        try (ModelRegistry registry = ModelRegistry.open(directory).as("mallory")) {
            RegisteredModel flights = registry.model("flights");
            for (int i = 1; i <= 3; i++) {
                registry.settings()
                        .define(
                                Pipeline.standard().toBuilder()
                                        .flapWindow(Duration.ofSeconds(i))
                                        .build(),
                                because("no gates at all"));
                assertThatThrownBy(() -> flights.promote(flights.version(3), PRODUCTION, because("go")))
                        .as("behind revision %s", i)
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessageContaining("rests on, revision 1 (" + rules + ")");
            }
            assertThat(registry.verify().problems())
                    .singleElement()
                    .asString()
                    .startsWith("journal settings/registry, commit 1 has the hash ")
                    .endsWith("; commit 7 of journal model/flights rests on revision 1 (" + rules
                            + "): history was rewritten");
        }
    }

    @Test
    void anEmergencyIsServedAllTheSameAndSaysSo() {
        try (ModelRegistry registry = ModelRegistry.open(directory).as("alice")) {
            RegisteredModel flights = registry.model("flights");

            assertThat(flights.rollbackFrom(flights.version(2), because("it burns"))
                            .version())
                    .isEqualTo(flights.version(1));
            flights.promote(flights.version(3), PRODUCTION, because("fixed"), BreakGlass.nothingIsChecked());

            assertThat(flights.history().map(Commit::events).filter(events -> events.get(0) instanceof GlassBroken))
                    .hasSize(2)
                    .allSatisfy(events -> assertThat(events.get(0).summary())
                            .contains("the rules could not be read, and the standard ones were taken"));
        }
    }
}
