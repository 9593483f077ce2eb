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
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                    .containsExactly("journal model/flights, commit 7 rests on revision 1 of journal settings/registry,"
                            + " which ends at 0: commits were lost");
            assertThatThrownBy(() -> flights.promote(flights.version(3), PRODUCTION, because("go")))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessage(
                            "journal settings/registry ends at revision 0, but a commit of model 'flights' rests on 1:"
                                    + " the registry's rules were lost; restore them from a backup");
            assertThatThrownBy(() -> flights.register(draft -> draft.version("2.0.0"), because("new")))
                    .isInstanceOf(CorruptStoreException.class);
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
