package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.id.ModelUri;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "download",
        description = "Lay out the files of a version, verified, as DIR/MODEL/vVERSION/; complete or not at all.",
        footer = "  registry download flights/Production /srv/models")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class DownloadCommand extends RegistryCommand {
    @Parameters(paramLabel = "URI", description = "the version")
    private ModelUri uri;

    @Parameters(paramLabel = "DIR", description = "where to")
    private Path directory;

    @Override
    Answer answer(ModelRegistry registry) {
        ModelVersion version = registry.resolve(uri);
        Path files = version.materialize(directory);
        return Answer.of(JsonOutput.version(version).put("directory", files.toString()), files + "\n");
    }
}
