package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A copy that cannot be right is refused, and nothing is written that would have to be undone. */
class CopyRefusalTest extends TwoGrounds {
    private static final JournalId FLIGHTS = JournalId.parse("model/flights");

    private Head headHere() {
        return here.memory.journals().heads(List.of(FLIGHTS)).getOrDefault(FLIGHTS, Head.NONE);
    }

    private Head headThere() {
        return there.memory.journals().heads(List.of(FLIGHTS)).getOrDefault(FLIGHTS, Head.NONE);
    }

    private void assertConflictAndNothingWritten(String... parts) {
        int appends = writing.appends.get();
        int blobs = writing.blobsPut.get();
        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll(parts)
                .hasMessageEndingWith("The target has a history of its own: choose an empty target");
        assertThat(writing.appends).hasValue(appends);
        assertThat(writing.blobsPut).hasValue(blobs);
    }

    @Test
    void refusesATargetThatHasAnotherHistory() {
        register(from.model("a model that comes first"), "1.0.0");
        register(from.model("flights"), "1.0.0");
        register(from.model("flights"), "1.1.0");
        register(to.model("flights"), "1.0.0");

        Head first = Copies.commits(here.memory, FLIGHTS).get(0).head();
        assertConflictAndNothingWritten(
                "journal model/flights: the target faulty: has revision 1 ("
                        + headThere().hash() + ")",
                "but the source faulty: has revision 1 (" + first.hash() + ")");
        assertThat(Copies.journals(there.memory)).containsExactly(FLIGHTS);
    }

    @Test
    void refusesATargetThatIsAhead() {
        register(from.model("flights"), "1.0.0");
        from.copyTo(to);
        register(to.model("flights"), "1.1.0");
        register(from.model("other"), "1.0.0");

        assertConflictAndNothingWritten(
                "journal model/flights: the target faulty: has revision 2 ("
                        + headThere().hash() + ")",
                "but the source faulty: ends at revision 1 (" + headHere().hash() + ")");
    }

    @Test
    void refusesATargetThatWentItsOwnWayAfterACopy() {
        register(from.model("flights"), "1.0.0");
        from.copyTo(to);
        register(to.model("flights"), "1.1.0");
        register(from.model("flights"), "1.1.0");
        register(from.model("flights"), "1.2.0");

        assertConflictAndNothingWritten("the target faulty: has revision 2", "source faulty: has revision 2");
    }

    @Test
    void refusesATargetWithAModelThatTheSourceDoesNotHave() {
        register(from.model("a model that comes first"), "1.0.0");
        register(to.model("flights"), "1.0.0");

        assertConflictAndNothingWritten("source faulty: ends at revision 0 (" + Digest.ZERO + ")");
    }

    @Test
    void noticesSomebodyWhoWritesToTheTargetMeanwhile() {
        register(from.model("flights"), "1.0.0");
        ModelRegistry somebody = there.open();
        writing.beforeAppend = () -> register(somebody.model("flights"), "9.0.0");

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("journal model/flights: the target faulty: has revision 1");
        assertThat(headThere().revision()).isEqualTo(1);
    }

    @Test
    void noticesSomebodyWhoWritesToTheTargetBehindTheCopy() {
        register(from.model("flights"), "1.0.0");
        ModelRegistry somebody = there.open();
        writing.afterAppend = () -> register(somebody.model("flights"), "9.0.0");

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("the target faulty: has revision 2")
                .hasMessageContaining("the source faulty: ends at revision 1");
    }

    @Test
    void refusesTheSameRegistryByWhicheverHandle() {
        register(from.model("flights"), "1.0.0");

        for (ModelRegistry same : List.of(from, from.as("bob"), here.open())) {
            assertThatThrownBy(() -> from.copyTo(same))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(from + " cannot be copied into itself; choose another target");
        }
    }

    @Test
    void refusesARegistryThatIsNotOurs() {
        ModelRegistry foreign = (ModelRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ModelRegistry.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("toString");
                    return "somebody's registry";
                });

