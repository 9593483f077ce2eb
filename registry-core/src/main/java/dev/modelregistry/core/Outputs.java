package dev.modelregistry.core;

import dev.modelregistry.LineageView;
import dev.modelregistry.core.codec.NodeCodec;
import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.support.IndexKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What was made from nodes, as the index says now. Remembers the versions that it came by. Used for one walk, by
 * one thread.
 */
final class Outputs implements Walk.Edges {
    private static final int ROWS = 1_000;
    private static final String VERSIONS = EntryNames.kind(Target.VERSIONS) + "/";
    private static final String RUNS = EntryNames.kind(Target.RUNS) + "/";
    private static final String VERSION = EntryNames.key(Target.VERSIONS, Attribute.VERSION, "");
    private static final String STAGE = EntryNames.key(Target.VERSIONS, Attribute.STAGE, "");
    private static final String RUN_NAME = EntryNames.key(Target.RUNS, Attribute.NAME, "");

    private final IndexStore index;
    private final List<String> keys;
    private final Map<Node, String> versions = new LinkedHashMap<>();

    /** @param keys those under which edges are looked for */
    Outputs(IndexStore index, List<String> keys) {
        this.index = index;
        this.keys = keys;
    }

    @Override
    public Collection<Edge> from(List<Node> nodes) {
        List<Edge> edges = new ArrayList<>();
        keys.forEach(key -> edges.addAll(from(key, nodes)));
        return edges;
    }

    private List<Edge> from(String key, List<Node> nodes) {
        Map<IndexKey, Node> inputs = new HashMap<>();
        nodes.forEach(node -> inputs.put(IndexKey.of(new Value.Text(node.toString())), node));
        Range range = new Range.OneOf(nodes.stream()
                .map(node -> (Value) new Value.Text(node.toString()))
                .toList());
        List<Edge> edges = new ArrayList<>();
        Optional<Row> last = Optional.empty();
        do {
            Slice slice =
                    index.walk(new IndexStore.Walk(key, range, Direction.ASCENDING, last, Condition.ALWAYS, ROWS));
            Map<String, Node> outputs =
                    nodes(slice.met().stream().map(Row::entity).distinct().toList());
            for (Row row : slice.met()) {
                Node input = inputs.get(IndexKey.of(row.value()));
                Node output = outputs.get(row.entity());
                if (input != null && output != null) {
                    edges.add(new Edge(input, output));
                }
            }
            last = slice.last();
        } while (last.isPresent() && edges.size() <= LineageView.MAX_EDGES); // which are more than are walked
        return edges;
    }

    /** The nodes that entities are. */
    private Map<String, Node> nodes(List<String> entities) {
        Map<String, Node> nodes = new HashMap<>();
        texts(VERSION, entities.stream().filter(of(VERSIONS)).toList()).forEach((entity, version) -> {
            Node node = new Node(Node.Type.VERSION, EntryNames.modelOf(entity) + "@" + version);
            versions.put(node, entity);
            nodes.put(entity, node);
        });
        List<String> runs = entities.stream().filter(of(RUNS)).toList();
        Map<String, String> shown = texts(EntryNames.other(RUN_NAME), runs);
        runs.forEach(entity -> nodes.put(
                entity,
                new Node(
                        Node.Type.RUN,
                        shown.getOrDefault(entity, EntryNames.modelOf(entity)) + "/" + EntryNames.lastOf(entity))));
        texts(EntryNames.NODE, entities.stream().filter(of(EntryNames.NODES)).toList())
                .forEach((entity, node) -> nodes.put(entity, NodeCodec.decode(node)));
        return nodes;
    }

    private static Predicate<String> of(String prefix) {
        return entity -> entity.startsWith(prefix);
    }

    /** The stages that the versions are in that were come by. */
    Map<Node, Stage> stages() {
        List<String> entities = List.copyOf(versions.values());
        Map<String, String> folded = texts(STAGE, entities);
        Map<String, String> shown = texts(EntryNames.other(STAGE), entities);
        Map<Node, Stage> stages = new HashMap<>();
        versions.forEach((node, entity) -> {
            String stage = shown.getOrDefault(entity, folded.get(entity));
            if (stage != null) {
                stages.put(node, Stage.of(stage));
            }
        });
        return stages;
    }

    /** The one text that each entity has under a key. */
    private Map<String, String> texts(String key, List<String> entities) {
        return index.values(key, entities).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        values -> ((Value.Text) values.getValue().get(0)).text()));
    }
}
