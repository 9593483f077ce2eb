package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.SettingsView;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.spi.JournalStore.Head;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Pipeline STRICT = Pipeline.standard().toBuilder()
            .gates(PRODUCTION, Gate.metricAtLeast("auc", 0.8))
            .build();

    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open(ground.way(), builder -> builder.clock(clock));
    private final ModelRegistry elsewhere = ground.open(ground.way(), builder -> builder.clock(clock));

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void areStandardUntilSomebodyChangesThem() {
        assertThat(registry.settings().revision()).isZero();
        assertThat(registry.settings().pipelines()).containsExactly(Pipeline.standard());
        assertThat(registry.settings().pipeline("flights")).isEqualTo(Pipeline.standard());
        assertThat(registry.settings().naming()).isEqualTo(NamingConvention.none());
        assertThat(registry.settings().history()).isEmpty();
    }

    @Test
    void holdInEveryProcessFromTheNextPromotionOn() {
        RegisteredModel flights = elsewhere.model("flights");
        ModelVersion version = register(flights, "1.0.0");
        flights.promote(version, STAGING, because("tests pass"));

        registry.settings().define(STRICT, because("we were burnt").by("ops"));

        assertThatThrownBy(() -> flights.promote(version, PRODUCTION, because("hurry")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("metric auc at least 0.8: missing, the version has no metric 'auc'");
        assertThat(flights.stageOf(version).stage()).isEqualTo(STAGING);
        assertThat(elsewhere.settings().pipeline("flights")).isEqualTo(STRICT);
    }

    @Test
    void areNamedByTheCommitsThatRestOnThem() {
        RegisteredModel flights = registry.model("flights");
        ModelVersion version = register(flights, "1.0.0");
        registry.settings().define(STRICT, because("we were burnt"));
        flights.promote(version, STAGING, because("tests pass"));
        flights.tag("team", "ops", because("org"));

        assertThat(flights.history())
                .extracting(Commit::basis)
                .containsExactly(
                        Map.of(),
                        Map.of(
                                "settings/registry",
                                new Head(
                                        1,
                                        registry.settings()
                                                .history()
                                                .findFirst()
                                                .orElseThrow()
                                                .hash())),
                        Map.of());
    }

    @Test
    void haveAHistoryWithWhoAndWhy() {
        registry.settings().define(STRICT, because("we were burnt").by("ops"));
        registry.settings().naming(NamingConvention.none().models("[a-z]+", "flights"), because("order"));
        registry.settings().remove("default", because("calm again"));
        registry.settings().remove("default", because("nothing is left to remove"));

        assertThat(registry.settings().history())
                .extracting(commit -> commit.actor() + ": "
                        + commit.events().stream().map(RegistryEvent::summary).toList() + " " + commit.reason())
                .containsExactly(
                        "ops: [defined pipeline default] we were burnt",
                        "alice: [naming convention: model names [a-z]+ (such as 'flights'), versions free] order",
                        "alice: [removed pipeline default] calm again");
        assertThat(registry.settings().revision()).isEqualTo(3);
        assertThat(registry.settings().pipeline("flights")).isEqualTo(Pipeline.standard());
    }

    @Test
    void canBeAskedForAsTheyWere() {
        Instant before = clock.instant();
        clock.advance(Duration.ofHours(1));
        registry.settings().define(STRICT, because("we were burnt"));
        Instant strict = clock.advance(Duration.ofHours(1));
        clock.advance(Duration.ofHours(1));
        registry.settings().remove("default", because("calm again"));
        clock.advance(Duration.ofHours(1));

        SettingsView then = elsewhere.asOf(strict).settings();
        assertThat(then.pipeline("flights")).isEqualTo(STRICT);
        assertThat(then.revision()).isEqualTo(1);
        assertThat(then.history()).hasSize(1);
        assertThat(registry.asOf(before).settings().pipelines()).containsExactly(Pipeline.standard());
        assertThat(registry.asOf(clock.instant()).settings().revision()).isEqualTo(2);
    }

    @Test
    void nameWhatIsNewAndLeaveWhatIsThere() {
        register(registry.model("Flights"), "1.0.0");
        registry.settings().naming(NamingConvention.none().models("[a-z_]+", "flight_delay"), because("order"));

        assertThat(register(registry.model("Flights"), "1.1.0").number()).isEqualTo(2);
        assertThatThrownBy(() -> register(registry.model("Delays"), "1.0.0"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("'Delays'")
                .hasMessageContaining("flight_delay");
        assertThatThrownBy(() -> registry.model("Delays").preview(draft -> draft.version("1.0.0")))
                .isInstanceOf(RejectedException.class);
        assertThat(registry.model("Delays").exists()).isFalse();
    }

    @Test
    void areChangedOnExpectation() {
        registry.settings().define(STRICT, because("first").ifRevisionIs(0));

        assertThatThrownBy(() ->
                        registry.settings().remove("default", because("second").ifRevisionIs(0)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("journal settings/registry is at revision 1, not at 0");
    }

    @Test
    void twoPipelinesForOneModelAreRefusedHoweverTheyRace() throws Exception {
        List<Boolean> won = Race.all(8, racer -> {
            Pipeline one = Pipeline.standard().toBuilder("pipeline-" + racer)
                    .models("fraud-" + racer + "*", "*-eu")
                    .build();
            try {
                (racer % 2 == 0 ? registry : elsewhere).settings().define(one, because("race"));
                return true;
            } catch (RejectedException overlapping) {
                return false;
            }
        });

        assertThat(won).containsOnlyOnce(true);
        assertThat(registry.settings().pipelines()).hasSize(2);
    }

    @Test
    void areVerifiedCopiedAndExportedLikeEverythingElse() {
        registry.settings().define(STRICT, because("we were burnt"));
        RegisteredModel flights = registry.model("flights");
        flights.promote(register(flights, "1.0.0"), STAGING, because("tests pass"));
        try (Ground other = new Ground()) {
            ModelRegistry copy = other.open();
            assertThat(registry.copyTo(copy).commits()).isEqualTo(3);
            assertThat(copy.settings().pipeline("flights")).isEqualTo(STRICT);
            assertThat(copy.verify().problems()).isEmpty();
            assertThat(copy.verify().journals()).isEqualTo(2);
        }
        Path log = files.resolve("audit_log.json");
        registry.exportAuditLog(log);
        assertThat(log)
                .content()
                .contains("\"defined pipeline default\"")
                .containsPattern(
                        "\"basis\" ?: ?\\{\\s*\"settings/registry\" ?: ?\\{\\s*\"revision\" ?: ?1,\\s*\"hash\" ?: ?\"[0-9a-f]{64}\"");
    }
}
