package dev.modelregistry.core.codec;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RunEvent.Points;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.RunEvent.RunFailed;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.run.SeriesSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One event of each kind that a training run says, with every part that it can have, and with none. */
final class RunEvents {
    static final List<RegistryEvent> ALL = List.of(
            new RunStarted(
                    ModelName.of("flights"),
                    Map.of("java.version", "17.0.12", "os.name", "Linux"),
                    Optional.of(new Lineage.Code("git", "4f2a9c1", "https://example.com/flights.git")),
                    List.of("jackson-databind-2.19.2.jar", "tribuo-core-4.3.2.jar")),
            new RunStarted(ModelName.of("flights"), Map.of(), Optional.empty(), List.of()),
            new RunLogged(
                    1,
                    Map.of(
                            "epochs",
                            ParameterValue.of(20),
                            "rate",
                            ParameterValue.of(0.1),
                            "optimiser",
                            new ParameterValue.Text("AdaGrad"),
                            "shuffle",
                            new ParameterValue.Truth(true)),
                    Map.of("auc", 0.91),
                    Map.of("team", "ops"),
                    List.of(new Lineage.Dataset("flights", "sha256:77", "2026-Q1")),
                    Optional.of(new Lineage.Code("git", "77", "")),
                    List.of(new ArtifactEntry("plots/roc.png", Digest.of(new byte[] {7}), 1)),
                    Optional.of(new Points(
                            Digest.of(new byte[] {8}),
                            Map.of(
                                    "loss",
                                    new SeriesSummary(3, 2, Double.NaN, 0.25, Double.POSITIVE_INFINITY),
                                    "gradient",
                                    new SeriesSummary(1, -1, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 0))))),
            new RunLogged(2, Map.of(), Map.of(), Map.of(), List.of(), Optional.empty(), List.of(), Optional.empty()),
            new RunCompleted(Map.of("processors", "8")),
            new RunFailed("out of memory", Map.of()));

    private RunEvents() {}
}
