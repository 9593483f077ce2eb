package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.core.decide.Running;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.run.Outbox;
import dev.modelregistry.core.run.Unsaved;
import dev.modelregistry.core.run.Usage;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.RunEvent.RunFailed;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.support.Micros;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of this process. What it is told becomes batches, and each batch one event: in their order, and each once, whatever became of earlier tries.
 */
final class LiveRun implements TrainingRun {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int MAX_SERIES = 1_000;
    private static final int MAX_PROBLEM = 1_000;
    private static final int DIGITS = 12;
    private static final long MIN_PAUSE_NANOS = 1_000_000_000;

    private final Engine engine;
    private final LiveModel model;
    private final RunId id;
    private final Author author;
    private final Journal<RunState> journal;
    private final Heartbeat heartbeat;
    private final Usage usage = new Usage();
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    private final Outbox outbox;
    private final Set<String> series = ConcurrentHashMap.newKeySet();
    /** What will be said at the end. */
    private volatile Outcome outcome = new Outcome("closed before it was completed", false);

    /** What the version that is being registered says of the training: the same again when it is tried again. */
    private final AtomicReference<@Nullable Measured> measured = new AtomicReference<>();

    /** Only who has it saves. */
    private final ReentrantLock saving = new ReentrantLock();
    /** The last state that was saved; guarded by the lock, and so are those below. */
    private RunState saved;

    private Instant lastSign;
    /** Files that cannot be named any more, to be told. */
    private final List<ArtifactEntry> lost = new ArrayList<>();

    private long lastTryNanos = startedNanos;
    private boolean troubled;
    private boolean ended;

    /**
     * A run that has started.
     *
     * @param saved the state behind its start
     */
    private LiveRun(Engine engine, LiveModel model, RunId id, Author author, RunState saved) {
        this.engine = engine;
        this.model = model;
        this.id = id;
        this.author = author;
        this.journal = engine.run(id);
        this.heartbeat = new Heartbeat(engine.store().cells(), id);
        this.saved = saved;
        this.startedAt = saved.time();
        this.lastSign = saved.time();
        this.outbox = new Outbox(id.toString());
    }

    /** Starts a run of a model. */
    static LiveRun start(Engine engine, LiveModel model, Author author) {
        author.requireReasonAlone("each run is a new one of its own");
        RunId id = new RunId(model.name(), TIME.format(engine.clock().instant()) + "-" + digits(engine.newId()));
        model.checkTrainable();
        RunStarted event = engine.surroundings().started(model.name());
        RunState state = engine.run(id).commit(author, before -> Decision.of(Running.start(before, event)));
        LiveRun run = new LiveRun(engine, model, id, author, state);
        engine.runKeeper().keep(run);
        return run;
    }

    /** Some digits of which each depends on the whole id, whatever kind of id the host mints. */
    private static String digits(UUID id) {
        return Bytes.utf8(id.toString()).digest().hex().substring(0, DIGITS);
    }

    @Override
    public RunId id() {
        return id;
    }

    @Override
    public TrainingRun parameter(String name, ParameterValue value) {
        return tell(batch -> batch.parameter(name, value));
    }

    @Override
    public TrainingRun metric(String name, double value) {
        return tell(batch -> batch.metric(name, value));
    }

    @Override
    public TrainingRun metric(String name, long step, double value) {
        long micros = Micros.of(startedAt) + (System.nanoTime() - startedNanos) / 1_000;
        if (!series.contains(name)) {
            checkSeries(name);
            series.add(name);
        }
        return tell(batch -> batch.point(name, step, micros, value));
    }

    private void checkSeries(String name) {
        Unsaved.checkSeries(name);
        if (series.size() >= MAX_SERIES) {
            throw new InvalidInputException("run " + id + " has " + MAX_SERIES + " metric series already; '" + name
                    + "' would be one more. Count with the step, not with the name");
        }
    }

    @Override
    public TrainingRun tag(String key, String value) {
        LiveModel.checkTag(key, value);
        return tell(batch -> batch.tag(key, value));
    }

    @Override
    public TrainingRun dataset(Lineage.Dataset dataset) {
        return tell(batch -> batch.dataset(dataset));
    }

    @Override
    public TrainingRun code(Lineage.Code code) {
        return tell(batch -> batch.code(code));
    }

    @Override
    public Artifact artifact(String name, Path file) {
        ArtifactEntry.checkPath(name);
        return artifact(name, Source.of(name, file));
    }

    @Override
    public Artifact artifact(String name, byte[] bytes) {
        ArtifactEntry.checkPath(name);
        return artifact(name, Source.of(bytes));
    }

    private Artifact artifact(String name, Source content) {
        outbox.requireOpen();
        BlobInfo stored = Source.pour(new InFlight(engine), "artifact '" + name + "'", content);
        ArtifactEntry entry = new ArtifactEntry(name, stored.digest(), stored.size());
        tell(batch -> batch.artifact(entry));
        return new StoredArtifact(engine, Owner.run(id), entry);
    }

    private TrainingRun tell(Consumer<Unsaved> fact) {
        if (outbox.isFull()) {
            flush(); // waits for whoever is saving, and says why it cannot be done
        }
        if (outbox.add(fact)) {
            saveOrKeep();
        }
        return this;
    }

