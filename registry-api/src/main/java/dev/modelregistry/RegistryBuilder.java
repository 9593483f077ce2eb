package dev.modelregistry;

import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.access.Roles;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.encryption.KeySource;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import dev.modelregistry.spi.StoreLocation;
import dev.modelregistry.versioning.VersioningPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a registry with more said than its place. Tests give it a clock that they can set and ids from a seeded generator, and get the
 * same bytes each time. Not thread-safe.
 */
public final class RegistryBuilder {
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
    private @Nullable Path lastKnown;
    private Duration maxAge = Duration.ZERO;

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

    /**
     * Lets a process start that serves models when the store cannot be reached: from the last state that it, or another process with the same directory,
     * knew of the models that it {@linkplain ModelRegistry#serve served}.
     *
     * <p>While the store can be reached, the state of each model that is served and the files of the versions that answer are kept in the directory,
     * behind the serving and each replaced as a whole; what is not served any more is removed. Where opening throws {@link StoreUnavailableException}, or finds no
     * registry where one was before, as where a volume is not mounted, the registry opens all the same if something is kept of it that is no older than this.
     * Then {@link ModelRegistry#serve} starts from it, with an alert, and so do {@linkplain Freshness#bounded bounded} and {@linkplain Freshness#pinned pinned}
     * reads of these models; everything else throws {@link StoreUnavailableException} until the store is there, which is tried at each poll. The age is a
     * condition of starting: what is served goes on, however old it becomes.
     *
     * <p>What is kept says of which place it is, and whoever may write to the directory decides what is served: guard it as you do the registry. Artifacts are
     * verified when they are read, and {@linkplain #encryption encrypted} where those of the registry are. What is erased from the registry is removed here when a
     * process that serves the model hears of it.
     *
     * @param directory on a disk of this host; created if need be. Processes may share it
     * @param maxAge how long ago the store may have been asked last
     * @throws InvalidInputException if the age is not above zero
     */
    public RegistryBuilder lastKnown(Path directory, Duration maxAge) {
        Objects.requireNonNull(directory, "directory");
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new InvalidInputException("maximum age " + maxAge + " of what is kept in " + directory
                    + " is not above zero; say how old the last known state may be, such as 24 hours");
        }
        this.lastKnown = directory;
        this.maxAge = maxAge;
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
        if (store != null && lastKnown != null) {
            throw new InvalidInputException("the store in " + store.location()
                    + " was opened by the host, so there is no start without it; give its url or location");
        }
        RegistryEngine engine = Services.find(RegistryEngine.class, any -> true)
                .orElseThrow(() -> Services.missing("no registry engine", "registry-core"));
        RegistryEngine.Settings settings = new RegistryEngine.Settings(
                Optional.ofNullable(clock),
                ids,
                Optional.ofNullable(actor),
                freshness,
                versioning,
                Optional.ofNullable(access),
                Map.copyOf(checks),
                pollInterval,
                threads);
        if (lastKnown != null) {
            StoreLocation place = locate();
            return engine.start(
                    opener(place),
                    mode,
                    new RegistryEngine.LastKnown(lastKnown, maxAge, place.location(), blobs),
                    settings);
        }
        RegistryStore opened =
                store != null ? required().checked(store) : opener(locate()).open(mode);
        try {
            return engine.start(opened, settings);
        } catch (RuntimeException | Error failure) {
            closeAfter(failure, opened);
            throw failure;
        }
    }

    /** What opens the store as it is asked for now, whatever this builder is told later. */
    private RegistryEngine.StoreOpener opener(StoreLocation place) {
        Required required = required();
        return mode -> required.checked(place.open(mode, required.blobs));
    }

    private Required required() {
        return new Required(blobs, requiredSharing, requiredDurability);
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
        return new UrlLocation(Objects.requireNonNull(url));
    }

    /** What the host requires of a store. */
    private record Required(BlobCipher blobs, Sharing sharing, Durability durability) {
        /** The store, which is closed if it is not so. */
        RegistryStore checked(RegistryStore opened) {
            try {
                checkEncryption(opened);
                checkLevels(opened);
                return opened;
            } catch (RuntimeException | Error failure) {
                closeAfter(failure, opened);
                throw failure;
            }
        }

        private void checkEncryption(RegistryStore opened) {
            if (blobs.encrypts() && !opened.encryptsBlobs()) {
                throw new InvalidInputException("the store in " + opened.location()
                        + " does not encrypt blobs, and keys were given; open it without, or use another store");
            }
        }

        private void checkLevels(RegistryStore opened) {
            if (opened.sharing().compareTo(sharing) < 0) {
                throw new RejectedException(opened.location() + " can be shared by " + opened.sharing() + ", but "
                        + sharing + " is required");
            }
            if (opened.durability().compareTo(durability) < 0) {
                throw new RejectedException(opened.location() + " survives " + opened.durability()
                        + opened.durabilityLoweredBy()
                                .map(why -> " (" + why + ")")
                                .orElse("") + ", but " + durability + " is required");
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "model-registry");
        thread.setDaemon(true);
        return thread;
    }
}
