package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Verification;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One report says all that is wrong, and nothing that is not. */
class VerifyTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);

    @AfterEach
    void close() {
        ground.close();
    }

    private static CommitBytes rewritten(CommitBytes commit, String part, String by) {
        return CommitBytes.of(
                commit.revision(), Bytes.utf8(commit.bytes().utf8().replace(part, by)));
    }

    @Test
    void countsWhatItReadInARegistryThatIsIntact() {
        register(registry.model("flights"), "1.0.0");
        register(registry.model("flights"), "1.1.0");
        register(registry.model("hotels"), "1.0.0");

        assertThat(registry.verify()).as("equal bytes are one blob").isEqualTo(new Verification(2, 3, 2, List.of()));
        assertThat(ground.open().verify().isIntact()).isTrue();
    }

    @Test
    void reportsAllDamageAtOnce() {
        ModelVersion gone = register(registry.model("gone"), "4.0.0");
        ModelVersion damaged = register(registry.model("damaged"), "2.0.0");
        ModelVersion large = registry.model("large")
                .register(draft -> draft.version("1.0.0").environment("e", "x".repeat(70_000)), because("large"));
        register(registry.model("broken"), "1.0.0");
        registry.model("broken").tag("k", "v", because("second"));
        ModelVersion text = registry.model("text")
                .register(draft -> draft.version("1.0.0").description("erased later"), because("text"));
        register(registry.model("whole"), "3.0.0");
        way.missingBlobs.add(gone.artifact("model.bin").digest());
        way.damagedBlobs.add(damaged.artifact("model.bin").digest());
        way.damagedBlobs.add(large.digest());
        way.missingBlobs.add(text.descriptor().texts().get("description"));
        way.commitsAsRead = (journal, commit) -> journal.key().equals("broken") && commit.revision() == 1
                ? rewritten(commit, "trained 1.0.0", "trained by nobody")
                : commit;

        Verification report = registry.verify();

        assertThat(report.journals()).isEqualTo(6);
        assertThat(report.commits()).isEqualTo(7);
        assertThat(report.problems()).hasSize(5);
        assertThat(report.problems().get(0)).startsWith("journal model/broken: commit 2 names ");
        assertThat(report.problems().get(1))
                .isEqualTo("journal model/damaged, version 1, artifact 'model.bin': blob "
                        + damaged.artifact("model.bin").digest() + " has other bytes");
        assertThat(report.problems().get(2)).startsWith("journal model/gone, version 1, artifact 'model.bin'");
        assertThat(report.problems().get(3))
                .isEqualTo("journal model/large, version 1: blob " + large.digest() + " has other bytes");
        assertThat(report.problems().get(4)).startsWith("journal model/text, version 1, text 'description' is gone");
    }

    @Test
    void readsOnBehindADamagedCommitForTheBlobsOfTheOthers() {
        for (int i = 0; i < 3; i++) {
            register(registry.model("flights"), "1.0." + i);
        }
        ModelVersion last = registry.model("flights").version(3);
        way.missingBlobs.add(last.artifact("model.bin").digest());
        way.commitsAsRead = (journal, commit) ->
                commit.revision() == 1 ? rewritten(commit, "trained 1.0.0", "trained by nobody") : commit;

        assertThat(registry.verify().problems())
                .anySatisfy(problem -> assertThat(problem).contains("commit 2 names "))
                .anySatisfy(problem -> assertThat(problem).startsWith("journal model/flights, version 3, artifact"));
    }

    @Test
    void recomputesTheHashOfEachCommit() {
        register(registry.model("flights"), "1.0.0");
        way.commitsAsRead = (journal, commit) -> new CommitBytes(
                commit.revision(),
                commit.hash(),
                rewritten(commit, "trained 1.0.0", "trained by nobody").bytes());

        assertThat(registry.verify().problems())
                .singleElement()
                .asString()
                .startsWith("journal model/flights, commit 1: its bytes have the hash sha256:")
                .contains(registry.model("flights")
                        .history()
                        .findFirst()
                        .orElseThrow()
                        .hash()
                        .toString());
    }

    @Test
    void reportsBytesThatAreNoCommit() {
        register(registry.model("flights"), "1.0.0");
        way.commitsAsRead = (journal, commit) -> CommitBytes.of(commit.revision(), Bytes.of(bytes("not json\n")));

        assertThat(registry.verify().problems())
                .singleElement()
                .asString()
                .contains("journal model/flights, commit 1 (")
                .contains("not JSON");
    }

    @Test
    void failsWhereTheStoreFailsInsteadOfReportingDamage() {
        register(registry.model("flights"), "1.0.0");
        way.blobsDown = true;

        assertThatThrownBy(registry::verify)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the blob server is down");
    }
}
