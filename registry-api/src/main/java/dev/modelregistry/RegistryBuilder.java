package dev.modelregistry;

import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.access.Roles;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreLocation;
import dev.modelregistry.spi.StoreProvider;
import dev.modelregistry.versioning.VersioningPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a registry with more said than its place. Tests give it a clock that they can set and ids from a seeded generator, and get the
 * same bytes each time. Not thread-safe.
 */
public final class RegistryBuilder {
    private static final Map<String, String> MODULES =
            Map.of("file", "registry-fs", "jdbc", "registry-jdbc", "memory", "registry-core");

    private static final Duration MAX_LIMIT = Duration.ofDays(1);

    private @Nullable String url;
    private @Nullable StoreLocation location;
    private @Nullable RegistryStore store;
    private @Nullable InstantSource clock;
    private Supplier<UUID> ids = UUID::randomUUID;
    private @Nullable Actor actor;
    private Freshness freshness = Freshness.latest();
    private VersioningPolicy versioning = VersioningPolicy.standard();
    private @Nullable AccessPolicy access;
    private BlobCipher blobs = BlobCipher.none();
    private final Map<String, RegistryEngine.HostCheck> checks = new HashMap<>();
    private Duration pollInterval = Duration.ofSeconds(1);
    private ThreadFactory threads = RegistryBuilder::daemon;
    private Sharing requiredSharing = Sharing.PROCESS;
    private Durability requiredDurability = Durability.NONE;

    RegistryBuilder() {}

    /** The place: {@code file:<directory>}, {@code jdbc:…} or {@code memory:}. */
    public RegistryBuilder url(String value) {
        this.url = Objects.requireNonNull(value, "url");
        return this;
    }

    /** The place: a directory. */
    public RegistryBuilder directory(Path value) {
        return url("file:" + value);
    }

    /** The place: one with options of its own, such as {@code JdbcLocation} in {@code registry-jdbc}. */
    public RegistryBuilder location(StoreLocation value) {
        this.location = Objects.requireNonNull(value, "location");
        return this;
    }

    /** The place: a store that the host opened. The registry closes it. */
    public RegistryBuilder store(RegistryStore value) {
        this.store = Objects.requireNonNull(value, "store");
        return this;
    }

