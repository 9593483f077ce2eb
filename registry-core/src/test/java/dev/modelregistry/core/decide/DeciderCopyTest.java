package dev.modelregistry.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.Decider.Registering;
import dev.modelregistry.core.decide.Registration.Copy;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.pipeline.NamingConvention;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A copy is registered like any other version, and says what it is a copy of. */
class DeciderCopyTest {
    private static final Digest TESTIMONY = Script.digest("what was said");
    private static final Digest WORDS = Script.digest("words");

    private final Script script = new Script();

    private static Origin origin(String version) {
        return new Origin(
                "dev",
                ModelName.of("trial"),
                7,
                SemanticVersion.parse(version),
                Script.digest(version),
                Instant.EPOCH,
                Actor.of("bob"),
                "trained");
    }

    private static Registration copy(String version, String content) {
        return copyOf(version, Script.wish(version, content, Optional.empty()));
    }

    private static Registration copyOf(String version, Registration wish) {
        return new Registration(
                wish.model(),
                wish.wanted(),
                wish.draft(),
                wish.modelHash(),
                wish.content(),
                wish.requestKey(),
                Optional.of(new Copy(origin(version), Optional.of(TESTIMONY))));
    }

    private static Registration copy(String version) {
        return copy(version, version);
    }

    @Test
    void aRequestKeyFindsTheVeryVersionAndNoOther() {
        Registration first = copyOf("1.2.0", Script.wish("1.2.0", "weights", Optional.of("job-1")));
        script.commit(script.decideRegister(first), first);

        assertThat(script.registering(first))
                .isEqualTo(new Registering(1, script.registering(first).numbering(), List.of()));
        // The same files under another version: as a draft it would be the repetition of a request.
        Registration other = copyOf("2.0.0", Script.wish("2.0.0", "weights", Optional.of("job-1")));
        assertThatThrownBy(() -> script.decideRegister(other))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("request key 'job-1' of model '")
                .hasMessageContaining("; what is to be copied has version 2.0.0 and digest sha256:")
                .hasMessageEndingWith(". Use a new key for another version");
    }

    @Test
    void wasNotMadeByARunOfThisRegistry() {
        Lineage lineage = Lineage.builder().run("trial/7").build();
        Registration wish = Script.wish("1.2.0", "weights", lineage, Optional.empty());

        script.commit(script.decideRegister(copyOf("1.2.0", wish)), wish);
        assertThat(script.state().madeBy("trial/7")).isNull();
        Registration own = Script.wish("1.3.0", "more weights", lineage, Optional.empty());
        script.commit(script.decideRegister(own), own);
        assertThat(script.state().madeBy("trial/7")).isSameAs(script.state().version(2));
    }

    @Test
    void isRegisteredUnderTheNextNumberAndSaysSoInTheSameCommit() {
        script.register("1.0.0");

        List<RegistryEvent> events = script.decideRegister(copy("1.2.0"));

        assertThat(events)
                .extracting(RegistryEvent::type)
                .containsExactly(EventType.VERSION_REGISTERED, EventType.VERSION_COPIED);
        assertThat(events).last().isEqualTo(new VersionCopied(2, origin("1.2.0"), Optional.of(TESTIMONY)));
        assertThat(script.commit(events, copy("1.2.0")).version(2).version()).hasToString("1.2.0");
    }

    @Test
    void makesTheModelWhereThereIsNone() {
        assertThat(script.decideRegister(copy("1.2.0")))
                .extracting(RegistryEvent::type)
                .containsExactly(EventType.MODEL_CREATED, EventType.VERSION_REGISTERED, EventType.VERSION_COPIED);
    }

    @Test
    void isFoundWhereItIsAlreadyHoweverItCame() {
        script.register("1.0.0");
        assertThat(script.decideRegister(copy("1.0.0"))).isEmpty();

        script.commit(script.decideRegister(copy("2.0.0")), copy("2.0.0"));
        assertThat(script.decideRegister(copy("2.0.0"))).isEmpty();
        assertThat(script.decideRegister(Script.wish("2.0.0"))).isEmpty();

        script.commit(Decider.delete(script.state(), Script.MODEL));
        assertThat(script.decideRegister(copy("2.0.0"))).containsExactly(new ModelRestored());
    }

    @Test
    void ofOtherContentIsAConflictThatNamesBothDigests() {
        script.register("1.0.0");
        Registration other = copy("1.0.0", "other weights");
        Digest digest = other.content().apply(SemanticVersion.of(1, 0, 0)).digest();

        assertThatThrownBy(() -> script.decideRegister(other))
                .isInstanceOf(ConflictException.class)
                .hasMessage("version 1.0.0 of model 'flights' is taken by number 1 with digest "
                        + script.version(1).digest() + "; this one has " + digest
                        + ". Versions never change. A copy keeps its version: register its files as a version of"
                        + " this model instead");
    }

    @Test
    void hasToSatisfyTheNumberingAndTheNamesOfTheModel() {
        script.register("2.0.0", "2.0.1");
        script.naming(NamingConvention.none().versions("[0-9.]+", "1.0.0"));

        assertThatThrownBy(() -> script.decideRegister(copy("2.1.0-rc.1"))).isInstanceOf(RejectedException.class);
        Registering between = Decider.register(script.state(), script.rules(), copy("1.0.0"), script.numberer());
        assertThat(between.number()).isEqualTo(3);
        assertThat(between.numbering().base()).isEmpty();
        Registering above = Decider.register(script.state(), script.rules(), copy("3.0.0"), script.numberer());
        assertThat(above.numbering().base()).contains(SemanticVersion.of(2, 0, 1));
        assertThat(above.numbering().reasons().get(0).text()).isEqualTo("the original is 3.0.0");
    }

    @Test
    void aCommentIsOneEventOnAVersionThatThereIs() {
        script.register("1.0.0");
        Digest digest = script.version(1).digest();

        assertThat(Decider.comment(script.state(), Script.MODEL, 1, digest, WORDS))
                .containsExactly(new VersionCommented(1, 1, WORDS));
        assertThatThrownBy(() -> Decider.comment(script.state(), Script.MODEL, 1, WORDS, WORDS))
                .isInstanceOf(NotFoundException.class);
        script.commit(Decider.delete(script.state(), Script.MODEL));
        assertThatThrownBy(() -> Decider.comment(script.state(), Script.MODEL, 1, digest, WORDS))
                .isInstanceOf(NotFoundException.class);
    }
}
