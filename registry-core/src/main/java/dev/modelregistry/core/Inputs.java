package dev.modelregistry.core;

import dev.modelregistry.Freshness;
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

        /** The same, without models that were deleted. */
        default States shown() {
            States all = this;
            return new States() {
                @Override
                public ModelState model(ModelName name) {
                    ModelState state = all.model(name);
                    return state.isDeleted() ? ModelState.NOTHING : state;
                }

                @Override
                public RunState run(RunId id) {
                    return all.run(id);
                }

                @Override
                public List<LineageState> recorded(List<Node> nodes) {
                    return all.recorded(nodes);
                }
            };
        }
    }

    /** As they are known now. */
    record Known(Engine engine, Freshness freshness) implements States {
        @Override
        public ModelState model(ModelName name) {
            return engine.journal(name).state(freshness);
        }

        @Override
        public RunState run(RunId id) {
            return engine.run(id).state(freshness);
        }

        @Override
        public List<LineageState> recorded(List<Node> nodes) {
            return engine.journals().recorded(nodes, freshness);
        }
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
