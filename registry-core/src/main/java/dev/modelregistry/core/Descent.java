package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.lineage.Walk.Way;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Bars versions of a model that descend from what is quarantined. Where nothing is, it looks at nothing. Remembers what it looked at, because a rollback
 * asks of one version after the other. Used for one decision, by one thread.
 */
final class Descent implements Rules.Barrier {
    private static final int MAX_WAY = 500;

    private final ModelName model;
    private final Map<Node, Quarantine> quarantined;
    private final Inputs inputs;
    private final Map<Node, List<Edge>> known = new HashMap<>();

    Descent(Engine engine, ModelName model, Map<Node, Quarantine> quarantined) {
        this.model = model;
        this.quarantined = quarantined;
        this.inputs = new Inputs(engine, new Inputs.Known(engine, Freshness.latest()));
    }

    @Override
    public Optional<String> bars(VersionState version) {
        if (quarantined.isEmpty()) {
            return Optional.empty();
        }
        Walk ancestors = Walk.from(Node.version(model, version.version()), Integer.MAX_VALUE, Way.UP, this::remembered);
        return ancestors.cameFrom().keySet().stream()
                .flatMap(node -> Optional.ofNullable(quarantined.get(node)).stream())
                .findFirst()
                .map(quarantine -> words(quarantine, ancestors.wayTo(quarantine.node())));
    }

    private Collection<Edge> remembered(List<Node> nodes) {
        List<Node> unknown =
                nodes.stream().filter(node -> !known.containsKey(node)).toList();
        Collection<Edge> found = inputs.from(unknown); // where this fails, they stay unknown
        unknown.forEach(node -> known.put(node, new ArrayList<>()));
        found.forEach(edge -> Objects.requireNonNull(known.get(edge.to())).add(edge));
        return nodes.stream()
                .flatMap(node -> Objects.requireNonNull(known.get(node)).stream())
                .toList();
    }

    private static String words(Quarantine quarantine, List<Node> way) {
        Collections.reverse(way);
        String by = way.size() < 3
                ? ""
                : " (by "
                        + way.subList(1, way.size() - 1).stream()
                                .map(Node::toString)
                                .collect(Collectors.joining(", ")) + ")";
        return (way.size() == 1 ? "is quarantined itself: " : "descends from what is quarantined: ")
                + quarantine
                + Texts.line(by, MAX_WAY);
    }

    /**
     * The same for an emergency: where it cannot be known what a version descends from, that keeps nobody.
     *
     * @param problems hears of it
     */
    Rules.Barrier unlessUnknown(Consumer<String> problems) {
        return version -> {
            try {
                return bars(version);
            } catch (RegistryException unknown) {
                problems.accept("it is not known whether version " + version.number()
                        + " descends from what is quarantined: " + Texts.line(unknown.toString(), MAX_WAY));
                return Optional.empty();
            }
        };
    }
}
