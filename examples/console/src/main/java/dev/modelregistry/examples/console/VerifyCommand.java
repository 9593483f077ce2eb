package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.Verification;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Read everything and check it: every hash, link, snapshot and file. Exit code 1 if something is wrong.",
            "With a checkpoint that was kept elsewhere, also that nothing in it was lost or rewritten since."
        },
        footer = {
            "  registry verify",
            "  registry verify --checkpoint /backup/checkpoint.txt --key /etc/registry.key.pub"
        })
final class VerifyCommand extends RegistryCommand {
    @Option(names = "--checkpoint", paramLabel = "FILE", description = "what 'registry checkpoint' wrote")
    private @Nullable Path checkpoint;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "the public key, which 'registry new-key' wrote as FILE.pub")
    private @Nullable Path key;

    @Override
    Answer answer(ModelRegistry registry) throws IOException {
        Verification found = verify(registry);
        ObjectNode json = JsonOutput.object()
                .put("intact", found.isIntact())
                .put("journals", found.journals())
                .put("commits", found.commits())
                .put("blobs", found.blobs());
        json.set("problems", JsonOutput.array(found.problems()));
        StringBuilder text = new StringBuilder();
        found.problems().forEach(problem -> text.append(Terminal.line(problem)).append('\n'));
        text.append(found.isIntact() ? "intact: " : found.problems().size() + " problems in ")
                .append(found.journals() + " journals, " + found.commits() + " commits, " + found.blobs() + " files\n");
        return Answer.yesOrNo(found.isIntact(), json, text.toString());
    }

    private Verification verify(ModelRegistry registry) throws IOException {
        if (checkpoint == null && key == null) {
            return registry.verify();
        }
        if (checkpoint == null || key == null) {
            throw new InvalidInputException(
                    "--checkpoint and --key belong together: a checkpoint is believed by its signature");
        }
        return registry.verify(Checkpoint.parse(Inputs.read(checkpoint)), KeyFile.readPublic(key));
    }
}
