package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RunView;
import dev.modelregistry.core.Runs.Versions;
import dev.modelregistry.core.codec.PointsCodec;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.RunFacts;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.RunState.End;
import dev.modelregistry.core.state.RunState.Start;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.retention.Expiry;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.run.SeriesSummary;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Erased;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run as its journal had it at some revision. */
final class StoredRun implements RunView {
    private static final long MAX_POINTS = 16 << 20;

    private final Engine engine;
    private final RunId id;
    private final RunState state;
    private final Start start;
    private final RunFacts facts;
    private final RunStatus status;
    private final Instant lastSeen;

    private final Versions versions;

    /**
     * The run after some commit.
     *
     * @param state of a run that started
     * @param lastSeen its last sign of life
     */
    StoredRun(Engine engine, RunId id, RunState state, RunStatus status, Instant lastSeen, Versions versions) {
        this.engine = engine;
        this.id = id;
        this.state = state;
        this.start = Objects.requireNonNull(state.start());
        this.facts = state.facts();
        this.status = status;
        this.lastSeen = lastSeen;
        this.versions = versions;
    }

    @Override
    public RunId id() {
        return id;
    }

    @Override
    public RunStatus status() {
        return status;
    }

    @Override
    public Instant startedAt() {
        return start.entry().time();
    }

    @Override
    public Actor startedBy() {
        return start.entry().actor();
    }

    @Override
    public String reason() {
        return start.entry().reason();
    }

    private Optional<End> end() {
        return Optional.ofNullable(state.end());
    }

    @Override
    public Optional<Instant> endedAt() {
        return end().map(end -> end.entry().time());
    }

    @Override
    public Instant lastSeen() {
        return lastSeen;
    }

    @Override
    public Optional<String> problem() {
        return end().flatMap(End::problem);
    }

    @Override
    public SortedMap<String, ParameterValue> parameters() {
        return sorted(facts.parameters().toMap());
    }

    @Override
    public SortedMap<String, Double> metrics() {
        return sorted(facts.metrics().toMap());
    }

    @Override
    public SortedMap<String, String> tags() {
        return sorted(facts.tags().toMap());
    }

    @Override
    public List<Lineage.Dataset> datasets() {
        return facts.datasets();
    }

    @Override
    public List<Artifact> artifacts() {
        return facts.artifacts().toMap().values().stream()
                .sorted()
                .map(this::artifact)
                .toList();
    }

    @Override
    public Artifact artifact(String name) {
        ArtifactEntry entry = facts.artifacts().get(name);
        if (entry == null) {
            throw new NotFoundException("run " + id + " has no artifact '" + name + "'; it has "
                    + sorted(facts.artifacts().toMap()).keySet());
        }
        return artifact(entry);
    }

    private Artifact artifact(ArtifactEntry entry) {
        return new StoredArtifact(engine, Owner.run(id), entry);
    }

    @Override
    public List<Erased> erased() {
        return engine.erasures(JournalId.of(id), Freshness.latest()).of(Erasures.RUN);
    }

    @Override
    public Optional<Lineage.Code> code() {
        return facts.code();
    }

    @Override
    public SortedMap<String, String> environment() {
        return sorted(start.event().environment());
    }

    @Override
    public List<String> libraries() {
        return start.event().libraries();
    }

    @Override
    public SortedMap<String, String> resources() {
        return sorted(end().map(End::resources).orElse(Map.of()));
    }

    @Override
    public SortedMap<String, SeriesSummary> series() {
        return sorted(facts.series().toMap());
    }

    @Override
    public Stream<MetricPoint> points(String series) {
        if (!facts.series().containsKey(series)) {
            return Stream.empty();
        }
        SortedMap<Integer, Digest> batches = sorted(facts.points().toMap());
        return batches.values().stream().flatMap(digest -> {
            String what = "run " + id + ", points";
            requireReadable(digest, what);
            return PointsCodec.decode(engine.blob(digest, what), series, what).stream();
        });
    }

    /** A blob that is far larger than a batch is none, and must not be read into memory. */
    private void requireReadable(Digest digest, String what) {
        engine.blobs().find(digest).filter(blob -> blob.size() > MAX_POINTS).ifPresent(blob -> {
            throw new CorruptStoreException(what + ": blob " + digest + " has " + blob.size() + " bytes; at most "
                    + MAX_POINTS + " are those of points");
        });
    }

    @Override
    public Optional<Expiry> expired() {
        return Optional.ofNullable(state.expired()).map(StateView::expiry);
    }

    @Override
    public Optional<ModelVersion> version() {
        return versions.find(ModelUri.of(id));
    }

    @Override
    public Stream<Commit> history() {
        return Trail.of(engine::journals, JournalId.of(id), state.head());
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> sorted(Map<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    @Override
    public String toString() {
        return "run " + id + " (" + status.wireName() + ")";
    }
}
