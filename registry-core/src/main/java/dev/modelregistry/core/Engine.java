package dev.modelregistry.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.modelregistry.Freshness;
import dev.modelregistry.RegistryEngine.Settings;
import dev.modelregistry.core.codec.DescriptorCodec;
import dev.modelregistry.core.decide.Judge;
import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.decide.Numberer;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.journal.Journals;
import dev.modelregistry.core.journal.Observer;
import dev.modelregistry.core.notification.Notifications;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.core.run.Surroundings;
import dev.modelregistry.core.standby.Standby;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.versioning.VersioningPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all handles on one open registry share. Thread-safe. */
final class Engine implements Observer, AutoCloseable {
    /** Descriptors never change, so they are kept as long as there is room for so many facts: some hundred megabytes. */
    private static final int FACTS_KEPT = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final RegistryStore store;
    private final String registryId;
    private final String location;
    private final InstantSource clock;
    private final VersioningPolicy versioning;
    private final Inspector inspector;
    private final Supplier<UUID> ids;
    private final Journals journals;
    private final Notifications notifications;
    private final RunKeeper runKeeper;
    private final Indexing indexing;
    private final Optional<Standby> standby;
    private final Servings servings;
    private final Members members = new Members(this);
    private final Cache<Digest, Descriptor> descriptors = Caffeine.newBuilder()
            .maximumWeight(FACTS_KEPT)
            .weigher((Digest digest, Descriptor descriptor) -> facts(descriptor))
            .build();
    /** Their tables take 50 µs to make, and the state that they follow from is kept while it is current. */
    private final Cache<RolloutState, Router> routers =
            Caffeine.newBuilder().weakKeys().build();

    private @Nullable Surroundings surroundings;
    private volatile boolean closed;

    /** @param standby what is kept for the case that the store cannot be reached */
    Engine(RegistryStore store, Settings settings, Optional<Standby> standby) {
        this.store = store;
        this.standby = standby;
        this.registryId = store.registryId();
        this.location = store.location();
        this.versioning = settings.versioning();
        this.inspector = new Inspector(settings.checks(), settings.threads());
        this.clock = settings.clock().orElse(store::now);
        this.ids = settings.ids();
        this.runKeeper = new RunKeeper(settings.threads());
        this.journals = new Journals(store, clock, ids, this);
        this.notifications = new Notifications(store, journals, clock, settings.pollInterval(), settings.threads());
        this.indexing = new Indexing(this, store);
        this.servings = new Servings(this, settings.pollInterval(), settings.threads());
    }

    /** Said also when it is closed, for descriptions. */
    String registryId() {
        return registryId;
    }

    /** Said also when it is closed, for descriptions. */
    String location() {
        return location;
    }

    /** Whether this is the same registry in the same place, by whichever way it was opened. */
    boolean isSameAs(Engine other) {
        return registryId.equals(other.registryId) && location.equals(other.location);
    }

    /** What is answered from memory must not outlive the registry. */
    void requireOpen() {
        if (closed) {
            throw new RegistryClosedException(
                    "registry " + registryId + " in " + location + " is closed; open it again");
        }
    }

    RegistryStore store() {
        return store;
    }

    InstantSource clock() {
        return clock;
    }

    Journals journals() {
        requireOpen();
        return journals;
    }

    Journal<ModelState> journal(ModelName model) {
        return journals().of(model);
    }

    Journal<SettingsState> settings() {
        return journals().settings();
    }

    Journal<RunState> run(RunId id) {
        return journals().run(JournalId.of(id));
    }

    /** Training runs as they are now; of what a run said long ago nobody could tell whether it is alive, so they are always looked at anew. */
    Runs runs(Freshness ofVersions) {
        return new Runs(
                this,
                ids -> journals().runs(ids, Freshness.latest()),
                uri -> Resolver.find(this, uri, model(uri.model(), ofVersions)),
                Runs.Signs.HEARTBEATS);
    }

    RunKeeper runKeeper() {
        return runKeeper;
    }

    /** What is known of this process; looked up when it is first asked for. */
    synchronized Surroundings surroundings() {
        if (surroundings == null) {
            surroundings = Surroundings.look();
        }
        return surroundings;
    }

    /** An id that nothing has yet. */
    UUID newId() {
        return ids.get();
    }

    /** What sends keys to versions while a rollout is under way. */
    Router router(RolloutState rollout) {
        return routers.get(rollout, Router::of);
    }

    /** What finds out for gates what takes time. */
    Inspector inspector() {
        return inspector;
    }

    /** What judges gates by what was found out. */
    Judge judge(ModelName model, ModelState state, Findings findings) {
        return new Judge(version -> descriptor(model, version), findings, now(state));
    }

    /** The time that a commit behind this state would have. */
    Instant now(ModelState state) {
        return Journal.timeOfNext(state, clock.instant());
    }

    /** Who hears of commits. */
    Notifications notifications() {
        requireOpen();
        return notifications;
    }

    /** The models that are served in this process. */
    Servings servings() {
        requireOpen();
        return servings;
    }

    /** How models follow their release sets. */
    Members members() {
        return members;
    }

    /** A model as it is by what its release set decided, if it is in one. */
    ModelState model(ModelName name, Freshness freshness) {
        return members.seen(journal(name).state(freshness), freshness);
    }

    BlobStore blobs() {
        return store.blobs();
    }

    Descriptor descriptor(ModelName model, VersionState version) {
        return descriptors.get(version.digest(), digest -> readDescriptor(model, version));
    }

    void remember(Digest digest, Descriptor descriptor) {
        descriptors.put(digest, descriptor);
    }

