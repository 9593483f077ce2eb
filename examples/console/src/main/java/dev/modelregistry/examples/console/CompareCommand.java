package dev.modelregistry.examples.console;

import dev.modelregistry.Comparison;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.id.ModelUri;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = "Versions side by side, in Markdown; the first is what the others are compared with.",
        footer = "  registry compare flights/Production flights/latest")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class CompareCommand extends RegistryCommand {
    @Parameters(arity = "2..*", paramLabel = "URI", description = "two or more versions, also of several models")
    private List<ModelUri> uris;

    @Override
    Answer answer(ModelRegistry registry) {
        List<ModelVersion> versions = uris.stream().map(registry::resolve).toList();
        Comparison comparison = registry.compare(
                versions.get(0), versions.subList(1, versions.size()).toArray(ModelVersion[]::new));
        return Answer.of(
                JsonOutput.parse(comparison.toJson(), "the comparison"),
                comparison.toMarkdown().stripTrailing() + "\n");
    }
}
