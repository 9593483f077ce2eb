package dev.modelregistry.core.codec;

import dev.modelregistry.lineage.Graph;
import java.time.Instant;

/** Graphs of the lineage as <a href="https://openlineage.io/">OpenLineage</a> events. */
public final class OpenLineage {
    private OpenLineage() {}

    /** One event on each line. */
    public static String events(Graph graph, String registryId, Instant now) {
        return "";
    }
}
