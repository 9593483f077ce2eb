package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that may only be read serves everything and says why it takes nothing. */
class ReadOnlyTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final RegisteredModel writer = ground.open().model("flights");

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void readsWithoutTryingToKeepASnapshot() {
        for (int i = 0; i < 200; i++) {
            register(writer, "1.0." + i);
        }
        way.access = Access.READ_ONLY;
        way.snapshotsAsRead = none -> Optional.empty();
        ModelRegistry registry = ground.open(way);

        assertThat(registry.access()).isEqualTo(Access.READ_ONLY);
        assertThat(registry.model("flights").versions()).hasSize(200);
        assertThat(registry.resolve("models:/flights/latest").materialize(files))
                .isNotEmptyDirectory();
        assertThat(registry.verify().problems()).isEmpty();
        assertThat(way.snapshotsPut).hasValue(0);
    }

    @Test
    void saysWhyItCannotBeWrittenTo() {
        ModelVersion v1 = register(writer, "1.0.0");
        way.access = Access.READ_ONLY;
        RegisteredModel flights = ground.open(way).model("flights");

        List.<ThrowingCallable>of(
                        () -> register(flights, "2.0.0"),
                        () -> flights.register(draft -> draft.version("2.0.0"), because("no files")),
                        () -> flights.promote(v1, Stage.STAGING, because("x")),
                        () -> flights.alias("champion", v1, because("x")),
                        () -> flights.tag("k", "v", because("x")),
                        () -> flights.delete(because("x")))
                .forEach(act -> assertThatThrownBy(act)
                        .isInstanceOf(RejectedException.class)
                        .hasMessage("the store is mounted read-only; write on the host that owns it"));
        assertThatThrownBy(() -> ground.open(way).storage().reindex())
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("faulty: may only be read, so its index cannot be mended");
        assertThat(writer.revision()).isEqualTo(1);
        assertThat(v1.artifact("model.bin").digest()).isEqualTo(Digest.of(bytes("weights of 1.0.0")));
    }

    @Test
    void findsThatThingsAreAsTheyShouldBeWithoutWriting() {
        ModelVersion v1 = register(writer, "1.0.0");
        writer.tag("k", "v", because("x"));
        way.access = Access.READ_ONLY;
        RegisteredModel flights = ground.open(way).model("flights");

        flights.tag("k", "v", because("again"));

        assertThat(flights.promote(v1, Stage.DEVELOPMENT, because("again")).version())
                .isEqualTo(v1);
    }
}
