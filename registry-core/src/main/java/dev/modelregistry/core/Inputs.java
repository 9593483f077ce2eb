package dev.modelregistry.core;

import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.LineageState.Standing;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes were made from: what versions and runs say themselves, and what was recorded beside that. Reads journals, no index. */
record Inputs(Engine engine, States states) implements Walk.Edges {
    /** Where states come from. */
    interface States {
        ModelState model(ModelName name);

        RunState run(RunId id);

        /** In the order of the nodes. */
        List<LineageState> recorded(List<Node> nodes);
    }

    @Override
    public Collection<Edge> from(List<Node> nodes) {
        List<Edge> edges = new ArrayList<>();
        List<LineageState> recorded = states.recorded(nodes);
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            own(node).forEach(input -> edges.add(new Edge(input, node)));
            recorded.get(i).inputs(Standing.HOLDS).forEach(input -> edges.add(new Edge(input, node)));
        }
        return edges;
    }

    /** What a node says itself. */
    private List<Node> own(Node node) {
        return switch (node.type()) {
            case VERSION -> ofVersion(node);
            case RUN -> node.runId().map(id -> states.run(id).facts().inputs()).orElse(List.of());
            case DATASET, CODE, FEATURE_STORE, FEATURE_PIPELINE, BASE_MODEL, DEPLOYMENT -> List.of();
        };
    }

    private List<Node> ofVersion(Node node) {
        ModelState model = states.model(node.model().orElseThrow());
        VersionState version = version(model, node);
        return version == null
                ? List.of()
                : engine.descriptor(model.name().orElseThrow(), version)
                        .lineage()
                        .inputs();
    }

    /** The version that a node is, or null if it is not registered. */
    static @Nullable VersionState version(ModelState model, Node node) {
        return model.version(
                SemanticVersion.parse(node.name().substring(node.name().indexOf('@') + 1)));
    }
}
