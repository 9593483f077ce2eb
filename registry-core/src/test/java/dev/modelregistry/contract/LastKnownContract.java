package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryBuilder;
import dev.modelregistry.ServedModel;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that serves starts though the files of its registry are away, as on a volume that is not mounted, and follows them when they are back. */
@Timeout(120)
public abstract class LastKnownContract {
    @TempDir
    Path disk;

    /** The URL of a registry whose files are in this directory, and in no other. */
    protected abstract String url(Path directory);

    private Path mounted() {
        return disk.resolve("registry");
    }

    private Path kept() {
        return disk.resolve("kept");
    }

    private RegistryBuilder process() {
        return ModelRegistry.builder()
                .url(url(mounted()))
                .actor("server")
                .pollInterval(Duration.ofMillis(20))
                .lastKnown(kept(), Duration.ofHours(24));
    }

    private static void toProduction(ModelRegistry registry, String version) {
        RegisteredModel flights = registry.model("flights");
        ModelVersion registered = flights.register(
                draft -> draft.version(version).artifact("model.bin", ("weights of " + version).getBytes()),
                because("trained").by("alice"));
        flights.promote(registered, Stage.STAGING, because("tests pass").by("alice"));
        flights.promote(registered, Stage.PRODUCTION, because("approved").by("alice"));
    }

    private static ServedModel<String> serve(ModelRegistry registry) {
        return registry.serve(
                "flights",
                version -> Files.readString(version.artifact("model.bin").path()));
    }

    private static String ask(ServedModel<String> served) {
        try (Lease<String> lease = served.acquire("user-1")) {
            return lease.model();
        }
    }

    private boolean isKept() {
        try (Stream<Path> all = Files.walk(kept())) {
            return all.anyMatch(file -> file.getFileName().toString().equals("state"));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    @Test
    void startsWithoutItsFilesAndFollowsThemWhenTheyAreBack() throws Exception {
        Files.createDirectories(mounted());
        try (ModelRegistry registry = process().openOrCreate()) {
            toProduction(registry, "1.0.0");
            serve(registry);
            Until.holds(this::isKept);
        }
        Path away = Files.move(mounted(), disk.resolve("away"));
        try (ModelRegistry elsewhere = ModelRegistry.open(url(away))) {
            toProduction(elsewhere, "1.1.0");
        }

        try (ModelRegistry registry = process().open()) {
            ServedModel<String> served = serve(registry);

            assertThat(ask(served)).isEqualTo("weights of 1.0.0");
            assertThatThrownBy(() -> registry.model("flights").versions())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(
                            "has not been reached since this process started from what was known of it at");
            assertThat(mounted()).as("nothing is created where it was").doesNotExist();
            Files.move(away, mounted());
            Until.holds(() -> ask(served).equals("weights of 1.1.0"));
            assertThat(registry.model("flights").versions()).hasSize(2);
            assertThat(registry.verify().problems()).isEmpty();
        }
    }
}
