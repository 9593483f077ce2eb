package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With heads that were kept elsewhere, what was cut off or written anew is found, too. */
class CheckpointTest {
    private static final JournalId FLIGHTS = new JournalId("model", "flights");
    private static final JournalId HOTELS = new JournalId("model", "hotels");
    private static final CheckpointSigner SIGNER = CheckpointSigner.generate("example.com/registry");
    private static final TrustedKey KEY = SIGNER.trustedKey();

    private final Ground ground = new Ground();
    private final SettableClock clock = new SettableClock();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way, builder -> builder.clock(clock));

    @BeforeEach
    void someHistory() {
        for (int i = 0; i < 3; i++) {
            register(registry.model("flights"), "1.0." + i);
        }
        register(registry.model("hotels"), "1.0.0");
        registry.model("hotels").delete(because("hidden, and its journal stays"));
        registry.settings()
                .define(Pipeline.standard().toBuilder("fraud").models("fraud-*").build(), because("the rules"));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private Head head(JournalId journal) {
        return ground.memory.journals().heads(List.of(journal)).getOrDefault(journal, Head.NONE);
    }

    /** What somebody who can write everywhere puts in place of the journals, with a look of health. */
    private void replaceJournals(BiFunction<JournalId, List<CommitBytes>, List<CommitBytes>> journals) {
        MemoryStore other = new MemoryStore();
        for (JournalId journal : List.of(FLIGHTS, HOTELS, JournalId.SETTINGS)) {
            List<CommitBytes> commits = journals.apply(
                    journal, ground.memory.journals().read(journal, 0, 100).commits());
            if (!commits.isEmpty()) {
                other.journals().append(journal, Head.NONE, commits, List.of());
            }
        }
        way.ground = other.journals();
    }

    /** The same commits but for a text, each naming the one before by the hash that it has now. */
    private static List<CommitBytes> rewritten(List<CommitBytes> commits, String part, String by) {
        List<CommitBytes> all = new ArrayList<>();
        for (CommitBytes commit : commits) {
            String text = commit.bytes().utf8().replace(part, by);
            if (!all.isEmpty()) {
                int last = all.size() - 1;
                text = text.replace(
                        commits.get(last).hash().hex(), all.get(last).hash().hex());
            }
            all.add(CommitBytes.of(commit.revision(), Bytes.utf8(text)));
        }
        return all;
    }

    @Test
    void statesWhereEachJournalEnds() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);

        assertThat(checkpoint.heads())
                .containsExactly(
                        Map.entry(FLIGHTS, head(FLIGHTS)),
                        Map.entry(HOTELS, head(HOTELS)),
                        Map.entry(JournalId.SETTINGS, head(JournalId.SETTINGS)));
        assertThat(head(FLIGHTS).revision()).isEqualTo(3);
        assertThat(checkpoint.registry()).isEqualTo(registry.id());
        assertThat(checkpoint.time()).isEqualTo(SettableClock.START);
        assertThat(checkpoint.origin()).isEqualTo("model-registry/" + registry.id() + "/2030-01-01T00:00:00Z");
        assertThat(Checkpoint.parse(checkpoint.toText())).isEqualTo(checkpoint);
        checkpoint.requireSignedBy(KEY);
    }

    @Test
    void findsNothingWrongWhereThereIsOnlyMore() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);
        Checkpoint ofNothing = Checkpoint.of(registry.id(), checkpoint.time(), Map.of(), SIGNER);
        register(registry.model("flights"), "2.0.0");
        register(registry.model("trains"), "1.0.0");
        way.access = Access.READ_ONLY;

        assertThat(registry.verify(checkpoint, KEY))
                .isEqualTo(registry.verify())
                .satisfies(found -> assertThat(found.problems()).isEmpty());
        assertThat(registry.verify(registry.checkpoint(SIGNER), KEY).isIntact()).isTrue();
        assertThat(registry.verify(ofNothing, KEY).isIntact()).isTrue();
    }

    @Test
    void findsThatTheEndOfAJournalWasCutOff() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);
        Head last = head(FLIGHTS);
        replaceJournals((journal, commits) -> journal.equals(FLIGHTS) ? commits.subList(0, 2) : commits);
        ModelRegistry cut = ground.open(way);

        assertThat(cut.verify().problems()).as("without the checkpoint").isEmpty();
        assertThat(cut.verify(checkpoint, KEY).problems())
                .containsExactly("journal model/flights ends at revision 2 ("
                        + way.ground.heads(List.of(FLIGHTS)).get(FLIGHTS).hash()
                        + "); the checkpoint of 2030-01-01T00:00:00Z has revision 3 (" + last.hash()
                        + "): commits were lost");
    }

    @Test
    void findsThatAWholeJournalIsGone() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);
        Head hotels = head(HOTELS);
        Head settings = head(JournalId.SETTINGS);
        replaceJournals((journal, commits) -> journal.equals(FLIGHTS) ? commits : List.of());
        ModelRegistry cut = ground.open(way);

        assertThat(cut.verify().problems()).as("without the checkpoint").isEmpty();
        assertThat(cut.verify(checkpoint, KEY).problems())
                .containsExactly(
                        "journal model/hotels is gone; the checkpoint of 2030-01-01T00:00:00Z has revision 2 ("
                                + hotels.hash() + ")",
                        "journal settings/registry is gone; the checkpoint of 2030-01-01T00:00:00Z has revision 1 ("
                                + settings.hash() + ")");
    }

    @Test
    void findsThatHistoryWasRewrittenAndItsHashesToo() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);
        Digest known = head(FLIGHTS).hash();
        replaceJournals((journal, commits) -> rewritten(commits, "trained 1.0.0", "trained by nobody"));
        ModelRegistry forged = ground.open(way);
        register(forged.model("flights"), "2.0.0");

        assertThat(forged.verify().problems()).as("without the checkpoint").isEmpty();
        assertThat(forged.verify(checkpoint, KEY).problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).endsWith(": history was rewritten"))
                .first()
                .asString()
                .startsWith("journal model/flights, commit 3 has the hash sha256:")
                .contains("; the checkpoint of 2030-01-01T00:00:00Z has revision 3 (" + known + ")");
    }

    @Test
    void tellsDamageBesideLoss() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);
        replaceJournals((journal, commits) -> journal.equals(HOTELS) ? List.of() : commits);
        way.commitsAsRead = (journal, commit) -> journal.equals(FLIGHTS) && commit.revision() == 1
                ? CommitBytes.of(1, Bytes.utf8(commit.bytes().utf8().replace("trained", "drained")))
                : commit;

        assertThat(ground.open(way).verify(checkpoint, KEY).problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).startsWith("journal model/flights: commit 2 names "))
                .anySatisfy(problem -> assertThat(problem).startsWith("journal model/hotels is gone"));
    }

    @Test
    void refusesWhatItCannotBelieveBeforeItReadsAnything() {
        Checkpoint checkpoint = registry.checkpoint(SIGNER);
        Checkpoint foreign = Checkpoint.of("another", checkpoint.time(), checkpoint.heads(), SIGNER);
        TrustedKey other = CheckpointSigner.generate("example.com/registry").trustedKey();
        way.down = true;

        assertThatThrownBy(() -> registry.verify(checkpoint, other))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("checkpoint " + checkpoint + " is signed by example.com/registry+")
                .hasMessageContaining("; expected example.com/registry+");
        assertThatThrownBy(() -> registry.verify(checkpoint)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> registry.verifyCopy(checkpoint, other)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> registry.verify(foreign, KEY))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("checkpoint " + foreign + " is of registry another; this is " + registry
                        + ". If this is a copy of that registry, call verifyCopy");
        assertThatThrownBy(() -> registry.verify(checkpoint, KEY)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> registry.checkpoint(SIGNER)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void verifiesACopyByTheOriginalsCheckpointWhenAskedTo() {
        try (Ground there = new Ground()) {
            ModelRegistry copy = there.open();
            registry.copyTo(copy);
            Checkpoint then = registry.checkpoint(SIGNER);
            register(registry.model("flights"), "2.0.0");
            Checkpoint now = registry.checkpoint(SIGNER);

            assertThatThrownBy(() -> copy.verify(then, KEY)).isInstanceOf(InvalidInputException.class);
            assertThat(copy.verifyCopy(then, KEY).problems()).isEmpty();
            assertThat(copy.verifyCopy(now, KEY).problems())
                    .singleElement()
                    .asString()
                    .startsWith("journal model/flights ends at revision 3 (");
            registry.copyTo(copy);
            assertThat(copy.verifyCopy(now, KEY).problems()).isEmpty();
        }
    }

    @Test
    void isBelievedByAnyOfSeveralKeys() {
        CheckpointSigner auditor = CheckpointSigner.generate("example.org/auditor");
        Checkpoint checkpoint = registry.checkpoint(SIGNER).alsoSignedBy(auditor);
        TrustedKey old = CheckpointSigner.generate("example.com/registry").trustedKey();

        assertThat(registry.verify(checkpoint, auditor.trustedKey()).isIntact()).isTrue();
        assertThat(registry.verify(checkpoint, old, KEY).isIntact()).isTrue();
    }
}
