package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.core.FaultyStore.Fault;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A copy that cannot be the same version is refused, and one that fails leaves nothing to be seen. */
class VersionCopyRefusalTest extends TrialAndTarget {
    private void assertNothingRegistered() {
        assertThat(prod.exists()).isFalse();
        assertThat(writing.appends).hasValue(0);
    }

    @Test
    void isRefusedWhereTheSemanticVersionIsTaken() {
        ModelVersion original = trained("1.2.0");
        ModelVersion taken = register(prod, "1.2.0");
        int blobs = writing.blobsPut.get();

        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(ConflictException.class)
                .hasMessage("version 1.2.0 of model 'flights' is taken by number 1 with digest " + taken.digest()
                        + "; this one has " + original.digest()
                        + ". Versions never change. A copy keeps its version: register its files as a version of this"
                        + " model instead");
        assertThat(writing.blobsPut).as("told before any file is copied").hasValue(blobs);
    }

    @Test
    void isRefusedWhereTheSemanticVersionPromisesTooLittle() {
        ModelVersion original = trained("1.2.0");
        prod.register(
                draft -> draft.version("1.1.9")
                        .signature(Signature.builder()
                                .input("distance", DataType.FLOAT64)
                                .output("late", DataType.FLOAT32)
                                .build()),
                because("another signature"));
        int blobs = writing.blobsPut.get();

        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(
                        "version 1.2.0 of model 'flights' is too low: behind 1.1.9 it must be 2.0.0 or higher")
                .hasMessageEndingWith(
                        "A copy keeps its version: register its files as a version of this model instead");
        assertThat(writing.blobsPut).hasValue(blobs);
    }

    @Test
    void isRefusedWhereANameBreaksTheConvention() {
        to.settings().naming(NamingConvention.none().models("prod-.*", "prod-flights"), because("tidy"));
        ModelVersion original = trained("1.2.0");

        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("prod-flights");
        assertThat(to.model("prod-flights")
                        .registerCopy(original, because("copy"))
                        .version())
                .isEqualTo(original.version());
    }

    @Test
    void isRefusedIfItIsNoVersionOfThisLibrary() {
        ModelVersion foreign = (ModelVersion) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ModelVersion.class},
                (proxy, method, arguments) -> "somebody's version");

        assertThatThrownBy(() -> prod.registerCopy(foreign, because("copy")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("somebody's version is not a version that this library gave; ask an open registry for it");
    }

    @Test
    void isRefusedIfEitherRegistryIsClosed() {
        ModelVersion original = trained("1.2.0");
        String id = from.id();
        from.close();
        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(RegistryClosedException.class)
                .hasMessageContaining(id);
        assertNothingRegistered();

        ModelVersion open = register(here.open().model("flights"), "2.0.0");
        String idThere = to.id();
        to.close();
        assertThatThrownBy(() -> prod.registerCopy(open, because("copy")))
                .isInstanceOf(RegistryClosedException.class)
                .hasMessageContaining(idThere);
    }

    @Test
    void isNotMadeOfWhatIsDamagedOrGone() {
        ModelVersion original = trained("1.2.0");
        prove(original);
        Digest text = original.descriptor().texts().get("description");
        for (ArtifactEntry entry : original.descriptor().artifacts()) {
            assertRefusedWithout(original, entry.digest(), "artifact '" + entry.path() + "'");
        }
        assertRefusedWithout(original, text, "text 'description'");
        RegisteredModel another = here.open(reading).model("flights"); // that has not read the descriptor yet
        assertRefusedWithout(another.version("1.2.0"), original.digest(), "descriptor");
        assertNothingRegistered();
        assertThat(prod.registerCopy(original, because("copy"))).isEqualTo(original);
    }

    private void assertRefusedWithout(ModelVersion original, Digest blob, String what) {
        reading.missingBlobs.add(blob);
        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("is gone");
        reading.missingBlobs.clear();
        reading.damagedBlobs.add(blob);
        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("has other bytes");
        reading.damagedBlobs.clear();
    }

    @Test
    void isNotMadeOfBytesThatAStoreMixesUp() {
        ModelVersion original = register(dev, "1.2.0");
        reading.blobsAsRead = (digest, content) -> new ByteArrayInputStream(bytes("something else"));

        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("artifact 'model.bin'");
        assertNothingRegistered();
    }

    @Test
    void goesOnWhereItWasInterrupted() {
        ModelVersion original = trained("1.2.0");
        prove(original);
        AtomicInteger left = new AtomicInteger(2);
        writing.beforeBlobPut = () -> {
            if (left.getAndDecrement() == 0) {
                throw new StoreUnavailableException("the disk is full");
            }
        };
        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(StoreUnavailableException.class);
        assertNothingRegistered();
        writing.beforeBlobPut = () -> {
            throw new OutcomeUnknownException("the connection was cut");
        };
        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("nothing was registered");
        writing.beforeBlobPut = () -> {};
        writing.next(Fault.FAILS);
        assertThatThrownBy(() -> prod.registerCopy(original, because("copy")))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(prod.exists()).isFalse();

        assertThat(prod.registerCopy(original, because("copy"))).isEqualTo(original);
        assertThat(prod.revision()).isEqualTo(1);
        assertThat(to.verify().problems()).isEmpty();
    }
}
