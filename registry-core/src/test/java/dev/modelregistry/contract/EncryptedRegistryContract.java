package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Comment;
import dev.modelregistry.Copied;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegistryBuilder;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreLocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole registry with encrypted blobs, from its creation to its copies, on a store that outlives its process. */
@Timeout(120)
public abstract class EncryptedRegistryContract {
    private static final EncryptionKey FIRST = key("2026-1", 1);
    private static final EncryptionKey SECOND = key("2026-2", 2);
    private static final KeySource KEYS = KeySource.of(FIRST);
    private static final String SECRET = "The customers' names were part of the training data, which nobody must know.";

    /** A place where no registry is; each call gives another one. */
    protected abstract StoreLocation location();

    /** Where everything is that a location holds: a file, or a directory with all that is below it. */
    protected abstract Path files(StoreLocation location);

    private final byte[] weights = new byte[300_000];
    private StoreLocation place = new StoreLocation() {
        @Override
        public RegistryStore open(OpenMode mode, BlobCipher cipher) {
            throw new IllegalStateException("not chosen yet");
        }

        @Override
        public String location() {
            return "not chosen yet";
        }
    };

    private static EncryptionKey key(String id, int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return EncryptionKey.of(id, bytes);
    }

    private static RegistryBuilder at(StoreLocation location) {
        return ModelRegistry.builder().location(location).actor("alice");
    }

    /** A registry with a version, whose artifacts, text and comment are blobs. */
    private ModelRegistry filled(RegistryBuilder builder) {
        new Random(42).nextBytes(weights);
        ModelRegistry registry = builder.openOrCreate();
        ModelVersion version = registry.model("flights")
                .register(
                        draft -> draft.version("1.0.0")
                                .artifact("weights.bin", weights)
                                .artifact("labels.txt", SECRET.getBytes(UTF_8))
                                .description(SECRET + " (description)")
                                .environment("e", "x".repeat(70_000)),
                        because("trained"));
        registry.model("flights").comment(version, SECRET + " (comment)");
        return registry;
    }

    private void created() {
        place = location();
        filled(at(place).encryption(KEYS)).close();
    }

    private static ModelVersion version(ModelRegistry registry) {
        return registry.resolve("models:/flights/1.0.0");
    }

    @Test
    void everythingIsReadAgainAfterARestart() throws IOException {
        created();
        Path copy;
        try (ModelRegistry registry = at(place).encryption(KEYS).open()) {
            ModelVersion version = version(registry);
            copy = version.artifact("weights.bin").path();
            assertThat(copy).hasBinaryContent(weights);
            try (InputStream stream = version.artifact("weights.bin").open()) {
                assertThat(stream.readAllBytes()).isEqualTo(weights);
            }
            assertThat(version.artifact("weights.bin").size()).isEqualTo(weights.length);
            assertThat(version.artifact("labels.txt").path()).hasContent(SECRET);
            assertThat(version.descriptor().environment().get("e")).hasSize(70_000);
            assertThat(registry.model("flights").comments(version))
                    .extracting(Comment::text)
                    .allSatisfy(text -> assertThat(text).contains(SECRET + " (comment)"));
            assertThat(registry.verify().problems()).isEmpty();
        }
        assertThat(copy).as("the plain copy, once the registry is closed").doesNotExist();
    }

    /** With an eye that is shown to see: the same search finds nearly all of it in a registry that is not encrypted. */
    @Test
    void nothingOfABlobIsFoundWhereItIsKept() {
        created();
        Set<Long> here = windowsOf(files(place));
        StoreLocation plain = location();
        filled(at(plain)).close();
        Set<Long> there = windowsOf(files(plain));

        for (byte[] blob : List.of(weights, SECRET.getBytes(UTF_8))) {
            Set<Long> wanted = windows(blob);
            assertThat(there.stream().filter(wanted::contains).count())
                    .as("windows of 8 bytes in a plain registry, of %s", wanted.size())
                    .isGreaterThan(wanted.size() * 9L / 10);
            assertThat(here.stream().filter(wanted::contains).count())
                    .as("windows of 8 bytes in an encrypted registry")
                    .isZero();
        }
    }

    private static Set<Long> windowsOf(Path files) {
        Set<Long> found = new HashSet<>();
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.addAll(windows(Files.readAllBytes(file)));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return found;
    }

    /** All runs of eight bytes. */
    private static Set<Long> windows(byte[] bytes) {
        Set<Long> windows = new HashSet<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int i = 0; i + Long.BYTES <= bytes.length; i++) {
            windows.add(buffer.getLong(i));
        }
        return windows;
    }

    @Test
    void anEncryptedRegistryIsNotOpenedWithoutKeys() {
        created();
        for (OpenMode mode : OpenMode.values()) {
            assertThatThrownBy(() -> place.open(mode))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("are encrypted; give its keys with RegistryBuilder.encryption");
        }
        try (ModelRegistry registry = at(place).encryption(KEYS).open()) {
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void aPlainRegistryIsNotOpenedWithKeys() {
        place = location();
        filled(at(place)).close();

        assertThatThrownBy(() -> at(place).encryption(KEYS).openOrCreate())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "are not encrypted, and keys were given; if it was created with keys, what it says of itself has been altered");

        try (ModelRegistry registry = at(place).open()) {
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void historyIsTheSameInACopyThatIsEncryptedAndBack() {
        StoreLocation plain = location();
        StoreLocation encrypted = location();
        try (ModelRegistry original = filled(at(plain));
                ModelRegistry inside = at(encrypted).encryption(KEYS).openOrCreate();
                ModelRegistry outside = at(location()).openOrCreate()) {
            Copied in = original.copyTo(inside);
            Copied out = inside.copyTo(outside);

            assertThat(in.blobs()).isGreaterThanOrEqualTo(5);
            assertThat(out).isEqualTo(in);
            for (ModelRegistry copy : List.of(inside, outside)) {
                assertThat(copy.model("flights").history().map(Commit::hash).toList())
                        .isEqualTo(original.model("flights")
                                .history()
                                .map(Commit::hash)
                                .toList());
                assertThat(copy.verify()).isEqualTo(original.verify());
                assertThat(version(copy).artifact("weights.bin").path()).hasBinaryContent(weights);
            }
        }
    }

    @Test
    void aNewKeyIsForWhatIsWrittenFromThenOn() throws IOException {
        created();
        try (ModelRegistry registry =
                at(place).encryption(KeySource.of(SECOND, FIRST)).open()) {
            registry.model("flights")
                    .register(
                            draft -> draft.version("1.1.0")
                                    .artifact("weights.bin", weights) // which are there, and stay as they are
                                    .artifact("new.bin", new byte[70_000]),
                            because("trained again"));
            assertThat(registry.verify().problems()).isEmpty();
        }
        try (ModelRegistry registry = at(place).encryption(KeySource.of(SECOND)).open()) {
            ModelVersion version = registry.resolve("models:/flights/1.1.0");
            assertThat(version.artifact("new.bin").path()).hasSize(70_000);
            assertThatThrownBy(() -> version.artifact("weights.bin").path())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(
                            "is encrypted with the key '2026-1', which is not among the keys that were given");
            assertThat(registry.verify().problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).contains("the key '2026-1'"));
        }
    }

    @Test
    void anotherKeyOfTheSameIdOpensNothing() {
        created();
        try (ModelRegistry registry =
                at(place).encryption(KeySource.of(key("2026-1", 99))).open()) {
            assertThatThrownBy(() -> version(registry).artifact("weights.bin").path())
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining("or that key is another one of the same id");
            assertThat(registry.verify().problems()).isNotEmpty();
        }
    }
}
