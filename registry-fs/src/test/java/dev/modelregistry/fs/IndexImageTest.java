package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.contract.IndexImageContract;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.search.ModelHit;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special to the image in a file: when it is worth nothing, everything is read again. */
class IndexImageTest extends IndexImageContract {
    private static final int COMMITS = 1_100;

    /** Where there is a registry of one model with many commits, and no image yet. */
    @TempDir
    static Path many;

    @TempDir
    Path directory;

    @BeforeAll
    static void fill() {
        try (ModelRegistry registry =
                ModelRegistry.openOrCreate("file:" + many.resolve("registry")).as("alice")) {
            count(registry, COMMITS);
        }
    }

    @Override
    protected String freshUrl() {
        return "file:" + root();
    }

    @Override
    protected boolean hasImage() {
        return Files.exists(image());
    }

    private Path root() {
        return directory.resolve("registry");
    }

    private Path image() {
        return root().resolve("index.image");
    }

    /** A registry of one model with many commits, whose image is kept. */
    private void fillAndKeep() throws IOException {
        copy(many.resolve("registry"), root());
        try (ModelRegistry registry = open()) {
            assertThat(count(registry)).isEqualTo(COMMITS);
        }
        assertThat(hasImage()).isTrue();
    }

    private static void create(ModelRegistry registry, String model) {
        registry.model(model).register(draft -> draft.version("1.0.0"), because("new"));
    }

    private static void count(ModelRegistry registry, int upTo) {
        create(registry, "flights");
        tag(registry, 2, upTo);
    }

    /** What a search says. */
    private static int count(ModelRegistry registry) {
        List<ModelHit> hits = registry.search().models("tags.count != ''").hits();
        return hits.isEmpty() ? 0 : Integer.parseInt(hits.get(0).tags().get("count"));
    }

    /** Counts the files of commits that are read. */
    private static final class Counting extends ForwardingFiles {
        private int read;

        Counting() {
            super(new RealFileOps());
        }

        @Override
        <T> T forward(String operation, Path path, Operation<T> body) throws IOException {
            if (operation.equals("read") && path.toString().endsWith(Layout.COMMITS)) {
                read++;
            }
            return body.run();
        }
    }

    private RegistryStore store(FileOps files) {
        return Opening.open(root(), OpenMode.EXISTING, files, Clock.systemUTC());
    }

    /** What a search in a process of its own says, having read at most so many files of commits. */
    private int countReading(int atLeast, int atMost) {
        Counting files = new Counting();
        try (ModelRegistry registry =
                ModelRegistry.builder().store(store(files)).actor("alice").open()) {
            int count = count(registry);
            assertThat(files.read).as("files of commits that were read").isBetween(atLeast, atMost);
            return count;
        }
    }

    @Test
    void fewFilesAreReadWhereThereIsAnImage() throws IOException {
        fillAndKeep();

        assertThat(countReading(1, 5)).isEqualTo(COMMITS);

        try (ModelRegistry registry = open()) {
            registry.model("flights").tag("count", "4711", because("later"));
        }
        assertThat(countReading(1, 200)).as("the state is read from a snapshot").isEqualTo(4711);
    }

    private enum Damage {
        FLIPPED {
            @Override
            byte[] of(byte[] image) {
                image[image.length / 2] ^= 1;
                return image;
            }
        },
        CUT {
            @Override
            byte[] of(byte[] image) {
                return Arrays.copyOf(image, image.length / 2);
            }
        },
        EMPTY {
            @Override
            byte[] of(byte[] image) {
                return new byte[0];
            }
        };

        abstract byte[] of(byte[] image);
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedOneIsReadNotAtAllAndReplaced(Damage damage) throws IOException {
        fillAndKeep();
        byte[] whole = Files.readAllBytes(image());
        put(damage.of(whole.clone()));
        try (RegistryStore store = store(new RealFileOps())) {
            IndexImage image = store.indexImage().orElseThrow();
            assertThatThrownBy(image::read)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining("index.image");
        }

        assertThat(countReading(COMMITS, COMMITS + 5)).isEqualTo(COMMITS);
        assertThat(Files.readAllBytes(image())).isEqualTo(whole);
    }