    /** The descriptor that an event registers, from memory if it is there. */
    Descriptor registered(VersionRegistered event, String journal) {
        return descriptors.get(
                event.digest(), digest -> read(event, "version " + event.number() + " in journal " + journal));
    }

    Indexing indexing() {
        requireOpen();
        return indexing;
    }

    /** What is kept for the case that the store cannot be reached. */
    Optional<Standby> standby() {
        return standby;
    }

    /** What gives registrations their semantic versions. */
    Numberer numberer(ModelName model) {
        return new Numberer(version -> descriptor(model, version), versioning);
    }

    /** A version that a state is known to have. */
    VersionState existing(ModelState state, int number) {
        return Objects.requireNonNull(state.version(number));
    }

    private Descriptor readDescriptor(ModelName model, VersionState version) {
        String what = "version " + version.number() + " of '" + model + "'";
        try {
            return read(registration(model, version), what);
        } catch (StoreUnavailableException away) {
            return DescriptorCodec.decode(
                    KeptFiles.read(this, JournalId.of(model), version.digest(), "the descriptor of " + what, away));
        }
    }

    /** The event that registered a version. */
    VersionRegistered registration(ModelName model, VersionState version) {
        return registering(model, version, VersionRegistered.class)
                .filter(event -> event.number() == version.number())
                .findFirst()
                .orElseThrow(() -> new CorruptStoreException("journal " + JournalId.of(model) + ": commit "
                        + version.registered().revision() + " does not register version " + version.number()));
    }

    /** What made a version a copy; empty if it is none. */
    Optional<VersionCopied> copying(ModelName model, VersionState version) {
        return registering(model, version, VersionCopied.class)
                .filter(event -> event.number() == version.number())
                .findFirst();
    }

    /** The events of one kind in the commit that registered a version. */
    private <E extends RegistryEvent> Stream<E> registering(ModelName model, VersionState version, Class<E> kind) {
        return journal(model).commits(version.registered().revision() - 1, 1).stream()
                .flatMap(commit -> commit.events().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    /** The descriptor that belongs to a registration, from the event or from its blob, verified. */
    Descriptor read(VersionRegistered event, String version) {
        try {
            return DescriptorCodec.decode(descriptorBytes(event, version));
        } catch (InvalidInputException malformed) {
            throw new CorruptStoreException("the descriptor of " + version + ": " + malformed.getMessage(), malformed);
        }
    }

    /** Its bytes, verified. */
    Bytes descriptorBytes(VersionRegistered event, String version) {
        Bytes bytes = event.descriptor()
                .map(Bytes::utf8)
                .orElseGet(() -> blob(event.digest(), "the descriptor of " + version));
        if (!bytes.digest().equals(event.digest())) {
            throw new CorruptStoreException(
                    "the descriptor of " + version + " has digest " + bytes.digest() + "; expected " + event.digest());
        }
        return bytes;
    }

    @Override
    public List<Change> entries(JournalState before, JournalState after, Commit commit) {
        return indexing.entries(before, after, commit);
    }

    @Override
    public void doubted(JournalId journal) {
        indexing.doubt();
    }

    @Override
    public void committed(JournalId journal) {
        indexing.doubt();
        notifications.wake(journal);
        servings.wake(journal);
    }

    private static int facts(Descriptor descriptor) {
        return 10
                + descriptor.artifacts().size()
                + descriptor.features().size()
                + descriptor.parameters().size()
                + descriptor.metrics().size()
                + descriptor.trainingMetrics().size()
                + descriptor.folds().values().stream().mapToInt(List::size).sum()
                + descriptor.environment().size();
    }

    /** What is done with a blob's bytes. */
    interface Reader<T> {
        T read(InputStream content) throws IOException;
    }

    /** A whole blob that must be there, because something names it. */
    Bytes blob(Digest digest, String what) {
        return blob(digest, what, content -> Bytes.of(content.readAllBytes()));
    }

    /**
     * Uses a blob that something names. It should not be in the trash, and if it is, it comes back.
     *
     * @throws NotFoundException if it is gone
     */
    <T> T named(Digest digest, Function<BlobStore, T> use) {
        try {
            return use.apply(blobs());
        } catch (NotFoundException missing) {
            if (store.access() != Access.READ_WRITE || blobs().renew(digest).isEmpty()) {
                throw missing;
            }
            LOG.info("Blob {} is back from the trash of {}: something names it", digest, location);
            return use.apply(blobs());
        }
    }

    /** Streams a blob that must be there, because something names it. */
    <T> T blob(Digest digest, String what, Reader<T> reader) {
        try (InputStream content = named(digest, blobs -> blobs.open(digest))) {
            return reader.read(content);
        } catch (NotFoundException gone) {
            throw gone(what, digest, gone);
        } catch (IOException broken) {
            throw new CorruptStoreException(
                    what + " cannot be read from blob " + digest + " in " + store.location(), broken);
        }
    }

    /** What is thrown where a blob is not there that must be. */
    CorruptStoreException gone(String what, Digest digest, NotFoundException cause) {
        return new CorruptStoreException(what + " is gone: no blob " + digest + " in " + store.location(), cause);
    }

    /** What was erased of what a journal names. */
    Erasures erasures(JournalId journal, Freshness freshness) {
        return state(journal, freshness).erasures();
    }

    /** The state of a journal of whatever kind. */
    JournalState state(JournalId journal, Freshness freshness) {
        return journals().of(journal).state(freshness);
    }

    @Override
    public void close() {
        notifications.close(); // first, while subscribers can still use the registry and cursors be kept
        servings.close();
        standby.ifPresent(Standby::close);
        runKeeper.close(); // what runs have said and did not save yet is saved
        closed = true;
        store.close();
    }
}
