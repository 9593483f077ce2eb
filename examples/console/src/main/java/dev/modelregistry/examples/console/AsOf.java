package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegistryView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The registry now, or as it was. */
final class AsOf {
    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "as it was then: 2026-11-26T03:00:00Z, 2026-11-26T03:00 (UTC), '2h ago', yesterday")
    private @Nullable String time;

    private @Nullable Instant instant;

    /** To be called first. */
    RegistryView view(ModelRegistry registry, Instant now) {
        if (time == null) {
            return registry.with(
                    Freshness.pinned()); // one look for each model, so that nothing changes between two answers
        }
        instant = Times.parse(time, now);
        return registry.asOf(instant);
    }

    /** Says in JSON when it was. */
    ObjectNode json(RegistryView view) {
        ObjectNode json = JsonOutput.object();
        if (instant != null) {
            json.put("asOf", instant.toString()).put("settled", view.isSettled());
        }
        return json;
    }

    /** Says when it was, if not now. */
    String title(RegistryView view) {
        return instant == null
                ? ""
                : "As of " + instant
                        + (view.isSettled() ? "" : "; so young that a host whose clock is behind may add to it")
                        + "\n\n";
    }
}
