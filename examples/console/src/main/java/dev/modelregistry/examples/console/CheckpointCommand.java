package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "checkpoint",
        description = {
            "State where each journal ends now, sign it, and write it into a file.",
            "Keep it where whoever can write to the registry cannot; verify with the last one first."
        },
        footer = "  registry checkpoint /backup/checkpoint.txt --key /etc/registry.key")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class CheckpointCommand extends RegistryCommand {
    @Parameters(paramLabel = "FILE", description = "where to; replaced if it is there")
    private Path file;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "the private key, which 'registry new-key' wrote")
    private Path key;

    @Override
    Answer answer(ModelRegistry registry) throws IOException {
        Checkpoint checkpoint = registry.checkpoint(KeyFile.read(key));
        // At once: a check in this moment must not read half of it.
        Path complete = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(complete, checkpoint.toText(), StandardOpenOption.CREATE_NEW);
            Files.move(complete, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(complete);
        }
        return Answer.of(
                JsonOutput.object()
                        .put("file", file.toString())
                        .put("origin", checkpoint.origin())
                        .put("time", checkpoint.time().toString())
                        .put("root", checkpoint.root().toString())
                        .put("journals", checkpoint.heads().size()),
                "wrote " + checkpoint + " with " + checkpoint.heads().size() + " journals to " + file + "\n");
    }
}
