package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.id.ModelName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export-audit",
        description = "Write the audit log into a file, which is replaced when it is complete.",
        footer = {
            "  registry export-audit audit_log.json",
            "  registry export-audit march.csv --format csv --model flights --since 2026-03-01"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class ExportAuditCommand extends RegistryCommand {
    @Parameters(paramLabel = "FILE", description = "where to")
    private Path file;

    @Option(names = "--format", description = "json or csv; json without it")
    private AuditFormat format = AuditFormat.JSON;

    @Option(names = "--model", paramLabel = "MODEL", description = "only of this one")
    private @Nullable ModelName model;

    @Mixin
    private final AuditOptions which = new AuditOptions();

    @Override
    Answer answer(ModelRegistry registry) {
        AuditQuery query = which.query(model, host().now());
        registry.exportAuditLog(file, query, format);
        return Answer.of(
                JsonOutput.object().put("file", file.toString()).put("query", query.toString()),
                "wrote " + query + " to " + file + "\n");
    }
}
