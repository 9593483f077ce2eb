package dev.modelregistry.fs;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Comment;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.Stage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of versions that go from one registry to another and from one person to another. */
class ReadmeSharingTest {
    @TempDir
    private Path place;

    @Test
    void aVersionThatWasProvedInOneRegistryIsCopiedIntoAnother() {
        try (ModelRegistry dev = ModelRegistry.openOrCreate(place).as("alice")) {
            RegisteredModel flights = dev.model("flights");
            ModelVersion proved = flights.register(draft -> draft.version("1.2.0"), because("trained"));
            flights.promote(proved, Stage.STAGING, because("tested"));
            // region copy
            try (ModelRegistry prod =
                    ModelRegistry.openOrCreate("file:target/readme/prod").as("carol")) {
                ModelVersion there = prod.model("flights").registerCopy(proved, because("passed the trial in dev"));
                System.out.println(there.origin().orElseThrow()); // which version of which registry, registered by whom
                there.testimony().forEach(System.out::println); // checks, gates, votes: what was said of it in dev
                // end copy
                assertThat(there.digest()).isEqualTo(proved.digest());
                assertThat(there.testimony()).hasSize(1);
            }

            // region comment
            flights.comment(proved, "the AUC drop on holidays is known");
            flights.comments(proved)
                    .forEach(said ->
                            System.out.println(said.by() + ": " + said.text().orElse("erased")));
            // end comment
            assertThat(flights.comments(proved)).extracting(Comment::number).containsExactly(1);
        }
    }
}
