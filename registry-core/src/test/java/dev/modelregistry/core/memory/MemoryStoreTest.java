package dev.modelregistry.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.ClosingContract;
import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new MemoryFixture();
    }

    /** Elsewhere in here it is the handles that are closed. */
    @Nested
    class ClosingTheStoreItself extends ClosingContract {
        @Override
        protected StoreFixture fixture() {
            return new MemoryFixture.Bare();
        }
    }

    @Nested
    @Tag("memory")
    class InMemory {
        @Test
        void theFilesBehindLocalPathsEndWithTheStore() throws IOException {
            Path path;
            try (MemoryStore store = new MemoryStore()) {
                Digest digest = store.blobs()
                        .put(new ByteArrayInputStream("weights".getBytes(UTF_8)))
                        .digest();
                path = store.blobs().localPath(digest);
                assertThat(store.blobs().localPath(digest))
                        .as("the same file, not one for each call")
                        .isEqualTo(path);
            }

            assertThat(path).doesNotExist();
            assertThat(path.getParent())
                    .as("the directory that was made for it")
                    .doesNotExist();
        }

        @Test
        void theFileOfABlobThatIsTrashedIsDeleted() throws IOException {
            try (MemoryStore store = new MemoryStore()) {
                Digest digest = store.blobs()
                        .put(new ByteArrayInputStream("weights".getBytes(UTF_8)))
                        .digest();
                Path path = store.blobs().localPath(digest);

                assertThat(Trash.trash(store, digest)).isTrue();

                assertThat(path).doesNotExist();
            }
        }

        @Test
        void timeIsWhatTheClockSays() throws IOException {
            AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00.123456789Z"));
            try (MemoryStore store = new MemoryStore(clock::get)) {
                assertThat(store.now()).isEqualTo(clock.get());
                assertThat(store.blobs()
                                .put(new ByteArrayInputStream(new byte[1]))
                                .storedAtMicros())
                        .isEqualTo(1_772_366_400_123_456L);

                clock.set(Instant.parse("2026-03-01T12:00:01Z"));

                assertThat(store.blobs()
                                .put(new ByteArrayInputStream(new byte[1]))
                                .storedAtMicros())
                        .isEqualTo(1_772_366_401_000_000L);
            }
        }

        @Test
        void exactlyOneUrlIsUnderstood() {
            MemoryStoreProvider provider = new MemoryStoreProvider();

            assertThat(provider.accepts("memory:")).isTrue();
            for (String other : new String[] {"memory:flights", "memory", "MEMORY:", " memory:", "file:memory:", ""}) {
                assertThat(provider.accepts(other)).as("'%s'", other).isFalse();
                assertThatThrownBy(() -> provider.open(other, OpenMode.CREATE_IF_ABSENT))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessage("store URL '" + other + "' is not exactly 'memory:'; "
                                + "registries in memory have no names, each opening makes a new one");
            }
        }

        @Test
        void everyOpeningIsAFreshRegistryWhateverTheMode() {
            MemoryStoreProvider provider = new MemoryStoreProvider();
            try (RegistryStore one = provider.open("memory:", OpenMode.EXISTING);
                    RegistryStore other = provider.open("memory:", OpenMode.CREATE_IF_ABSENT)) {
                assertThat(one.registryId()).isNotEqualTo(other.registryId());
            }
        }
    }
}
