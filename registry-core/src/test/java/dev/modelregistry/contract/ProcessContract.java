package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.head;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Guarantee.G10;
import static dev.modelregistry.contract.Guarantee.G2;
import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G5;
import static dev.modelregistry.contract.Guarantee.G7;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Children.Child;
import dev.modelregistry.contract.Children.Listener;
import dev.modelregistry.contract.StoreFixture.SecondProcess;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Races between child processes, while this process has the store open. A store that other processes cannot share
 * proves just that, in each test: they are refused, or what they write ends up elsewhere.
 */
abstract class ProcessContract extends Grounded {
    private static final Listener COUNTED = (child, words) -> {};

    @Test
    @Tag(JAVADOC)
    void theFixtureDeclaresWhatTheStoreDoes() {
        assertThat(ground.secondProcess() == SecondProcess.SHARES)
                .as("sharing %s obliges the fixture to %s", store.sharing(), SecondProcess.SHARES)
                .isEqualTo(store.sharing() != Sharing.PROCESS);
    }

    private List<Child> run(String task, int times, Listener listener) throws Exception {
        try (Children children = new Children(ground)) {
            List<Child> started = new ArrayList<>();
            // Those who cannot meet prove it alone.
            int processes = ground.secondProcess() == SecondProcess.SHARES ? 3 : 1;
            for (int i = 1; i <= processes; i++) {
                started.add(children.start(task, "child-" + i, times, listener));
            }
            children.race();
            return started;
        }
    }

    /** What holds whatever the task was; true if the children have worked on this ground. */
    private boolean worked(List<Child> children) {
        for (Child child : children) {
            switch (ground.secondProcess()) {
                case SHARES -> {
                    child.assertDone();
                    assertThat(child.registryId())
                            .as("registry of %s", child.name())
                            .isEqualTo(store.registryId());
                }
                case IS_REFUSED -> child.assertRefused();
                case FINDS_ANOTHER -> {
                    child.assertDone();
                    assertThat(child.registryId())
                            .as("registry of %s", child.name())
                            .isNotEmpty()
                            .isNotEqualTo(store.registryId());
                }
            }
        }
        return ground.secondProcess() == SecondProcess.SHARES;
    }

    @Test
    @Tag(G2)
    @Tag(G4)
    @Tag(G5)
    void whatSeveralProcessesAppendStandsThereOnceAndIsReadAtOnce() throws Exception {
        boolean shared = ground.secondProcess() == SecondProcess.SHARES;

        List<Child> children = run("append", 100, (child, words) -> {
            if (shared) {
                long revision = Long.parseLong(words[3]);
                assertThat(head(store.journals(), JOURNAL).revision())
                        .as("head read here after %s was told of revision %s", child.name(), revision)
                        .isGreaterThanOrEqualTo(revision);
            }
        });

        if (!worked(children)) {
            assertThat(store.journals().heads(List.of(JOURNAL)))
                    .as("journals here")
                    .isEmpty();
            return;
        }
        List<Batch> history = Batch.allOf(readAll(store.journals(), JOURNAL));
        assertThat(history)
                .as("batches in the journal, each once")
                .containsExactlyInAnyOrderElementsOf(children.stream()
                        .flatMap(child -> child.batches().stream())
                        .toList())
                .hasSize(300);
        append(store.journals(), JOURNAL, head(store.journals(), JOURNAL), "behind the children's");
    }

    @Test
    @Tag(G10)
    void aCellThatSeveralProcessesCountUpEndsAtTheExactSum() throws Exception {
        List<Child> children = run("increment", 100, COUNTED);

        if (!worked(children)) {
            assertThat(store.cells().read(ChildWriter.COUNTER))
                    .as("the cell here")
                    .isEmpty();
            return;
        }
        assertThat(CellCounter.check(store.cells(), ChildWriter.COUNTER))
                .as("successes of each child")
                .isEqualTo(Map.of("child-1", 100, "child-2", 100, "child-3", 100));
    }

    @Test
    @Tag(G7)
    void aBlobThatSeveralProcessesPutIsKeptOnce() throws Exception {
        List<Child> children = run("put", 20, (child, words) -> {
            if (ground.secondProcess() == SecondProcess.SHARES) {
                Digest digest = Digest.parse(words[1]);
                assertThat(Digest.of(BlobContract.content(store, digest)))
                        .as("content read here")
                        .isEqualTo(digest);
            }
        });

        if (!worked(children)) {
            assertThat(BlobContract.all(store)).as("blobs here").isEmpty();
            return;
        }
        assertThat(BlobContract.all(store)).hasSize(20);
        for (int i = 0; i < 20; i++) {
            byte[] bytes = ChildWriter.blob(i);
            assertThat(BlobContract.content(store, Digest.of(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    @Tag(JAVADOC)
    void ofSeveralProcessesThatCreateAtOnceOneDoesAndTheOthersOpenItsRegistry() throws Exception {
        StoreFixture fresh = fixture();
        try (Children children = new Children(fresh)) {
            List<Child> started = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                started.add(children.start("append", "child-" + i, 1, COUNTED));
            }
            children.race();

            List<String> ids = started.stream()
                    .filter(child -> !child.refused())
                    .map(Child::registryId)
                    .toList();
            assertThat(ids).as("registries that were opened").isNotEmpty().doesNotContain("", store.registryId());
            assertThat(ids.stream().distinct().count())
                    .as("registries that were created: %s", ids)
                    .isEqualTo(fresh.secondProcess() == SecondProcess.FINDS_ANOTHER ? ids.size() : 1);
            if (fresh.secondProcess() != SecondProcess.IS_REFUSED) {
                started.forEach(Child::assertDone);
            }
        } finally {
            fresh.close();
        }
    }

    @Test
    @Tag(JAVADOC)
    void aProcessThatHasEndedLeavesTheGroundToOthers() throws Exception {
        closeStores();

        List<Child> children = new ArrayList<>();
        try (Children processes = new Children(ground)) {
            children.add(processes.start("append", "child-1", 2, COUNTED));
            processes.race();
        }

        children.get(0).assertDone();
        try (RegistryStore after = ground.open()) {
            boolean elsewhere = ground.secondProcess() == SecondProcess.FINDS_ANOTHER;
            assertThat(Batch.allOf(readAll(after.journals(), JOURNAL)))
                    .isEqualTo(elsewhere ? List.of() : children.get(0).batches());
            append(after.journals(), JOURNAL, elsewhere ? Head.NONE : head(after.journals(), JOURNAL), "ours");
        }
    }
}
