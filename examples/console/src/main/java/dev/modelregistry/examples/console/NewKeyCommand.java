package dev.modelregistry.examples.console;

import dev.modelregistry.checkpoint.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "new-key",
        description = "Make a key for checkpoints: FILE is private, FILE.pub is for those who verify.",
        footer = "  registry new-key example.com/flights /etc/registry.key")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class NewKeyCommand extends ConsoleCommand {
    @Parameters(paramLabel = "NAME", description = "by custom a host and a path that are yours; need not exist")
    private String name;

    @Parameters(paramLabel = "FILE", description = "where to; neither it nor FILE.pub may be there")
    private Path file;

    @Override
    Answer answer() throws IOException {
        Path open = file.resolveSibling(file.getFileName() + ".pub");
        TrustedKey key = KeyFile.create(name, file, open);
        return Answer.of(
                JsonOutput.object()
                        .put("publicKey", key.toString())
                        .put("privateFile", file.toString())
                        .put("publicFile", open.toString()),
                key + "\n");
    }
}
