package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Copied;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry moves from a directory through every database and back into a directory, and not a byte of its history changes. */
@Timeout(120)
class MoveTest {
    private static final int MODELS = 3;

    @TempDir
    Path directory;

    private ModelRegistry original() {
        ModelRegistry registry =
                ModelRegistry.openOrCreate(directory.resolve("original")).as("alice");
        Random random = new Random(7);
        for (int i = 0; i < MODELS; i++) {
            RegisteredModel model = registry.model("model-" + i);
            for (int patch = 0; patch < 70; patch++) {
                String version = "1.0." + patch;
                byte[] bytes = new byte[patch == 0 ? 10 << 20 : 100];
                random.nextBytes(bytes);
                model.register(
                        draft -> draft.version(version)
                                .artifact("model.bin", bytes)
                                .description("Nothing special.")
                                .environment("e", version.equals("1.0.1") ? "x".repeat(70_000) : "x"),
                        because("trained"));
            }
            ModelVersion first = model.version(1);
            model.promote(first, Stage.STAGING, because("tests pass"));
            model.promote(first, Stage.PRODUCTION, because("approved"));
            model.tag(first, "team", "ops", because("theirs"));
        }
        RegisteredModel gone = registry.model("model-1");
        gone.archive(gone.version(1), because("unused"));
        gone.delete(because("unused"));
        return registry;
    }

    private static List<Digest> hashes(ModelRegistry registry) {
        List<Digest> all = new ArrayList<>();
        for (int i = 0; i < MODELS; i++) {
            registry.model("model-" + i).history().map(Commit::hash).forEach(all::add);
        }
        return all;
    }

    @Test
    void everyHashIsTheSameAfterFiveMoves() {
        List<String> places = List.of(
                "file:" + directory.resolve("original"),
                TestDatabase.POSTGRESQL.freshUrl(),
                TestDatabase.SQLITE.freshUrl(),
                TestDatabase.MARIADB.freshUrl(),
                TestDatabase.H2.freshUrl(),
                "file:" + directory.resolve("last"));
        List<Digest> expected;
        try (ModelRegistry first = original()) {
            expected = hashes(first);
        }
        for (int i = 1; i < places.size(); i++) {
            try (ModelRegistry from = ModelRegistry.open(places.get(i - 1));
                    ModelRegistry to = ModelRegistry.openOrCreate(places.get(i))) {
                Copied copied = from.copyTo(to);

                assertThat(copied.verified().problems()).as("%s", to).isEmpty();
                assertThat(copied.verified()).as("%s", to).isEqualTo(from.verify());
                assertThat(copied.commits()).isEqualTo(expected.size());
                assertThat(hashes(to)).as("%s", to).isEqualTo(expected);
                assertThat(to.versionsTagged("team", "ops"))
                        .as("found in %s", to)
                        .hasSize(MODELS - 1);
                assertThat(from.copyTo(to).commits())
                        .as("there is nothing left to copy")
                        .isZero();
            }
        }
        try (ModelRegistry first = ModelRegistry.open(places.get(0));
                ModelRegistry last = ModelRegistry.open(places.get(places.size() - 1))) {
            Path one = first.resolve("models:/model-0/Production")
                    .artifact("model.bin")
                    .path();
            Path other = last.resolve("models:/model-0/Production")
                    .artifact("model.bin")
                    .path();
            assertThat(other).hasSameBinaryContentAs(one);
        }
    }

    @Test
    void aMoveThatWasCutOffGoesOnWhereItWas() throws Exception {
        String target = TestDatabase.POSTGRESQL.freshUrl();
        try (ModelRegistry from = original();
                CuttingProxy proxy = CuttingProxy.to(TestServer.postgreSql())) {
            try (ModelRegistry to = ModelRegistry.openOrCreate(proxy.through(target))) {
                CompletableFuture<Copied> copying = CompletableFuture.supplyAsync(() -> from.copyTo(to));
                while (TestDatabase.ask(target, "SELECT digest FROM mr_blob").size() < 50) {
                    assertThat(copying).as("the copy").isNotDone();
                }
                proxy.close();

                // Which of the two depends on whether a commit was under way just then.
                assertThatThrownBy(() -> copying.get(60, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class);
            }
            try (ModelRegistry to = ModelRegistry.open(target)) {
                Copied rest = from.copyTo(to);

                assertThat(rest.verified().problems()).isEmpty();
                assertThat(rest.blobs())
                        .as("those that were missing")
                        .isPositive()
                        .isLessThan(rest.verified().blobs());
                assertThat(hashes(to)).isEqualTo(hashes(from));
            }
        }
    }
}
