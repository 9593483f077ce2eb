package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What nodes were made from: what versions and runs say themselves, and what was recorded beside that. Reads journals, no index. */
record Inputs(Engine engine, States states) implements Walk.Edges {
    /** Where states come from. */
    interface States {
        /** In the order of the names. */
        List<ModelState> models(List<ModelName> names);

        /** In the order of the ids. */
        List<RunState> runs(List<RunId> ids);

        /** In the order of the nodes. */
        List<LineageState> recorded(List<Node> nodes);
    }

    /** As they are known now. */
    record Known(Engine engine, Freshness freshness) implements States {
        @Override
        public List<ModelState> models(List<ModelName> names) {
            return engine.journals().models(names, freshness);
        }

        @Override
        public List<RunState> runs(List<RunId> ids) {
            return engine.journals().runs(ids.stream().map(JournalId::of).toList(), freshness);
        }

        @Override
        public List<LineageState> recorded(List<Node> nodes) {
            return engine.journals().recorded(nodes, freshness);
        }
    }

    /**
     * A registered version that is a node.
     *
     * @param model its model
     */
    record Registered(ModelState model, VersionState version) {}

    @Override
    public Collection<Edge> from(List<Node> nodes) {
        List<Edge> edges = new ArrayList<>();
        registered(nodes)
                .forEach((node, its) -> add(
                        edges,
                        node,
                        engine.descriptor(its.model().name().orElseThrow(), its.version())
                                .lineage()
                                .inputs()));
        List<Node> runs =
                nodes.stream().filter(node -> node.runId().isPresent()).toList();
        List<RunState> said =
                states.runs(runs.stream().flatMap(node -> node.runId().stream()).toList());
        for (int i = 0; i < runs.size(); i++) {
            add(edges, runs.get(i), said.get(i).facts().inputs());
        }
        List<LineageState> recorded = states.recorded(nodes);
        for (int i = 0; i < nodes.size(); i++) {
            add(edges, nodes.get(i), recorded.get(i).standing());
        }
        return edges;
    }

    private static void add(List<Edge> edges, Node node, Collection<Node> inputs) {
        inputs.forEach(input -> edges.add(new Edge(input, node)));
    }

    /** Those of some nodes that are registered versions. */
    Map<Node, Registered> registered(Collection<Node> nodes) {
        List<Node> versions =
                nodes.stream().filter(node -> node.type() == Node.Type.VERSION).toList();
        List<ModelName> names = versions.stream()
                .map(node -> node.model().orElseThrow())
                .distinct()
                .toList();
        List<ModelState> found = states.models(names);
        Map<ModelName, ModelState> models = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            models.put(names.get(i), found.get(i));
        }
        Map<Node, Registered> all = new LinkedHashMap<>();
        for (Node node : versions) {
            ModelState model = Objects.requireNonNull(models.get(node.model().orElseThrow()));
            VersionState version = model.version(
                    SemanticVersion.parse(node.name().substring(node.name().indexOf('@') + 1)));
            if (version != null) {
                all.put(node, new Registered(model, version));
            }
        }
        return all;
    }
}
