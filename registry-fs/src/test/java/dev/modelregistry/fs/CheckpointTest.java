package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.Verification;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal files that somebody has removed leave no trace but in a checkpoint. */
class CheckpointTest {
    private static final CheckpointSigner SIGNER = CheckpointSigner.generate("example.com/registry");

    @TempDir
    private Path directory;

    private ModelRegistry registry;
    private Checkpoint checkpoint;

    @BeforeEach
    void someHistory() {
        registry = ModelRegistry.openOrCreate(directory).as("alice");
        for (String model : new String[] {"flights", "hotels"}) {
            registry.model(model).register(draft -> draft.metric("auc", 0.7), because("first"));
            registry.model(model).tag("team", "ops", because("they own it"));
        }
        checkpoint = registry.checkpoint(SIGNER);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Path journal(String model) {
        return directory.resolve("journals/model").resolve(Layout.directory(model));
    }

    private Verification verifyAnew() {
        registry.close();
        registry = ModelRegistry.open(directory);
        assertThat(registry.verify().problems()).as("without the checkpoint").isEmpty();
        return registry.verify(checkpoint, SIGNER.trustedKey());
    }

    @Test
    void findsThatTheLastFileOfAJournalWasRemoved() throws IOException {
        Files.delete(journal("flights").resolve("000000000002.jsonl"));

        assertThat(verifyAnew().problems())
                .singleElement()
                .asString()
                .startsWith("journal model/flights ends at revision 1 (")
                .endsWith(": commits were lost");
    }

    @Test
    void findsThatAWholeJournalWasRemoved() throws IOException {
        Files.delete(journal("hotels").resolve("000000000002.jsonl"));
        Files.delete(journal("hotels").resolve("000000000001.jsonl"));

        assertThat(verifyAnew().problems())
                .singleElement()
                .asString()
                .startsWith(
                        "journal model/hotels is gone; the checkpoint of " + checkpoint.time() + " has revision 2 (");
    }
}
