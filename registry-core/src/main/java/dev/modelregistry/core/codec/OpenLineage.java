package dev.modelregistry.core.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Graphs of the lineage as events of <a href="https://openlineage.io/spec/2-0-2/OpenLineage.json">OpenLineage 2-0-2</a>: a {@code JobEvent} for each
 * node that something went into. The job stands for how the node was made; it is called by the node's text in the namespace {@code
 * modelregistry://<registry id>}, so registries that know different inputs of one node do not replace each other's. Every node is a dataset:
 *
 * <table>
 * <caption>What nodes are called</caption>
 * <tr><th>node</th><th>namespace</th><th>name</th></tr>
 * <tr><td>version, and run of this registry</td><td>{@code modelregistry://<registry id>}</td><td>that of the node</td></tr>
 * <tr><td>data whose name is a location</td><td>{@code <scheme>://<authority>}</td><td>the rest, as
 * <a href="https://openlineage.io/docs/spec/naming">OpenLineage names datasets</a>, so that what other tools say of it is said of the same dataset</td></tr>
 * <tr><td>other data</td><td>{@code dataset}</td><td>its name without the hash</td></tr>
 * <tr><td>anything else</td><td>its type, such as {@code code}</td><td>that of the node</td></tr>
 * </table>
 *
 * <p>So the states of data are one dataset here, as they are to every tool that speaks OpenLineage; which state it was is in the facet {@code version}.
 */
public final class OpenLineage {
    private static final String SPEC = "https://openlineage.io/spec/";
    /** A package URL: there is no host to name. */
    private static final String PRODUCER = "pkg:maven/dev.modelregistry/registry-core";

    private static final Pattern LOCATION = Pattern.compile("([a-z][a-z0-9+.-]*)://([^/\\s]*)(/.*[^/])/*");
    /** Their schemes differ in how the same store is reached. */
    private static final Map<String, String> SCHEMES =
            Map.of("s3a", "s3", "s3n", "s3", "abfs", "abfss", "wasb", "wasbs");
    /** Those of which the names are absolute paths. */
    private static final Set<String> FILE_SYSTEMS = Set.of("file", "hdfs", "dbfs");

    /** Those whose names are {@code <name>@<version or hash>}. */
    private static final Set<Node.Type> VERSIONED =
            Set.of(Node.Type.DATASET, Node.Type.FEATURE_STORE, Node.Type.BASE_MODEL, Node.Type.VERSION);

    private final Graph graph;
    private final String registry;
    private final Instant now;

    private OpenLineage(Graph graph, String registryId, Instant now) {
        this.graph = graph;
        this.registry = "modelregistry://" + registryId;
        this.now = now;
    }

    /** One event on each line, in the order of the nodes. */
    public static String events(Graph graph, String registryId, Instant now) {
        OpenLineage events = new OpenLineage(graph, registryId, now);
        SortedMap<Node, List<Edge>> made = new TreeMap<>();
        graph.edges()
                .forEach(edge -> made.computeIfAbsent(edge.to(), any -> new ArrayList<>())
                        .add(edge));
        StringBuilder lines = new StringBuilder();
        made.forEach((node, edges) ->
                lines.append(CanonicalJson.text(events.event(node, edges))).append('\n'));
        return lines.toString();
    }

    private ObjectNode event(Node node, List<Edge> edges) {
        ObjectNode event = Json.object()
                .put("eventTime", now.toString())
                .put("producer", PRODUCER)
                .put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/JobEvent");
        event.putObject("job")
                .put("namespace", registry)
                .put("name", node.toString())
                .putObject("facets")
                .set("documentation", facet("1-1-0", "DocumentationJobFacet").put("description", words(node, edges)));
        Set<ObjectNode> inputs = edges.stream()
                .map(edge -> dataset(edge.from()))
                .collect(Collectors.toCollection(LinkedHashSet::new)); // one location may be written in two ways
        event.putArray("inputs").addAll(inputs);
        event.putArray("outputs").add(dataset(node));
        return event;
    }

    /** {@code version trained on dataset, built from code}: the relations, which are those of the types. */
    private static String words(Node node, List<Edge> edges) {
        return edges.stream()
                .map(edge -> edge.relation() + " " + edge.from().type())
                .distinct()
                .collect(Collectors.joining(", ", node.type() + " ", ""));
    }

    private ObjectNode dataset(Node node) {
        int at = VERSIONED.contains(node.type()) ? node.name().lastIndexOf('@') : -1;
        ObjectNode dataset = switch (node.type()) {
            case DATASET -> data(at < 0 ? node.name() : node.name().substring(0, at));
            case VERSION -> named(registry, node.name());
            case RUN -> named(node.runId().isPresent() ? registry : "run", node.name());
            case CODE, FEATURE_STORE, FEATURE_PIPELINE, BASE_MODEL, DEPLOYMENT ->
                named(node.type().toString(), node.name());
        };
        ObjectNode facets = Json.object();
        if (at >= 0) {
            facets.set(
                    "version",
                    facet("1-0-1", "DatasetVersionDatasetFacet")
                            .put("datasetVersion", node.name().substring(at + 1)));
        }
        graph.stage(node).ifPresent(stage -> {
            ObjectNode tags = facet("1-0-0", "TagsDatasetFacet");
            ArrayNode tag = tags.putArray("tags");
            tag.addObject().put("key", "stage").put("value", stage.name()).put("source", "MODEL_REGISTRY");
            facets.set("tags", tags);
        });
        return facets.isEmpty() ? dataset : dataset.set("facets", facets);
    }

    private static ObjectNode data(String name) {
        Matcher location = LOCATION.matcher(name);
        if (!location.matches()) {
            return named(Node.Type.DATASET.toString(), name);
        }
        String scheme = SCHEMES.getOrDefault(location.group(1), location.group(1));
        String path = location.group(3);
        return named(
                location.group(2).isEmpty() ? scheme : scheme + "://" + location.group(2),
                FILE_SYSTEMS.contains(scheme) ? path : path.substring(1));
    }

    private static ObjectNode named(String namespace, String name) {
        return Json.object().put("namespace", namespace).put("name", name);
    }

    private static ObjectNode facet(String version, String type) {
        return Json.object()
                .put("_producer", PRODUCER)
                .put("_schemaURL", SPEC + "facets/" + version + "/" + type + ".json#/$defs/" + type);
    }
}
