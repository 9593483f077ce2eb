package dev.modelregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.EncryptionKey;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.IndexImage;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreLocation;
import dev.modelregistry.spi.StoreProvider;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The API alone: neither an engine nor a store is on the class path of these tests. Where one is needed it is offered by the thread's
 * context class loader, as an application server would.
 */
class RegistryBuilderTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path services;

    @AfterEach
    void putTheLoaderBack() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private void offer(Class<?> service, Class<?> implementation) throws Exception {
        Path file = services.resolve("META-INF/services").resolve(service.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, implementation.getName());
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(new URL[] {services.toUri().toURL()}, before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:x", "jdbc:h2:mem:", "memory:", "nonsense:", "no colon at all", ""})
    void namesTheEngineThatIsMissing(String url) {
        for (Supplier<ModelRegistry> opening : List.<Supplier<ModelRegistry>>of(
                () -> ModelRegistry.open(url), () -> ModelRegistry.openOrCreate(url))) {
            assertThatThrownBy(opening::get)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "no registry engine on the class path or module path; add the dependency dev.modelregistry:registry-core");
        }
    }

    @Test
    void wantsOnePlaceAndNotTwo() {
        String message = "say where the registry is: one of url (or directory), location, and store";
        FakeStore store = new FakeStore(Sharing.PROCESS, Durability.NONE);

        assertThatThrownBy(() -> ModelRegistry.builder().open())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
        assertThatThrownBy(
                        () -> ModelRegistry.builder().url("file:x").store(store).openOrCreate())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
        assertThat(store.closed).isZero();
    }

    @Test
    void refusesWhatCannotBeAsSoonAsItIsSaid() {
        RegistryBuilder builder = ModelRegistry.builder();

        assertThatThrownBy(() -> builder.pollInterval(Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("poll interval PT0S is not above zero");
        assertThatThrownBy(() -> builder.pollInterval(Duration.ofSeconds(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("poll interval PT-1S is not above zero");
        assertThatThrownBy(() -> builder.actor(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("actor ' ' is blank; give 1 to 256 characters");
        assertThatThrownBy(() -> builder.lastKnown(Path.of("kept"), Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "maximum age PT0S of what is kept in kept is not above zero; say how old the last known state"
                                + " may be, such as 24 hours");
        assertThatThrownBy(() -> builder.lastKnown(Path.of("kept"), Duration.ofHours(-24)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("maximum age PT-24H of what is kept in kept is not above zero");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.lastKnown(null, Duration.ofHours(1)))
                .withMessage("directory");
        assertThatNullPointerException().isThrownBy(() -> builder.url(null)).withMessage("url");
        assertThatNullPointerException().isThrownBy(() -> builder.store(null)).withMessage("store");
        assertThatNullPointerException().isThrownBy(() -> builder.clock(null)).withMessage("clock");
    }

    @Nested
    class WithAnEngine {
        @ParameterizedTest
        @CsvSource({"file:x, file, registry-fs", "FILE:x, file, registry-fs", "jdbc:h2:mem:a, jdbc, registry-jdbc"})
        void namesTheStoreThatIsMissing(String url, String scheme, String module) throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);

            assertThatThrownBy(() -> ModelRegistry.open(url))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("no store for '" + scheme
                            + ":' URLs on the class path or module path; add the dependency dev.modelregistry:"
                            + module);
        }

        @Test
        void aDirectoryIsAFileUrl() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);

            assertThatThrownBy(() -> ModelRegistry.openOrCreate(Path.of("some/where")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageEndingWith("dev.modelregistry:registry-fs");
        }

        @ParameterizedTest
        @CsvSource({"s3:bucket, s3", "registry, ''", "'', ''", ":memory:, ''", "http://user:secret@host/, http"})
        void saysWhichSchemesThereAreAndNeverShowsTheRestOfTheUrl(String url, String scheme) throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);

            assertThatThrownBy(() -> ModelRegistry.open(url))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("registry URL with the scheme '" + scheme
                            + "' is not understood; expected file:<directory>, jdbc:… or memory:");
        }

        @ParameterizedTest
        @CsvSource({"EXISTING", "CREATE_IF_ABSENT"})
        void opensWhatAProviderOfTheHostUnderstands(OpenMode mode) throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            offer(StoreProvider.class, FakeProvider.class);

            Opened opened = (Opened)
                    (mode == OpenMode.EXISTING
                            ? catchThrown(() -> ModelRegistry.open("fake:there"))
                            : catchThrown(() -> ModelRegistry.openOrCreate("fake:there")));

            assertThat(((FakeStore) opened.store).location()).isEqualTo("fake:there " + mode);
        }

        @Test
        void passesOnWhatTheProviderThrows() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            offer(StoreProvider.class, FakeProvider.class);

            assertThatThrownBy(() -> ModelRegistry.open("fake:absent"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("nothing at fake:absent");
        }

        @Test
        void handsTheSettingsOn() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            InstantSource clock = InstantSource.fixed(Instant.EPOCH);
            Supplier<UUID> ids = () -> new UUID(1, 2);

            Opened opened = (Opened) catchThrown(ModelRegistry.builder()
                    .store(new FakeStore(Sharing.PROCESS, Durability.NONE))
                    .clock(clock)
                    .ids(ids)
                    .actor("alice")
                    .freshness(Freshness.pinned())
                    .pollInterval(Duration.ofMillis(5))
                    .threads(Thread::new)::open);

            assertThat(opened.settings.clock()).contains(clock);
            assertThat(opened.settings.ids()).isSameAs(ids);
            assertThat(opened.settings.actor()).contains(Actor.of("alice"));
            assertThat(opened.settings.freshness()).isSameAs(Freshness.pinned());
            assertThat(opened.settings.pollInterval()).isEqualTo(Duration.ofMillis(5));
            assertThat(opened.settings.threads().newThread(() -> {}).isDaemon()).isFalse();
        }

        @Test
        void aStartWithoutTheStoreGetsWhatOpensItLaterAndNoPassword() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            offer(StoreProvider.class, FakeProvider.class);
            RegistryBuilder builder = ModelRegistry.builder()
                    .url("fake:scott:secret@there")
                    .actor("alice")
                    .lastKnown(Path.of("kept"), Duration.ofHours(24));

            OpenedLate opened = (OpenedLate) catchThrown(builder::openOrCreate);
            builder.url("fake:elsewhere").require(Sharing.PROCESS); // is not heard of any more

            assertThat(opened.mode).isEqualTo(OpenMode.CREATE_IF_ABSENT);
            assertThat(opened.lastKnown.directory()).isEqualTo(Path.of("kept"));
            assertThat(opened.lastKnown.maxAge()).isEqualTo(Duration.ofHours(24));
            assertThat(opened.lastKnown.location()).isEqualTo("fake:scott@there");
            assertThat(opened.lastKnown.blobs().encrypts()).isFalse();
            assertThat(opened.settings.actor()).contains(Actor.of("alice"));
            assertThat(opened.opener.open(OpenMode.EXISTING).location())
                    .isEqualTo("fake:scott:secret@there " + OpenMode.EXISTING);
        }

        @Test
        void whatComesLateMustBeAsRequired() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            FakeStore store = new FakeStore(Sharing.PROCESS, Durability.NONE);

            OpenedLate opened = (OpenedLate) catchThrown(ModelRegistry.builder()
                    .location(new FakeLocation(store))
                    .require(Sharing.NETWORK)
                    .lastKnown(Path.of("kept"), Duration.ofHours(24))::open);

            assertThat(store.closed).as("not opened yet").isZero();
            assertThatThrownBy(() -> opened.opener.open(OpenMode.EXISTING))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("fake: can be shared by PROCESS, but NETWORK is required");
            assertThat(store.closed).isEqualTo(1);
        }

        @Test
        void aStoreThatIsOpenCannotBeMissing() {
            FakeStore store = new FakeStore(Sharing.PROCESS, Durability.NONE);

            assertThatThrownBy(() -> ModelRegistry.builder()
                            .store(store)
                            .lastKnown(Path.of("kept"), Duration.ofHours(24))
                            .open())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "the store in fake: was opened by the host, so there is no start without it; give its url"
                                    + " or location");
            assertThat(store.closed).as("it is still the host's").isZero();
        }

        @Test
        void hasDefaultsAsTheyAreWritten() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);

            Opened opened = (Opened) catchThrown(
                    ModelRegistry.builder().store(new FakeStore(Sharing.PROCESS, Durability.NONE))::openOrCreate);

            assertThat(opened.settings.clock()).isEmpty();
            assertThat(opened.settings.actor()).isEmpty();
            assertThat(opened.settings.access()).isEmpty();
            assertThat(opened.settings.freshness()).isSameAs(Freshness.latest());
            assertThat(opened.settings.pollInterval()).isEqualTo(Duration.ofSeconds(1));
            assertThat(opened.settings.ids().get())
                    .isNotEqualTo(opened.settings.ids().get());
            assertThat(opened.settings.threads().newThread(() -> {}).isDaemon()).isTrue();
        }

        @Test
        void handsTheAccessPolicyOnWithTheActorWhomItIsAskedAbout() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            AccessPolicy policy = request -> AccessDecision.granted();
            RegistryBuilder builder = ModelRegistry.builder()
                    .store(new FakeStore(Sharing.PROCESS, Durability.NONE))
                    .access(policy);

            assertThatThrownBy(builder::open)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "there is an access policy and nobody to ask it about; name the actor of this process with"
                                    + " actor(\"…\")");
            Opened opened = (Opened) catchThrown(builder.actor("web")::open);
            assertThat(opened.settings.access()).containsSame(policy);
        }

        @Test
        void closesTheStoreWhenTheEngineFails() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            FakeStore store = new FakeStore(Sharing.PROCESS, Durability.NONE);

            assertThatIllegalStateException()
                    .isThrownBy(() -> ModelRegistry.builder().store(store).open())
                    .withMessage("started");
            assertThat(store.closed).isEqualTo(1);
        }

        @Test
        void refusesAndClosesAStoreThatWouldIgnoreTheKeys() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            FakeStore store = new FakeStore(Sharing.PROCESS, Durability.NONE);
            KeySource keys = KeySource.of(EncryptionKey.of("k", new byte[32]));

            assertThatThrownBy(() -> ModelRegistry.builder()
                            .location(new FakeLocation(store))
                            .encryption(keys)
                            .openOrCreate())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "the store in fake: does not encrypt blobs, and keys were given; open it without, or use another store");
            assertThat(store.closed).isEqualTo(1);

            assertThatThrownBy(() -> ModelRegistry.builder()
                            .store(store)
                            .encryption(keys)
                            .open())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "the store in fake: was opened by the host, so keys come too late for it; give them where it is opened");
            assertThat(store.closed).as("it is still the host's").isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource({"PROCESS, HOST", "PROCESS, NETWORK", "HOST, NETWORK"})
        void refusesAndClosesAStoreThatTooFewMayShare(Sharing actual, Sharing required) throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            FakeStore store = new FakeStore(actual, Durability.POWER_LOSS);

            assertThatThrownBy(() -> ModelRegistry.builder()
                            .store(store)
                            .require(required)
                            .open())
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("fake: can be shared by " + actual + ", but " + required + " is required");
            assertThat(store.closed).isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource({"NONE, PROCESS_CRASH", "NONE, POWER_LOSS", "PROCESS_CRASH, POWER_LOSS"})
        void refusesAndClosesAStoreThatSurvivesTooLittle(Durability actual, Durability required) throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);
            FakeStore store = new FakeStore(Sharing.NETWORK, actual);

            assertThatThrownBy(() -> ModelRegistry.builder()
                            .store(store)
                            .require(required)
                            .open())
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("fake: survives " + actual
                            + (actual == Durability.PROCESS_CRASH ? " (fsync is off)" : "") + ", but " + required
                            + " is required");
            assertThat(store.closed).isEqualTo(1);
        }

        @Test
        void takesAStoreThatGivesWhatIsRequiredOrMore() throws Exception {
            offer(RegistryEngine.class, FakeEngine.class);

            for (Sharing sharing : new Sharing[] {Sharing.HOST, Sharing.NETWORK}) {
                for (Durability durability : new Durability[] {Durability.PROCESS_CRASH, Durability.POWER_LOSS}) {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> ModelRegistry.builder()
                                    .store(new FakeStore(sharing, durability))
                                    .require(Sharing.HOST)
                                    .require(Durability.PROCESS_CRASH)
                                    .open())
                            .withMessage("started");
                }
            }
        }
    }

    private static Throwable catchThrown(Supplier<ModelRegistry> opening) {
        return catchThrowable(opening::get);
    }

    /** What the engine was given; thrown, because there is no registry to return. */
    static final class Opened extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        final transient RegistryStore store;
        final transient RegistryEngine.Settings settings;

        Opened(RegistryStore store, RegistryEngine.Settings settings) {
            super("started");
            this.store = store;
            this.settings = settings;
        }
    }

    public static final class FakeEngine implements RegistryEngine {
        @Override
        public ModelRegistry start(RegistryStore store, Settings settings) {
            throw new Opened(store, settings);
        }

        @Override
        public ModelRegistry start(StoreOpener store, OpenMode mode, LastKnown lastKnown, Settings settings) {
            throw new OpenedLate(store, mode, lastKnown, settings);
        }
    }

    /** What the engine was given that may start without the store. */
    static final class OpenedLate extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        final transient RegistryEngine.StoreOpener opener;
        final transient OpenMode mode;
        final transient RegistryEngine.LastKnown lastKnown;
        final transient RegistryEngine.Settings settings;

        OpenedLate(
                RegistryEngine.StoreOpener opener,
                OpenMode mode,
                RegistryEngine.LastKnown lastKnown,
                RegistryEngine.Settings settings) {
            super("started, perhaps without the store");
            this.opener = opener;
            this.mode = mode;
            this.lastKnown = lastKnown;
            this.settings = settings;
        }
    }

    private record FakeLocation(RegistryStore store) implements StoreLocation {
        @Override
        public RegistryStore open(OpenMode mode, BlobCipher blobs) {
            return store;
        }

        @Override
        public String location() {
            return "fake";
        }
    }

    public static final class FakeProvider implements StoreProvider {
        @Override
        public boolean accepts(String url) {
            return url.startsWith("fake:");
        }

        @Override
        public String location(String url) {
            return url.replace(":secret@", "@");
        }

        @Override
        public RegistryStore open(String url, OpenMode mode, BlobCipher blobs) {
            if (url.equals("fake:absent")) {
                throw new NotFoundException("nothing at " + url);
            }
            return new FakeStore(url + " " + mode, Sharing.NETWORK, Durability.POWER_LOSS);
        }
    }

    /** A store that is asked for its levels and closed, and for nothing else. */
    private static final class FakeStore implements RegistryStore {
        private final String location;
        private final Sharing sharing;
        private final Durability durability;
        private int closed;

        FakeStore(Sharing sharing, Durability durability) {
            this("fake:", sharing, durability);
        }

        FakeStore(String location, Sharing sharing, Durability durability) {
            this.location = location;
            this.sharing = sharing;
            this.durability = durability;
        }

        @Override
        public String registryId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String location() {
            return location;
        }

        @Override
        public Sharing sharing() {
            return sharing;
        }

        @Override
        public Durability durability() {
            return durability;
        }

        @Override
        public Optional<String> durabilityLoweredBy() {
            return durability == Durability.PROCESS_CRASH ? Optional.of("fsync is off") : Optional.empty();
        }

        @Override
        public boolean encryptsBlobs() {
            return false;
        }

        @Override
        public Access access() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<IndexImage> indexImage() {
            return Optional.empty();
        }

        @Override
        public boolean isWithinTransaction() {
            return false;
        }

        @Override
        public Instant now() {
            throw new UnsupportedOperationException();
        }

        @Override
        public JournalStore journals() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BlobStore blobs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CellStore cells() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<IndexStore> index() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
