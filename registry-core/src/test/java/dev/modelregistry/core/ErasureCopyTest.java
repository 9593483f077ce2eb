package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.ErasureTest.DESCRIPTION;
import static dev.modelregistry.core.ErasureTest.MODEL;
import static dev.modelregistry.core.ErasureTest.TEXT;
import static dev.modelregistry.core.ErasureTest.WEIGHTS;
import static dev.modelregistry.core.ErasureTest.assertGone;
import static dev.modelregistry.core.ErasureTest.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.StoreUnavailableException;
import org.junit.jupiter.api.Test;

/** What is erased in a registry is not in its copies. */
class ErasureCopyTest extends TwoGrounds {
    private final RegisteredModel flights = from.model("flights");
    private final ModelVersion version = register(flights, "1.0.0");
    private final Erasure both = Erasure.of(version, DESCRIPTION).and(version, MODEL);

    private void assertErasedThere() {
        assertGone(writing, TEXT);
        assertGone(writing, WEIGHTS);
        assertThat(to.verify().problems()).isEmpty();
        assertThat(to.model("flights").erased(version)).hasSize(2);
        assertThat(to.model("flights").version(1).text("changelog")).isPresent();
        assertThatThrownBy(() -> to.model("flights").version(1).description()).hasMessageContaining("was erased");
    }

    @Test
    void aNewCopyHasTheHistoryAndNotWhatIsErased() {
        from.storage().erase(both, because("request"));

        from.copyTo(to);

        assertErasedThere();
        from.copyTo(to); // once more, with nothing to do
    }

    @Test
    void aCopyThatIsBroughtUpToDateErasesItToo() {
        from.copyTo(to);
        assertThat(writing.blobs().find(TEXT)).isPresent();
        from.storage().erase(both, because("request"));

        from.copyTo(to);

        assertErasedThere();
    }

    @Test
    void aCopyThatBrokeOffBeforeTheBytesWereGoneIsFinishedByTheNext() {
        from.copyTo(to);
        from.storage().erase(both, because("request"));
        writing.afterTrash = () -> {
            throw new StoreUnavailableException("killed");
        };
        assertThatThrownBy(() -> from.copyTo(to)).hasMessage("killed");
        writing.afterTrash = () -> {};

        from.copyTo(to);

        assertErasedThere();
    }

    @Test
    void aCopyKeepsWhatALaterVersionNeeds() {
        from.copyTo(to);
        from.storage().erase(both, because("request"));
        register(flights, "2.0.0");

        from.copyTo(to);

        assertThat(to.model("flights").version(2).artifact("model.bin").open()).hasContent("weights");
        assertThatThrownBy(() ->
                        to.model("flights").version(1).artifact("model.bin").open())
                .hasMessageContaining("was erased");
        assertThat(to.verify().problems()).isEmpty();
    }

    @Test
    void whatIsErasedWhileItIsCopiedIsNotMissedInTheCopy() {
        ModelRegistry other = here.open();
        ModelVersion second = register(flights, "2.0.0");
        reading.beforeBlobRead = () -> {
            reading.beforeBlobRead = () -> {};
            other.storage().erase(Erasure.of(version, MODEL).and(second, MODEL), because("request"));
        };

        from.copyTo(to);

        assertThat(to.verify().problems()).isEmpty();
        assertThat(to.model("flights").revision()).isEqualTo(flights.revision());
    }

    @Test
    void aVersionOfWhichSomethingIsErasedIsNotCopiedByItself() {
        from.storage().erase(Erasure.of(version, MODEL), because("licence ran out"));

        assertThatThrownBy(() -> to.model("flights").registerCopy(version, because("needed")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("flights v1.0.0 (number 1) artifact 'model.bin' was erased by alice")
                .hasMessageEndingWith(": licence ran out");
        assertThat(to.model("flights").exists()).isFalse();
    }

    @Test
    void aVersionThatWasCopiedByItselfKeepsItsBytes() {
        ModelVersion copy = to.model("flights").registerCopy(version, because("needed"));
        from.storage().erase(Erasure.of(version, MODEL), because("request"));

        assertThat(copy.artifact("model.bin").open()).hasContent("weights");
        assertThat(to.storage()
                        .erase(Erasure.of(copy, MODEL), because("request"))
                        .gone())
                .contains(WEIGHTS);
        assertThat(to.verify().problems()).isEmpty();
    }
}
