package dev.modelregistry;

import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.retention.Expiry;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.run.SeriesSummary;
import dev.modelregistry.storage.Erased;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A training run as it was when it was asked for; ask again to see how it got on. What its process did not send yet is not in it. Immutable
 * and thread-safe; what it reads later, such as points and artifacts, can be read while its registry is open.
 */
public interface RunView {
    /** The run. */
    RunId id();

    /** How it was getting on. */
    RunStatus status();

    /** When it started. */
    Instant startedAt();

    /** Who started it. */
    Actor startedBy();

    /** Why it was started. */
    String reason();

    /** When it ended; empty if it did not say so. */
    Optional<Instant> endedAt();

    /** Its last sign of life. */
    Instant lastSeen();

    /** How long it took, or has taken up to its last sign of life. */
    default Duration duration() {
        return Duration.between(startedAt(), endedAt().orElse(lastSeen()));
    }

    /** What went wrong, if it failed and somebody said so. */
    Optional<String> problem();

    /** Hyper-parameters and other configuration. */
    SortedMap<String, ParameterValue> parameters();

    /** Its results: metrics on data that was held out. */
    SortedMap<String, Double> metrics();

    /** Its tags. */
    SortedMap<String, String> tags();

    /** The data it was trained and validated on. */
    List<Lineage.Dataset> datasets();

    /** The files that it stored, sorted by name. */
    List<Artifact> artifacts();

    /**
     * The file with this name.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none; the message lists those that there are
     */
    Artifact artifact(String name);

    /** What was erased of its artifacts up to now; whoever reads one of them is told so. */
    List<Erased> erased();

    /** The code that trained; empty if it is unknown. */
    Optional<Lineage.Code> code();

    /** Where it ran, as the JVM and the system say; what they do not say is {@code unknown}. */
    SortedMap<String, String> environment();

    /** The libraries on its class path and module path, as file names, sorted. */
    List<String> libraries();

    /** What it used: processors, memory, processor time; of the whole process. What a run that never ended used at the end is missing. */
    SortedMap<String, String> resources();

    /** Its metric series by name, each summed up. */
    SortedMap<String, SeriesSummary> series();

    /**
     * The points of a series in the order in which they were measured, read as the stream is consumed; none if there is no such series. Not
     * thread-safe; it need not be closed.
     *
     * @throws dev.modelregistry.error.CorruptStoreException while the stream is consumed, if points are damaged or gone
     */
    Stream<MetricPoint> points(String series);

    /** That the run has expired, so that its artifacts may be gone; empty if it has not. */
    Optional<Expiry> expired();

    /** The last version that was registered as made by this run. */
    Optional<ModelVersion> version();

    /** Every change from the first to the last, read from the store as the stream is consumed. */
    Stream<Commit> history();
}
