package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Copies.assertBeginning;
import static dev.modelregistry.core.Copies.assertIdentical;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Copied;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Verification;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A copy has the same history, byte by byte, and answers the same questions. */
class CopyTest extends TwoGrounds {
    @Test
    void hasEachCommitWithItsBytesAndEachBlobThatOneNames() {
        Copies.live(from);
        Verification original = from.verify();

        Copied copied = from.copyTo(to);

        assertIdentical(there.memory, here.memory);
        assertThat(to.verify()).isEqualTo(original);
        assertThat(copied.verified()).isEqualTo(original);
        assertThat(copied.journals()).isEqualTo(4);
        assertThat(copied.commits()).isEqualTo(original.commits());
        assertThat(copied.blobs()).as("equal bytes are one blob").isEqualTo(9).isEqualTo(original.blobs());
        assertThat(writing.blobsPut).hasValue(9);
        long size = Copies.journals(here.memory).stream()
                        .flatMap(journal -> Copies.commits(here.memory, journal).stream())
                        .mapToLong(commit -> commit.bytes().size())
                        .sum()
                + here.memory.blobs().list(Digest.ZERO, 100).stream()
                        .mapToLong(blob -> blob.size())
                        .sum();
        assertThat(copied.bytes()).isEqualTo(size);
    }

    @Test
    void answersLikeTheOriginal() {
        Copies.live(from);

        from.copyTo(to);

        assertThat(to.models())
                .extracting(RegisteredModel::name)
                .isEqualTo(from.models().stream().map(RegisteredModel::name).toList());
        RegisteredModel original = from.model("Flights");
        RegisteredModel copy = to.model("Flights");
        assertThat(copy.history()).containsExactlyElementsOf(original.history().toList());
        assertThat(copy.versions()).isEqualTo(original.versions());
        assertThat(copy.tags()).isEqualTo(original.tags());
        assertThat(copy.aliases()).isEqualTo(original.aliases());
        assertThat(copy.lastGood()).isEqualTo(original.lastGood());
        ModelVersion live = to.resolve("models:/Flights/Production");
        assertThat(live.artifact("model.bin").path()).hasContent("first");
        assertThat(live.description()).contains("Distance only.");
        assertThat(to.versionsTagged("team", "dev")).containsExactly(live);
        assertThat(to.model("large").version(1).descriptor().environment().get("e"))
                .hasSize(70_000);
        assertThat(to.model("gone").exists()).isFalse();
        to.model("gone").restore(because("needed"));
        assertThat(to.versionsTagged("team", "dev")).hasSize(2);
    }

    @Test
    void goesOnByItself() {
        Copies.live(from);
        from.copyTo(to);

        ModelVersion next = register(to.model("Flights"), "2.0.0");

        assertThat(next.number()).isEqualTo(3);
        assertThat(to.model("Flights")
                        .register(
                                draft -> draft.version("9.9.9")
                                        .artifact("model.bin", bytes("first"))
                                        .artifact("labels.txt", bytes("a\nb\n")),
                                because("first").requestKey("nightly-1")))
                .as("request keys are known")
                .isEqualTo(to.model("Flights").version(1));
        assertThat(to.verify().problems()).isEmpty();
        assertThat(to.id()).isEqualTo(there.memory.registryId()).isNotEqualTo(from.id());
    }

    @Test
    void leavesBehindWhatNoCommitNames() throws Exception {
        register(from.model("flights"), "1.0.0");
        Digest orphan = here.memory.blobs().put(Bytes.utf8("nobody's").stream()).digest();

        from.copyTo(to);

        assertThat(there.memory.blobs().find(orphan)).isEmpty();
    }

    @Test
    void isEmptyIfTheOriginalIs() {
        assertThat(from.copyTo(to)).isEqualTo(new Copied(0, 0, 0, 0, new Verification(0, 0, 0, List.of())));
    }

    @Test
    void isNotWrittenToAgainWhenItIsComplete() {
        Copies.live(from);
        Copied first = from.copyTo(to);
        int appends = writing.appends.get();

        Copied second = from.copyTo(to);

        assertThat(second).isEqualTo(new Copied(0, 0, 0, 0, first.verified()));
        assertThat(writing.appends).hasValue(appends);
        assertThat(writing.blobsPut).hasValue(9);
    }

    @Test
    void getsTheRestOfAnOriginalThatHasGrown() {
        Copies.live(from);
        Copied first = from.copyTo(to);
        register(from.model("Flights"), "2.0.0");
        register(from.model("new"), "2.0.0");
        from.model("gone").restore(because("needed"));

        Copied second = from.copyTo(to);

        assertThat(second.journals()).isEqualTo(3);
        assertThat(second.commits()).isEqualTo(3);
        assertThat(second.blobs()).isEqualTo(1);
        assertThat(second.verified().commits()).isEqualTo(first.commits() + 3);
        assertIdentical(there.memory, here.memory);
    }

    @Test
    void doesNotSendABlobThatIsThere() throws Exception {
        register(from.model("flights"), "1.0.0");
        there.memory.blobs().put(Bytes.utf8("weights of 1.0.0").stream());

        Copied copied = from.copyTo(to);

        assertThat(copied.blobs()).isZero();
        assertThat(copied.verified().blobs()).isEqualTo(1);
        assertThat(writing.blobsPut).hasValue(0);
    }

