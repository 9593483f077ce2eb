package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.lineage.Walk.Way;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bars versions of a model that descend from what is quarantined. Where nothing is, it looks at nothing. */
record Descent(Engine engine, ModelName model, Map<Node, Quarantine> quarantined) implements Rules.Barrier {
    private static final Logger LOG = LoggerFactory.getLogger(Descent.class);
    private static final int MAX_WAY = 500;

    @Override
    public Optional<String> bars(VersionState version) {
        if (quarantined.isEmpty()) {
            return Optional.empty();
        }
        Inputs inputs = new Inputs(engine, new Inputs.Known(engine, Freshness.latest()));
        Walk ancestors = Walk.from(Node.version(model, version.version()), Integer.MAX_VALUE, Way.UP, inputs);
        return ancestors.cameFrom().keySet().stream()
                .flatMap(node -> Optional.ofNullable(quarantined.get(node)).stream())
                .findFirst()
                .map(quarantine -> words(quarantine, ancestors.wayTo(quarantine.node())));
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

    /** The same for an emergency: where it cannot be known what a version descends from, that keeps nobody. */
    Rules.Barrier ifKnown() {
        return version -> {
            try {
                return bars(version);
            } catch (RegistryException unknown) {
                LOG.warn(
                        "It is not known whether version {} of '{}' descends from what is quarantined",
                        version.number(),
                        model,
                        unknown);
                return Optional.empty();
            }
        };
    }
}