    /** What dates commits, in place of the store's clock. */
    public RegistryBuilder clock(InstantSource value) {
        this.clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** What mints the ids of append attempts; each must be given out once. Random by default. */
    public RegistryBuilder ids(Supplier<UUID> value) {
        this.ids = Objects.requireNonNull(value, "ids");
        return this;
    }

    /** Who changes are made by, until {@link ModelRegistry#as} or {@link Change#by} says otherwise. */
    public RegistryBuilder actor(String value) {
        this.actor = Actor.of(value);
        return this;
    }

    /** How current reads are, until {@link ModelRegistry#with} says otherwise. {@link Freshness#latest()} by default. */
    public RegistryBuilder freshness(Freshness value) {
        this.freshness = Objects.requireNonNull(value, "freshness");
        return this;
    }

    /** Rules beside the {@linkplain dev.modelregistry.versioning.Bump standard ones} for semantic versions. */
    public RegistryBuilder versioning(VersioningPolicy value) {
        this.versioning = Objects.requireNonNull(value, "versioning");
        return this;
    }

    /**
     * Who may do what through this registry object and the handles on it; everybody everything by default. With {@link Roles} or another policy an
     * {@link #actor} must be named: that is whom the policy is asked about, and whether it may go on {@linkplain ModelRegistry#as as another} or
     * make a change {@linkplain Change#by in the name of one}. A handle for another actor has that actor's rights and no others.
     *
     * <p>It binds programs that use this object. {@linkplain AccessPolicy What it is not}: a lock on the store.
     */
    public RegistryBuilder access(AccessPolicy value) {
        this.access = Objects.requireNonNull(value, "access policy");
        return this;
    }

    /**
     * Encrypts every blob (artifacts, texts, comments, metric points, large descriptors) where it is kept, with AES-256-GCM and keys of the
     * host; see {@link KeySource} for changing them. A registry is encrypted from its creation on or not at all: {@link
     * InvalidInputException} says on opening that it is otherwise than asked for, and {@link ModelRegistry#copyTo} into a new one changes it.
     *
     * <p>It protects the bytes from whoever gets hold of the disk, the database or a backup, and has not the keys; and it notices if
     * they were altered. It does not hide what is not a blob (names, actors, reasons, tags, metrics, descriptors up to 64 KiB), nor how many blobs there
     * are, their sizes, and the SHA-256 of their plain bytes, which tell whether a blob is one that somebody knows or can guess.
     * {@link Artifact#path()} needs a plain copy in {@code java.io.tmpdir}, in a directory of this user, deleted when the registry is closed
     * but not when the process is killed. Who has the keys can read everything: encryption is no access control.
     */
    public RegistryBuilder encryption(KeySource keys) {
        this.blobs = BlobCipher.of(keys);
        return this;
    }

    /** A check in code that pipelines may ask for, with a minute to run; see {@link #check(String, GateCheck, Duration)}. */
    public RegistryBuilder check(String name, GateCheck check) {
        return check(name, check, Duration.ofMinutes(1));
    }

    /**
     * A check in code that pipelines may ask for with {@link Gate#check}. On a host without it, a version passes such a gate only by evidence
     * that another process {@linkplain RegisteredModel#recordEvidence recorded}.
     *
     * @param limit how long it may take; a version whose check takes longer does not pass
     * @throws InvalidInputException if the name is malformed or there is a check of this name, or the limit is not above zero and at most a day
     */
    public RegistryBuilder check(String name, GateCheck check, Duration limit) {
        if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_LIMIT) > 0) {
            throw new InvalidInputException(
                    "time limit " + limit + " of check '" + name + "' is not above zero and at most " + MAX_LIMIT);
        }
        String key = new Gate.Check(name).name();
        Objects.requireNonNull(check, "check");
        if (checks.putIfAbsent(key, new RegistryEngine.HostCheck(check, limit)) != null) {
            throw new InvalidInputException(
                    "there is a check '" + key + "' already; give each check a name of its own");
        }
        return this;
    }

    /**
     * How often watches, subscriptions and served models look at the store; once a second by default.
     *
     * @throws InvalidInputException if it is not above zero
     */
    public RegistryBuilder pollInterval(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidInputException("poll interval " + value + " is not above zero");
        }
        this.pollInterval = value;
        return this;
    }

    /** Makes the threads that watches, subscriptions, served models and checks need. Daemon threads by default. */
    public RegistryBuilder threads(ThreadFactory value) {
        this.threads = Objects.requireNonNull(value, "threads");
        return this;
    }

    /** Refuse to open unless at least these processes may share the registry. */
    public RegistryBuilder require(Sharing value) {
        this.requiredSharing = Objects.requireNonNull(value, "sharing");
        return this;
    }

    /** Refuse to open unless an acknowledged change survives at least this. */
    public RegistryBuilder require(Durability value) {
        this.requiredDurability = Objects.requireNonNull(value, "durability");
        return this;
    }

    /** Opens a registry that exists; see {@link ModelRegistry#open(String)}. */
    public ModelRegistry open() {
        return start(OpenMode.EXISTING);
    }

    /** Opens a registry, and creates it if there is none; see {@link ModelRegistry#open(String)}. */
    public ModelRegistry openOrCreate() {
        return start(OpenMode.CREATE_IF_ABSENT);
    }

    private ModelRegistry start(OpenMode mode) {
        if (Stream.of(url, location, store).filter(Objects::nonNull).count() != 1) {
            throw new InvalidInputException(
                    "say where the registry is: one of url (or directory), location, and store");
        }
        if (access != null && actor == null) {
            throw new InvalidInputException(
                    "there is an access policy and nobody to ask it about; name the actor of this process with actor(\"…\")");
        }
        if (store != null && blobs.encrypts()) {
            throw new InvalidInputException("the store in " + store.location()
                    + " was opened by the host, so keys come too late for it; give them where it is opened");
        }
        RegistryEngine engine = service(RegistryEngine.class, any -> true)
                .orElseThrow(() -> missing("no registry engine", "registry-core"));
        RegistryStore opened = store != null ? store : locate().open(mode, blobs);
        try {
            checkEncryption(opened);
            checkLevels(opened);
            return engine.start(
                    opened,
                    new RegistryEngine.Settings(
                            Optional.ofNullable(clock),
                            ids,
                            Optional.ofNullable(actor),
                            freshness,
                            versioning,
                            Optional.ofNullable(access),
                            Map.copyOf(checks),
                            pollInterval,
                            threads));
        } catch (RuntimeException | Error failure) {
            closeAfter(failure, opened);
            throw failure;
        }
    }

    private static void closeAfter(Throwable failure, RegistryStore opened) {
        try {
            opened.close();
        } catch (RuntimeException notClosed) {
            failure.addSuppressed(notClosed);
        }
    }

    private StoreLocation locate() {
        if (location != null) {
            return location;
        }
        String place = Objects.requireNonNull(url);
        return (mode, cipher) -> openStore(place, mode, cipher);
    }

    private static RegistryStore openStore(String url, OpenMode mode, BlobCipher blobs) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!MODULES.containsKey(scheme)
                && service(StoreProvider.class, provider -> provider.accepts(url))
                        .isEmpty()) {
            throw new InvalidInputException("registry URL with the scheme '" + scheme
                    + "' is not understood; expected file:<directory>, jdbc:… or memory:");
        }
        return service(StoreProvider.class, provider -> provider.accepts(url))
                .orElseThrow(() ->
                        missing("no store for '" + scheme + ":' URLs", MODULES.getOrDefault(scheme, "registry-fs")))
                .open(url, mode, blobs);
    }

    private void checkEncryption(RegistryStore opened) {
        if (blobs.encrypts() && !opened.encryptsBlobs()) {
            throw new InvalidInputException("the store in " + opened.location()
                    + " does not encrypt blobs, and keys were given; open it without, or use another store");
        }
    }

    private void checkLevels(RegistryStore opened) {
        if (opened.sharing().compareTo(requiredSharing) < 0) {
            throw new RejectedException(opened.location() + " can be shared by " + opened.sharing() + ", but "
                    + requiredSharing + " is required");
        }
        if (opened.durability().compareTo(requiredDurability) < 0) {
            throw new RejectedException(opened.location() + " survives " + opened.durability()
                    + opened.durabilityLoweredBy().map(why -> " (" + why + ")").orElse("") + ", but "
                    + requiredDurability + " is required");
        }
    }

    /** Looks where this library was loaded from first, then where the host's thread loads from. */
    private static <S> Optional<S> service(Class<S> type, Predicate<S> fits) {
        Optional<S> found = first(ServiceLoader.load(type, RegistryBuilder.class.getClassLoader()), fits);
        return found.isPresent() ? found : first(ServiceLoader.load(type), fits);
    }

    private static <S> Optional<S> first(ServiceLoader<S> loader, Predicate<S> fits) {
        return loader.stream().map(ServiceLoader.Provider::get).filter(fits).findFirst();
    }

    private static InvalidInputException missing(String what, String module) {
        return new InvalidInputException(
                what + " on the class path or module path; add the dependency dev.modelregistry:" + module);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "model-registry");
        thread.setDaemon(true);
        return thread;
    }
}
