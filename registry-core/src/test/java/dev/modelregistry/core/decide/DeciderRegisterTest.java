package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Script.MODEL;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderRegisterTest {
    private final Script script = new Script();

    @Test
    void theFirstVersionCreatesTheModel() {
        Registration wish = Script.wish("1.0.0");

        assertThat(new Script().decideRegister(wish))
                .containsExactly(
                        new ModelCreated(MODEL),
                        new VersionRegistered(
                                1,
                                SemanticVersion.of(1, 0, 0),
                                Script.content(wish).digest(),
                                wish.modelHash(),
                                DEVELOPMENT,
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.empty()));
    }

    @Test
    void numbersAreGivenInTheOrderOfRegistrationAndNotOfVersions() {
        script.register("2.0.0", "1.0.0", "1.5.0-rc.1");

        assertThat(script.version(1).version()).isEqualTo(SemanticVersion.of(2, 0, 0));
        assertThat(script.version(3).version()).isEqualTo(SemanticVersion.parse("1.5.0-rc.1"));
        assertThat(script.state().lastNumber()).isEqualTo(3);
    }

    @Test
    void theSameVersionWithTheSameContentIsThereAlready() {
        script.register("1.0.0");

        assertThat(script.decideRegister(Script.wish("1.0.0"))).isEmpty();
        assertThat(script.registering(Script.wish("1.0.0")).number()).isEqualTo(1);
        assertThat(script.registering(Script.wish("1.0.1")).number()).isEqualTo(2);
    }

    @Test
    void theSameVersionWithOtherContentIsAConflict() {
        script.register("1.0.0");
        Registration other = Script.wish("1.0.0", "other", Optional.empty());

        assertThatThrownBy(() -> script.decideRegister(other))
                .isInstanceOf(ConflictException.class)
                .hasMessage("version 1.0.0 of model 'flights' is taken by number 1 with digest " + script.digest(1)
                        + "; this one has " + Script.content(other).digest()
                        + ". Versions never change: choose a higher one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.0+b"})
    void versionsThatDifferInTheBuildAloneAreAConflict(String twin) {
        script.register("1.0.0+a");

        assertThatThrownBy(() -> script.decideRegister(Script.wish(twin)))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("version " + twin + " of model 'flights' is taken by number 1");
    }

    @Test
    void aRequestKeyFindsTheVersionThatItRegistered() {
        script.register(Script.wish("1.0.0", "weights", Optional.of("job-1")));
        Registration again = Script.wish("1.0.0", "weights", Optional.of("job-1"));
        Registration sameModelUnderAnotherVersion = Script.wish("1.0.1", "weights", Optional.of("job-1"));

        assertThat(script.decideRegister(again)).isEmpty();
        assertThat(script.decideRegister(sameModelUnderAnotherVersion)).isEmpty();
        assertThat(script.registering(sameModelUnderAnotherVersion).number()).isEqualTo(1);
    }

    @Test
    void aRequestKeyWithAnotherModelIsAConflict() {
        script.register(Script.wish("1.0.0", "weights", Optional.of("job-1")));
        Registration other = Script.wish("1.1.0", "other weights", Optional.of("job-1"));

        assertThatThrownBy(() -> script.decideRegister(other))
                .isInstanceOf(ConflictException.class)
                .hasMessage("request key 'job-1' of model 'flights' registered version 1 (1.0.0) with model hash "
                        + Script.digest("weights") + "; this one has " + Script.digest("other weights")
                        + ". Use a new key for a new model");
    }

    @Test
    void aNewRequestKeyIsNoLicenceToChangeAVersion() {
        script.register(Script.wish("1.0.0", "weights", Optional.of("job-1")));

        assertThatThrownBy(() -> script.decideRegister(Script.wish("1.0.0", "other weights", Optional.of("job-2"))))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("version 1.0.0 of model 'flights' is taken by number 1");
    }

    @Test
    void aNameThatDiffersInCaseAloneIsRefused() {
        script.register("1.0.0");
        Registration wish = Script.wish("2.0.0");
        Registration twin = new Registration(
                ModelName.of("Flights"),
                wish.wanted(),
                wish.draft(),
                wish.modelHash(),
                wish.content(),
                wish.requestKey(),
                wish.copy());

        assertThatThrownBy(() -> script.decideRegister(twin))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "model name 'Flights' differs from 'flights', which exists, in case alone; use that name or another one");
    }
}
