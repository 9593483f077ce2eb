package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.ModelName;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = {
            "Who did what, when and why: the newest first, of a model or of the whole registry.",
            "Times are exact: --as-of takes them."
        },
        footer = {
            "  registry history flights --limit 5",
            "  registry history --since yesterday --by ci --by alice",
            "  registry history --csv > audit.csv"
        })
final class HistoryCommand extends RegistryCommand {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "all models and the settings without it")
    private @Nullable ModelName model;

    @Mixin
    private final AuditOptions which = new AuditOptions();

    @Mixin
    private final Limit limit = new Limit();

    @Option(names = "--csv", description = "a row for each event, oldest first and all of them, fit for a spreadsheet")
    private boolean csv;

    @Override
    Answer answer(ModelRegistry registry) throws IOException {
        if (model != null && registry.model(model).revision() == 0) {
            throw Models.notFound(model, registry);
        }
        AuditQuery query = which.query(model, host().now());
        if (csv) {
            if (limit.isGiven() || isJson()) {
                throw new InvalidInputException(
                        "--csv goes with neither --json nor --limit: it gives all that is asked for, as a table");
            }
            printCsv(registry, query);
            return Answer.of(JsonOutput.object(), "");
        }
        // The order of an audit is that of time, so the newest are those that are left at the end.
        Deque<Commit> newest = new ArrayDeque<>();
        long count = 0;
        try (Stream<Commit> commits = registry.audit(query)) {
            for (Commit commit : (Iterable<Commit>) commits::iterator) {
                count++;
                newest.addFirst(commit);
                if (newest.size() > limit.count()) {
                    newest.removeLast();
                }
            }
        }
        ObjectNode json = JsonOutput.object().put("query", query.toString()).put("count", count);
        ArrayNode commits = json.putArray("commits");
        StringBuilder text = new StringBuilder();
        newest.forEach(commit -> {
            commits.add(JsonOutput.commit(commit));
            text.append(text(commit));
        });
        long older = count - newest.size();
        return Answer.of(
                json,
                count == 0
                        ? "nothing happened\n"
                        : text + (older == 0 ? "" : older + " older; --limit 0 shows all of them\n"));
    }

    private String text(Commit commit) {
        String what = commit.events().stream().map(RegistryEvent::summary).collect(Collectors.joining(", "));
        return commit.time() + "  " + commit.journal() + "#" + commit.revision() + "  "
                + Terminal.line(commit.actor().id()) + "  (" + Times.age(commit.time(), host().now()) + ")\n    "
                + Terminal.line(what) + "\n    because " + Terminal.line(commit.reason()) + "\n";
    }

    /** A line at a time: it may be long. */
    private void printCsv(ModelRegistry registry, AuditQuery query) throws IOException {
        Path file = Files.createTempFile("registry-audit", ".csv");
        try {
            registry.exportAuditLog(file, query, AuditFormat.CSV);
            try (Reader csv = Files.newBufferedReader(file)) {
                StringBuilder line = new StringBuilder();
                for (int c = csv.read(); c >= 0; c = csv.read()) {
                    line.append((char) c);
                    if (c == '\n') {
                        out().print(Terminal.safe(line.toString()));
                        line.setLength(0);
                    }
                }
                out().print(Terminal.safe(line.toString()));
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
