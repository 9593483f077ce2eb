package dev.modelregistry.core.codec;

import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.event.SettingsEvent.QuarantineLifted;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.util.List;

/** One event of each kind about the lineage, with every type that a node can have. */
final class LineageEvents {
    private static final Node DATA = Node.dataset("s3://lake/a:b.csv", "sha256:ab");

    static final List<RegistryEvent> ALL = List.of(
            new NodeQuarantined(DATA),
            new NodeQuarantined(Node.version("Flights", "1.0.0-rc.1+7")),
            new NodeQuarantined(Node.code("1f3a9c2")),
            new QuarantineLifted(DATA),
            new EdgeRecorded(new Edge(DATA, Node.baseModel("org/bert", "2"))),
            new EdgeRecorded(new Edge(Node.version("flights", "1.0.0"), Node.deployment("gate \"7\" \u20ac"))),
            new EdgeRecorded(new Edge(Node.featureStore("feast", "12"), Node.featurePipeline("3.1"))),
            new EdgeRetracted(new Edge(Node.run(new RunId(ModelName.of("Flights"), "r7")), DATA)));

    private LineageEvents() {}
}