        assertThatThrownBy(() -> from.copyTo(foreign))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("somebody's registry is not a registry that this library opened");
    }

    @Test
    void refusesARegistryThatIsClosed() {
        to.close();
        assertThatThrownBy(() -> from.copyTo(to)).isInstanceOf(RegistryClosedException.class);
        from.close();
        assertThatThrownBy(() -> from.copyTo(there.open())).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void refusesATargetThatMayOnlyBeReadUnlessNothingIsMissing() {
        Copies.grow(from.model("flights"), 100);
        from.copyTo(there.open());
        writing.access = Access.READ_ONLY;

        assertThat(from.copyTo(to).commits()).isZero();

        from.model("flights").tag("k", "new", because("x"));
        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(RejectedException.class)
                .hasMessage("the store is mounted read-only; write on the host that owns it");
        assertThat(headThere().revision()).isEqualTo(100);
    }

    @Test
    void copiesFromASourceThatMayOnlyBeRead() {
        register(from.model("flights"), "1.0.0");
        reading.access = Access.READ_ONLY;

        from.copyTo(to);

        Copies.assertIdentical(there.memory, here.memory);
    }

    /** A model with an artifact, a text and a large descriptor, behind one that is whole. */
    private ModelVersion two() {
        register(from.model("flights"), "1.0.0");
        from.copyTo(to);
        return from.model("flights")
                .register(
                        draft -> draft.version("2.0.0")
                                .artifact("model.bin", bytes("weights"))
                                .description("A text.")
                                .environment("e", "x".repeat(70_000)),
                        because("second"));
    }

    private void assertCorrupt(Digest blob, String... parts) {
        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("journal model/flights, version 2")
                .hasMessageContaining(blob.toString())
                .hasMessageContainingAll(parts);
        assertThat(headThere().revision()).as("what names it is not there").isEqualTo(1);
        assertThat(to.verify().problems()).isEmpty();
        reading.missingBlobs.clear();
        reading.damagedBlobs.clear();
    }

    private ModelRegistry cold() {
        return there.open(writing);
    }

    @Test
    void namesABlobOfTheSourceThatIsMissingOrDamaged() {
        ModelVersion two = two();
        List<Digest> blobs = List.of(
                two.artifact("model.bin").digest(), two.descriptor().texts().get("description"));
        for (Digest blob : blobs) {
            reading.missingBlobs.add(blob);
            assertCorrupt(blob, " is gone: no blob ");
            reading.damagedBlobs.add(blob);
            assertCorrupt(blob, "blob " + blob + " has other bytes");
        }
        reading.missingBlobs.add(two.digest());
        assertCorrupt(two.digest(), "the descriptor of ", " is gone: no blob ");

        from.copyTo(cold());

        Copies.assertIdentical(there.memory, here.memory);
    }

    @Test
    void namesADescriptorOfTheSourceThatIsDamaged() {
        ModelVersion two = two();
        reading.damagedBlobs.add(two.digest());

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(two.digest().toString());
        assertThat(headThere().revision()).isEqualTo(1);
    }

    @Test
    void believesNoSourceThatGivesOtherBytesForABlob() {
        ModelVersion two = two();
        Digest blob = two.artifact("model.bin").digest();
        reading.blobsAsRead = (digest, content) -> digest.equals(blob) ? Bytes.utf8("weighty").stream() : content;

        assertCorrupt(blob, "has the digest " + Bytes.utf8("weighty").digest());
    }

    @Test
    void appendsNothingOfACommitThatDoesNotFollow() {
        register(from.model("flights"), "1.0.0");
        register(from.model("flights"), "1.1.0");
        reading.commitsAsRead = (journal, commit) -> commit.revision() == 1
                ? CommitBytes.of(1, Bytes.utf8(commit.bytes().utf8().replace("trained 1.0.0", "trained by nobody")))
                : commit;

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("journal model/flights: commit 2 names ");
        assertThat(Copies.journals(there.memory)).isEmpty();
    }

    @Test
    void appendsNothingOfACommitThatItMustNotPassOver() {
        register(from.model("flights"), "1.0.0");
        CommitBytes first = Copies.commits(here.memory, FLIGHTS).get(0);
        String newer = first.bytes()
                .utf8()
                .lines()
                .findFirst()
                .orElseThrow()
                .replace("\"revision\":1", "\"revision\":2")
                .replaceAll("\"events\":\\d", "\"events\":1");
        here.memory
                .journals()
                .append(
                        FLIGHTS,
                        first.head(),
                        List.of(CommitBytes.of(2, Bytes.utf8(newer + "\n{\"type\":\"model.merged\"}\n"))),
                        List.of());

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("model.merged");
        assertThat(Copies.journals(there.memory)).isEmpty();
    }

    @Test
    void noticesThatTheSourceLostCommitsMeanwhile() {
        register(from.model("flights"), "1.0.0");
        writing.beforeBlobPut = () -> {
            throw new AssertionError("nothing can be read");
        };
        reading.slicesAsRead = slice -> new Slice(slice.head(), List.of());

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(
                        "ends at revision 0, but its head was 1 (" + headHere().hash() + ")");
    }

    @Test
    void noticesThatTheTargetLostCommitsMeanwhile() {
        register(from.model("flights"), "1.0.0");
        try (Ground empty = new Ground()) {
            writing.afterAppend = () -> writing.ground = empty.memory.journals();

            assertThatThrownBy(() -> from.copyTo(to))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessage("journal model/flights of faulty: ends at revision 0 (" + Digest.ZERO + ") after 1 ("
                            + headHere().hash() + ") was copied: commits were lost");
        }
    }

    @Test
    void tellsWhatTheVerificationOfTheTargetFinds() {
        two();
        from.copyTo(to);
        there.memory
                .journals()
                .putSnapshot(FLIGHTS, new Snapshot(new Head(7, Digest.of(new byte[] {1})), Bytes.utf8("{}")));

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith(
                        "everything was copied, but the verification of faulty: found 1 problems: journal"
                                + " model/flights ends at revision 2, but there is a snapshot of revision 7")
                .hasMessageEndingWith("Choose another target");
    }

    @Test
    void tellsTheFirstOfManyProblemsOfTheTarget() {
        for (int i = 0; i < 5; i++) {
            register(from.model("flights"), "1.0." + i);
        }
        from.copyTo(to);
        from.model("flights")
                .versions()
                .forEach(version ->
                        writing.damagedBlobs.add(version.artifact("model.bin").digest()));

        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("found 5 problems: ")
                .hasMessageContaining("version 3, artifact 'model.bin'")
                .hasMessageNotContaining("version 4")
                .hasMessageEndingWith("; …. Choose another target");
    }
}