    @Test
    void takesABlobOutOfTheTrash() throws Exception {
        ModelVersion version = register(from.model("flights"), "1.0.0");
        Digest blob = version.artifact("model.bin").digest();
        there.memory.blobs().put(Bytes.utf8("weights of 1.0.0").stream());
        assertThat(Trash.trash(there.memory, blob)).isTrue();

        from.copyTo(to);

        assertThat(there.memory.blobs().find(blob)).isPresent();
    }

    @Test
    void isAsGoodAnOriginal() {
        Copies.live(from);
        try (Ground last = new Ground()) {
            from.copyTo(to);
            to.copyTo(last.open());

            assertIdentical(last.memory, here.memory);
            assertThat(last.open().verify()).isEqualTo(from.verify());
        }
    }

    @Test
    void keepsBytesThatThisLibraryWouldWriteInAnotherWay() {
        register(from.model("flights"), "1.0.0");
        JournalId id = JournalId.of(from.model("flights").name());
        CommitBytes first = Copies.commits(here.memory, id).get(0);
        CommitBytes strange = CommitBytes.of(
                2,
                Bytes.utf8(
                        "{ \"events\": 1, \"v\": 1, \"journal\": \"model/flights\", \"revision\": 2, \"previous\": \""
                                + first.hash().hex()
                                + "\", \"append\": \"another library's\", \"request\": null, \"time\": 32503680000000000,"
                                + " \"actor\": \"bob\", \"reason\": \"later\", \"basis\": {}, \"comment\": \"\\u0041\" }\n"
                                + "{ \"critical\": false, \"type\": \"model.praised\", \"stars\": 5.0 }\n"));
        here.memory.journals().append(id, first.head(), List.of(strange), List.of());

        from.copyTo(to);

        assertThat(Copies.commits(there.memory, id)).containsExactly(first, strange);
    }

    @Test
    void hasWhatWasCommittedBeforeAndEndsThoughOthersGoOn() {
        register(from.model("a model that comes first"), "1.0.0");
        RegisteredModel growing = from.model("flights");
        for (int i = 0; i < 3; i++) {
            register(growing, "1.0." + i);
        }
        writing.beforeBlobPut = () -> register(growing, "2.0." + writing.blobsPut.get());
        writing.beforeAppend = () -> register(growing, "3.0." + writing.appends.get());

        Copied copied = from.copyTo(to);

        assertThat(copied.commits()).isEqualTo(1 + 3);
        assertBeginning(there.memory, here.memory);
        assertThat(to.model("flights").revision()).isEqualTo(3);
    }

    @Test
    void comesInBatchesOfBoundedSize() {
        Copies.grow(from.model("tagged"), 250);
        from.copyTo(to);
        assertThat(writing.appends).hasValue(3);

        RegisteredModel large = from.model("large");
        for (int i = 0; i < 12; i++) {
            int number = i;
            large.register(
                    draft -> draft.version("1.0." + number).environment("e", "x".repeat(60_000)), because("large"));
        }
        from.copyTo(to);

        assertThat(writing.appends).as("five of them are more than 256 KiB").hasValue(3 + 3);
        assertIdentical(there.memory, here.memory);
    }

    @Test
    void isSeenByEveryHandleOnTheTargetAtOnce() {
        ModelRegistry hour = to.with(Freshness.bounded(Duration.ofHours(1)));
        ModelRegistry pinned = to.with(Freshness.pinned());
        assertThat(hour.model("flights").exists()).isFalse();
        assertThat(pinned.model("flights").exists()).isFalse();
        register(from.model("flights"), "1.0.0");

        from.copyTo(to);

        assertThat(hour.model("flights").versions()).hasSize(1);
        register(from.model("flights"), "1.1.0");
        from.copyTo(to);
        assertThat(pinned.model("flights").versions()).hasSize(2);
        assertThat(to.model("flights").versions()).hasSize(2);
    }

    @Test
    void isHeardByWatchesOnTheTarget() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ModelRegistry watched = there.open(writing, settings -> settings.pollInterval(Duration.ofHours(1)));
        watched.model("flights").watch(commit -> heard.add(commit.reason()));
        register(from.model("flights"), "1.0.0");
        register(from.model("flights"), "1.1.0");

        from.copyTo(watched);

        assertThat(heard.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("trained 1.0.0");
        assertThat(heard.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo("trained 1.1.0");
    }

    @Test
    void opensQuicklyFromASnapshotOfItsOwn() {
        Copies.grow(from.model("long"), 130);
        Copies.grow(from.model("short"), 63);

        from.copyTo(to);

        JournalId id = JournalId.of(from.model("long").name());
        Head head = there.memory.journals().heads(List.of(id)).get(id);
        assertThat(there.memory.journals().latestSnapshot(id, Long.MAX_VALUE))
                .hasValueSatisfying(snapshot -> assertThat(snapshot.at()).isEqualTo(head));
        assertThat(writing.snapshotsPut).hasValue(1);
        FaultyStore cold = there.way();
        assertThat(there.open(cold).model("long").tags()).containsEntry("k", "v130");
        assertThat(cold.commitsRead).hasValueLessThan(5);

        from.copyTo(to);

        assertThat(writing.snapshotsPut).as("there is one").hasValue(1);
    }

    @Test
    void doesNotNeedTheOriginalAnyMore() {
        Copies.live(from);
        from.copyTo(to);

        from.close();

        assertThat(to.resolve("models:/large/1").description()).contains("Large.");
    }
}