    /** Does what is to be done from time to time; whether there will be more. */
    boolean look() {
        usage.sample();
        if (!saving.tryLock()) {
            return true; // who has it does it
        }
        try {
            long pause = Math.max(MIN_PAUSE_NANOS, (System.nanoTime() - startedNanos) / 100);
            if (outbox.isClosed() || System.nanoTime() - lastTryNanos >= pause) {
                saveOrKeep();
            }
            if (!ended) {
                beatIfDue();
            }
            return !ended;
        } finally {
            saving.unlock();
        }
    }

    /** The training goes on while the store is away. */
    void saveOrKeep() {
        saving.lock();
        try {
            if (outbox.isClosed()) {
                end(); // which failed when it was closed
            } else {
                save();
            }
            if (troubled) {
                LOG.info("Run {} is saved again", id);
            }
            troubled = false;
        } catch (RuntimeException failure) {
            if (!troubled) {
                LOG.warn("Run {} keeps what it cannot save, and tries again: {}", id, failure.toString());
                LOG.debug("Run {} could not be saved", id, failure);
            }
            troubled = true;
        } finally {
            lastTryNanos = System.nanoTime();
            saving.unlock();
        }
    }

    private void beatIfDue() {
        Instant now = engine.clock().instant();
        if (Heartbeat.isDue(lastSign, now)) {
            heartbeat.beat(now);
            lastSign = now;
        }
    }

    @Override
    public void flush() {
        saving.lock();
        try {
            save();
        } finally {
            saving.unlock();
        }
    }

    private void save() {
        for (Unsaved batch = outbox.first(); batch != null; batch = outbox.first()) {
            lost.addAll(batch.dropArtifacts(artifact -> !InFlight.isRenewed(engine, artifact.digest())));
            RunLogged event = batch.event(saved.facts().batches() + 1, this::store);
            commit(state -> Running.log(state, event));
            outbox.removeFirst();
            // The files are not at hand any more; whoever hid them is about to see that they are named.
            Unsaved done = batch;
            Upkeep.after(engine, JournalId.of(id), List.of(event), () -> {
                done.event(event.batch(), this::store);
                event.artifacts().forEach(artifact -> engine.blobs().renew(artifact.digest()));
            });
            requireNothingLost();
        }
    }

    /** Files may have been stored long ago, where the store was away since. What is gone must not be named, nor hold up the rest. */
    private void requireNothingLost() {
        if (lost.isEmpty()) {
            return;
        }
        String names = lost.stream()
                .map(artifact -> "artifact '" + artifact.path() + "'")
                .collect(Collectors.joining(", "));
        lost.clear();
        throw new StoreUnavailableException("run " + id + " has lost " + names
                + ": purged or erased before the run could be saved; all else is saved, store that again");
    }

    private Digest store(Bytes points) {
        return Source.store(new InFlight(engine), "points of run " + id, points);
    }

    private void commit(Function<RunState, List<RegistryEvent>> decide) {
        saved = journal.commit(author, state -> Decision.of(decide.apply(state)));
        lastSign = saved.time();
    }

    @Override
    public ModelVersion register(Consumer<VersionDraft> fill, Change change) {
        outbox.requireOpen();
        RunState known = savedState();
        Measured now = Objects.requireNonNull(
                measured.updateAndGet(before -> before != null ? before : new Measured(elapsed(), usage.soFar())));
        Draft draft = new Draft(engine, lineage(known));
        describe(draft, known, now);
        ModelVersion version = model.register(draft, fill, change);
        measured.set(null);
        completeUnlessFailed();
        return version;
    }

    private RunState savedState() {
        saving.lock();
        try {
            save();
            return saved;
        } finally {
            saving.unlock();
        }
    }

    private Duration elapsed() {
        return Duration.ofMillis((System.nanoTime() - startedNanos) / 1_000_000);
    }

    /** What the training took up to now. */
    private record Measured(Duration time, Map<String, String> resources) {}

    private Lineage lineage(RunState state) {
        Lineage.Builder lineage = Lineage.builder().run(id.toString());
        state.facts().datasets().forEach(lineage::dataset);
        state.facts().code().ifPresent(lineage::code);
        return lineage.build();
    }

    private static void describe(VersionDraft draft, RunState state, Measured measured) {
        state.facts().parameters().forEach(draft::parameter);
        state.facts().metrics().forEach(draft::metric);
        Objects.requireNonNull(state.start()).event().environment().forEach(draft::environment);
        measured.resources().forEach(draft::resource);
        draft.trainingTime(measured.time());
    }

    @Override
    public void complete() {
        outbox.requireOpen();
        completeUnlessFailed();
    }

    private synchronized void completeUnlessFailed() {
        if (!outcome.isFinal()) {
            outcome = new Outcome(null, false);
        }
    }

    @Override
    public synchronized void fail(String problem) {
        outbox.requireOpen();
        outcome = new Outcome(Texts.line(problem, MAX_PROBLEM), true);
    }

    @Override
    public void close() {
        outbox.close();
        saving.lock();
        try {
            end();
        } finally {
            saving.unlock();
        }
    }

    private void end() {
        if (!ended) {
            save();
            RegistryEvent end = outcome.event(usage.soFar());
            commit(state -> Running.end(state, end));
            ended = true;
        }
    }

    /**
     * How the run will end.
     *
     * @param problem what went wrong; null if nothing did
     * @param isFinal whether it can no more complete
     */
    private record Outcome(@Nullable String problem, boolean isFinal) {
        RegistryEvent event(Map<String, String> resources) {
            return problem == null ? new RunCompleted(resources) : new RunFailed(problem, resources);
        }
    }

    @Override
    public String toString() {
        return "run " + id;
    }
}
