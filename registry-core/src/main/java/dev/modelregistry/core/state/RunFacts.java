package dev.modelregistry.core.state;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.RunEvent.Points;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.Digest;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.run.SeriesSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a training run said up to a commit. Immutable.
 *
 * @param batches how many times it said something
 * @param points the blobs with its points, by the batch that names them
 */
public record RunFacts(
        int batches,
        PersistentMap<String, ParameterValue> parameters,
        PersistentMap<String, Double> metrics,
        PersistentMap<String, String> tags,
        List<Lineage.Dataset> datasets,
        Optional<Lineage.Code> code,
        PersistentMap<String, ArtifactEntry> artifacts,
        PersistentMap<String, SeriesSummary> series,
        PersistentMap<Integer, Digest> points) {
    /** What it makes its model from. */
    public List<Node> inputs() {
        return Stream.concat(
                        code.stream().map(state -> Node.code(state.commit())),
                        datasets.stream().map(Node::dataset))
                .distinct()
                .toList();
    }

    /** A run that said nothing. */
    static final RunFacts NONE = new RunFacts(
            0,
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            List.of(),
            Optional.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty());

    RunFacts with(RunStarted event) {
        return new RunFacts(batches, parameters, metrics, tags, datasets, event.code(), artifacts, series, points);
    }

    RunFacts with(RunLogged event) {
        return new RunFacts(
                event.batch(),
                parameters.putAll(event.parameters()),
                metrics.putAll(event.metrics()),
                tags.putAll(event.tags()),
                Stream.concat(datasets.stream(), event.datasets().stream())
                        .distinct()
                        .toList(),
                event.code().or(() -> code),
                artifacts.putAll(event.artifacts().stream()
                        .collect(Collectors.toMap(ArtifactEntry::path, entry -> entry, (one, other) -> other))),
                series.putAll(event.points().map(this::extended).orElse(Map.of())),
                points.putAll(event.points()
                        .map(added -> Map.of(event.batch(), added.digest()))
                        .orElse(Map.of())));
    }

    private Map<String, SeriesSummary> extended(Points added) {
        return added.series().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> {
            SeriesSummary before = series.get(each.getKey());
            return before == null ? each.getValue() : before.and(each.getValue());
        }));
    }
}
