package dev.modelregistry.examples.console;

import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.id.ModelName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which changes are asked for. */
final class AuditOptions {
    @Option(names = "--since", paramLabel = "TIME", description = "from then on: a time, '2h ago', yesterday")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "before then")
    private @Nullable String until;

    @Option(names = "--by", paramLabel = "NAME", description = "only what this person or job did, or another one")
    private List<String> actors = List.of();

    AuditQuery query(@Nullable ModelName model, Instant now) {
        AuditQuery query = AuditQuery.everything();
        if (model != null) {
            query = query.model(model);
        }
        if (!actors.isEmpty()) {
            query = query.by(actors.toArray(String[]::new));
        }
        if (since != null) {
            query = query.from(Times.parse(since, now));
        }
        return until == null ? query : query.until(Times.parse(until, now));
    }
}