    private void put(byte[] content) throws IOException {
        Path beside = directory.resolve("beside");
        Files.write(beside, content);
        Files.move(beside, image(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void thatOfAnotherRegistryIsNone() throws IOException {
        fillAndKeep();
        byte[] image = Files.readAllBytes(image());
        delete(root());
        try (ModelRegistry registry = open()) {
            count(registry, 3);
        }
        put(image);

        try (RegistryStore store = store(new RealFileOps())) {
            assertThatThrownBy(store.indexImage().orElseThrow()::read)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining("is misplaced");
        }
        assertThat(countReading(3, 8)).isEqualTo(3);
    }

    /** Puts the journals back to where there were {@link #COMMITS}, and the image of later ones beside them. */
    private void restore(Consumer<ModelRegistry> later) throws IOException {
        copy(many.resolve("registry"), root());
        try (ModelRegistry registry = open()) {
            later.accept(registry);
            count(registry);
        }
        assertThat(hasImage()).isTrue();
        delete(root().resolve("journals"));
        copy(many.resolve("registry/journals"), root().resolve("journals"));
    }

    private static void tag(ModelRegistry registry, int from, int to) {
        for (int i = from; i <= to; i++) {
            registry.model("flights").tag("count", Integer.toString(i), because("counted"));
        }
    }

    @Test
    void oneOfAJournalThatIsNotThereIsNone() throws IOException {
        restore(registry -> create(registry, "others"));

        assertThat(countReading(COMMITS, COMMITS + 5)).isEqualTo(COMMITS);
        try (ModelRegistry registry = open()) {
            assertThat(registry.search().models("").hits()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0} commits where the image knows 10 others")
    @ValueSource(ints = {0, 5, 10, 30})
    void oneOfAnotherHistoryIsNone(int more) throws IOException {
        restore(registry -> tag(registry, COMMITS + 1, COMMITS + 10));
        try (ModelRegistry registry = open()) {
            tag(registry, 9_001, 9_000 + more);

            assertThat(count(registry)).isEqualTo(more == 0 ? COMMITS : 9_000 + more);
            assertThat(registry.search()
                            .models("tags.count = '" + (COMMITS + 10) + "'")
                            .hits())
                    .isEmpty();
        }
    }

    @Test
    void whoMayOnlyReadCannotReplaceIt() throws IOException {
        fillAndKeep();
        FileOps readOnly = new ForwardingFiles(new RealFileOps()) {
            @Override
            <T> T forward(String operation, Path path, Operation<T> body) throws IOException {
                if (List.of("create", "link", "rename", "createDirectory").contains(operation)) {
                    throw new AccessDeniedException(path.toString());
                }
                return body.run();
            }
        };
        try (RegistryStore store = store(readOnly)) {
            assertThat(store.access()).isEqualTo(Access.READ_ONLY);
            IndexImage place = store.indexImage().orElseThrow();
            assertThat(place.read()).isPresent();
            assertThatThrownBy(() -> place.replace(Bytes.utf8("other"))).isInstanceOf(RejectedException.class);
        }
    }

    @Test
    void noneIsKeptWhereBlobsAreEncrypted() {
        EncryptionKey key = EncryptionKey.of("test", new byte[32]);
        try (ModelRegistry registry = ModelRegistry.builder()
                .url(url)
                .encryption(KeySource.of(key))
                .actor("alice")
                .openOrCreate()) {
            count(registry, DUE);
            assertThat(count(registry)).isEqualTo(DUE);
        }
        assertThat(hasImage()).isFalse();
    }

    @Test
    void whatCannotBeKeptCostsNothingButTime() throws IOException {
        copy(many.resolve("registry"), root());
        ForwardingFiles full = RegistryDirectory.failing(
                new RealFileOps(), "rename", "index.image", new IOException("no space left on device"));
        try (ModelRegistry registry =
                ModelRegistry.builder().store(store(full)).actor("alice").open()) {
            assertThat(count(registry)).isEqualTo(COMMITS);
        }
        assertThat(hasImage()).isFalse();
        assertThat(root().resolve("tmp")).isEmptyDirectory();
        assertThat(countReading(COMMITS, COMMITS + 5)).isEqualTo(COMMITS);
    }

    @Test
    void reindexReadsTheJournalsAgainWhateverTheImageSays() throws IOException {
        fillAndKeep();
        byte[] image = Files.readAllBytes(image());
        try (RegistryStore store = store(new RealFileOps())) { // an index that lies, in an image that is sound
            IndexImage place = store.indexImage().orElseThrow();
            place.replace(Bytes.of(withCount(place.read().orElseThrow().array(), COMMITS, 7777)));
        }
        assertThat(countReading(1, 5)).isEqualTo(7777);

        try (ModelRegistry registry = open()) {
            assertThat(count(registry)).isEqualTo(7777);
            registry.storage().reindex();
            assertThat(count(registry)).isEqualTo(COMMITS);
        }
        assertThat(Files.readAllBytes(image())).isEqualTo(image);
        assertThat(countReading(1, 5)).isEqualTo(COMMITS);
    }

    /** Another number of as many digits in each place. */
    private static byte[] withCount(byte[] image, int from, int to) {
        byte[] old = Integer.toString(from).getBytes(UTF_8);
        byte[] replacement = Integer.toString(to).getBytes(UTF_8);
        for (int i = 0; i + old.length <= image.length; i++) {
            if (Arrays.equals(image, i, i + old.length, old, 0, old.length)) {
                System.arraycopy(replacement, 0, image, i, old.length);
            }
        }
        return image;
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(path -> {
                try {
                    Files.copy(path, to.resolve(from.relativize(path).toString()));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
