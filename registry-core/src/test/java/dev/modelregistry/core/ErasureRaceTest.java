package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.ErasureTest.DESCRIPTION;
import static dev.modelregistry.core.ErasureTest.MODEL;
import static dev.modelregistry.core.ErasureTest.TEXT;
import static dev.modelregistry.core.ErasureTest.WEIGHTS;
import static dev.modelregistry.core.ErasureTest.assertGone;
import static dev.modelregistry.core.ErasureTest.register;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Comment;
import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.FaultyStore.Fault;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.id.Digest;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Part;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Erasing while others write, read, erase, or while the process dies. */
@Timeout(value = Ground.BOUND_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ErasureRaceTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegistryStorage storage = registry.storage();
    private final RegisteredModel flights = registry.model("flights");
    private final ModelVersion version = register(flights, "1.0.0");
    private final Erasure model = Erasure.of(version, MODEL);
    /** Another process. */
    private final FaultyStore otherWay = ground.way();

    private final ModelRegistry other = ground.open(otherWay);

    @AfterEach
    void close() {
        ground.close();
    }

    private void assertIntact() {
        assertThat(registry.verify().problems()).isEmpty();
    }

    private ModelVersion registerWeights(ModelRegistry by) {
        return by.model("flights")
                .register(draft -> draft.version("2.0.0").artifact("model.bin", bytes("weights")), because("again"));
    }

    private static void once(FaultyStore way, Runnable action) {
        way.afterTrash = () -> {
            way.afterTrash = () -> {};
            action.run();
        };
    }

    @Test
    void anErasureThatBrokeOffIsFinishedByTheSameCall() {
        Erasure text = Erasure.of(version, DESCRIPTION);
        once(way, () -> {
            throw new StoreUnavailableException("killed");
        });
        assertThatThrownBy(() -> storage.erase(text, because("request"))).hasMessage("killed");
        assertThatThrownBy(version::description).hasMessageContaining("was erased by alice");
        assertIntact();

        assertThat(storage.erase(text, because("request")).gone()).containsExactly(TEXT);

        assertGone(way, TEXT);
        assertThat(flights.history().flatMap(commit -> commit.events().stream()))
                .filteredOn(VersionErased.class::isInstance)
                .as("said once")
                .hasSize(1);
    }

    @Test
    void anErasureThatBrokeOffAtItsVeryEndIsRepeatedInVain() {
        way.afterPurge = () -> {
            way.afterPurge = () -> {};
            throw new OutcomeUnknownException("cut", new IllegalStateException());
        };
        assertThatThrownBy(() -> storage.erase(model, because("request"))).hasMessage("cut");

        assertThat(storage.erase(model, because("request")).gone()).containsExactly(WEIGHTS);
        assertGone(way, WEIGHTS);
        assertIntact();
    }

    @Test
    void anErasureOfUnknownOutcomeIsFinishedByTheSameCall() {
        way.next(Fault.UNKNOWN_BUT_DONE, Fault.FAILS, Fault.FAILS, Fault.FAILS, Fault.FAILS);
        assertThatThrownBy(() -> storage.erase(model, because("request"))).isInstanceOf(OutcomeUnknownException.class);
        assertThat(way.blobs().find(WEIGHTS)).as("not before it is known").isPresent();

        way.next(Fault.NONE, Fault.NONE, Fault.NONE);
        assertThat(storage.erase(model, because("request")).gone()).containsExactly(WEIGHTS);

        assertGone(way, WEIGHTS);
        assertIntact();
    }

    @Test
    void ofSeveralModelsTheRestIsErasedByTheSameCall() {
        ModelVersion hotel = register(registry.model("hotels"), "1.0.0");
        Erasure both = model.and(hotel, MODEL);
        way.next(Fault.NONE, Fault.FAILS);
        assertThatThrownBy(() -> storage.erase(both, because("request"))).isInstanceOf(StoreUnavailableException.class);
        assertThat(hotel.artifact("model.bin").open()).hasContent("weights");

        storage.erase(both, because("request"));

        assertGone(way, WEIGHTS);
        assertIntact();
    }

    @Test
    void whoRegistersTheSameBytesBetweenTrashAndPurgeKeepsThem() {
        once(way, () -> registerWeights(other));

        ErasureReport report = storage.erase(model, because("request"));

        assertThat(report.gone()).isEmpty();
        assertThat(report.kept()).containsOnlyKeys(WEIGHTS);
        assertThat(flights.version("2.0.0").artifact("model.bin").open()).hasContent("weights");
        assertThatThrownBy(() -> version.artifact("model.bin").open()).hasMessageContaining("was erased");
        assertIntact();
    }

    @Test
    void whoHasStoredTheSameBytesAndCommitsOnlyThenStoresThemAgain() {
        otherWay.beforeAppend = () -> {
            otherWay.beforeAppend = () -> {};
            assertThat(storage.erase(model, because("request")).gone()).containsExactly(WEIGHTS);
        };

        ModelVersion again = registerWeights(other);

        assertThat(again.artifact("model.bin").open()).hasContent("weights");
        assertIntact();
    }

    @Test
    void whoSaysTheSameWordsMeanwhileIsHeard() {
        flights.comment(version, "ask Jane");
        otherWay.beforeAppend = () -> {
            otherWay.beforeAppend = () -> {};
            storage.erase(Erasure.of(version, Part.comment(1)), because("request"));
        };

        Comment again = other.model("flights").comment(version, "ask Jane");

        assertThat(again.number()).isEqualTo(2);
        assertThat(again.text()).contains("ask Jane");
        assertThat(flights.comments(version).get(0).text()).isEmpty();
        assertIntact();
    }

    @Test
    void whoCopiesTheSameBytesMeanwhileHasThem() {
        Ground elsewhere = new Ground();
        ModelVersion original = registerWeights(elsewhere.open());
        otherWay.beforeAppend = () -> {
            otherWay.beforeAppend = () -> {};
            storage.erase(model, because("request"));
        };

        ModelVersion copy = other.model("copies").registerCopy(original, because("needed"));

        assertThat(copy.artifact("model.bin").open()).hasContent("weights");
        assertIntact();
        elsewhere.close();
    }

    @Test
    void aRunWhoseFileWasErasedBeforeItWasNamedIsTold() {
        TrainingRun run = other.startRun("flights");
        run.artifact("weights", bytes("weights"));
        storage.erase(model, because("request"));

        assertThatThrownBy(run::flush)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("run " + run.id() + " has lost artifact 'weights': purged or erased before the run could"
                        + " be saved; all else is saved, store that again");
        assertIntact();
        run.artifact("weights", bytes("weights"));
        run.complete();
        run.close();

        assertThat(registry.run(run.id()).artifact("weights").open()).hasContent("weights");
        assertIntact();
    }

    /** Bytes that were nowhere but here cannot be stored again; then erasing them there, too, makes it whole. */
    @Test
    void aVersionOfWhichAFileIsGoneForGoodIsToldAndCanBeMended() {
        otherWay.beforeAppend = () -> {
            otherWay.beforeAppend = () -> {};
            storage.erase(model, because("request"));
        };
        assertThatThrownBy(() -> other.model("late")
                        .register(
                                draft -> draft.version("1.0.0").artifact("model.bin", version.artifact("model.bin")),
                                because("reused")))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("model/late has the commit, but the same bytes were erased meanwhile:")
                .hasMessageEndingWith("or erase them here, too");
        assertThat(registry.verify().problems()).hasSize(1);

        storage.erase(Erasure.of(registry.model("late").version(1), MODEL), because("request"));

        assertIntact();
    }

    @Test
    void aReaderThatBringsTheBytesBackDoesNotKeepThem() {
        AtomicInteger back = new AtomicInteger();
        way.afterTrash = () -> {
            if (back.incrementAndGet() <= 3) {
                otherWay.blobs().renew(WEIGHTS);
            }
        };

        assertThat(storage.erase(model, because("request")).gone()).containsExactly(WEIGHTS);

        assertThat(back).hasValue(4);
        assertGone(way, WEIGHTS);
    }

    @Test
    void whatIsAlwaysBroughtBackIsToldAndNotTriedForEver() {
        way.afterTrash = () -> otherWay.blobs().renew(WEIGHTS);

        assertThatThrownBy(() -> storage.erase(model, because("request")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("something brings them back. Do the same once more");

        way.afterTrash = () -> {};
        storage.erase(model, because("request"));
        assertGone(way, WEIGHTS);
    }

    @RepeatedTest(20)
    void twoThatEraseTheSameBothSucceed() {
        List<ModelRegistry> erasers = List.of(registry, other);

        List<ErasureReport> reports =
                Race.all(2, racer -> erasers.get(racer).storage().erase(model, because("request " + racer)));

        assertThat(reports).allSatisfy(report -> assertThat(report.gone()).containsExactly(WEIGHTS));
        assertGone(way, WEIGHTS);
        assertThat(flights.erased(version)).hasSize(1);
        assertIntact();
    }

    /** Whoever is first: the new version has its bytes, and the old one does not. */
    @RepeatedTest(50)
    void erasingAndRegisteringAtTheSameTimeLoseNothing() {
        Race.all(2, racer -> racer == 0 ? eraseOrRefuse() : registerWeights(other));

        assertThat(flights.version("2.0.0").artifact("model.bin").open()).hasContent("weights");
        assertIntact();
    }

    private Object eraseOrRefuse() {
        try {
            return storage.erase(model, because("request"));
        } catch (RejectedException namedElsewhere) {
            return namedElsewhere;
        }
    }

    @Test
    void whatCannotBeLookedAtIsNotErased() {
        Digest damaged = Digest.of(bytes("x"));
        way.slicesAsRead = slice -> {
            throw new CorruptStoreException("commit " + damaged + " is damaged");
        };

        assertThatThrownBy(() -> storage.erase(model, because("request"))).hasMessageContaining("is damaged");

        assertThat(way.blobs().find(WEIGHTS)).isPresent();
    }
}
