package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finding models and versions: by name, by URI, by tag. */
class FindTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("Flights");
    private final ModelVersion v1 = register(flights, "1.0.0");
    private final ModelVersion v2 = register(flights, "2.0.0-rc.1+linux");

    @AfterEach
    void close() {
        ground.close();
    }

    private void assertMissing(String uri, String message) {
        assertThat(registry.find(ModelUri.parse(uri))).isEmpty();
        assertThatThrownBy(() -> registry.resolve(uri))
                .isInstanceOf(NotFoundException.class)
                .hasMessage(message);
    }

    @Test
    void findsAVersionByEveryFormOfUri() {
        flights.promote(v1, Stage.STAGING, because("x"));
        flights.alias("champion", v2, because("x"));

        assertThat(registry.resolve("models:/Flights/1")).isEqualTo(v1);
        assertThat(registry.resolve("models:/Flights/1.0.0")).isEqualTo(v1);
        assertThat(registry.resolve("models:/Flights/2.0.0-rc.1+linux")).isEqualTo(v2);
        assertThat(registry.resolve("models:/Flights/" + v1.digest())).isEqualTo(v1);
        assertThat(registry.resolve("models:/Flights/latest")).isEqualTo(v2);
        assertThat(registry.resolve("models:/Flights/staging")).isEqualTo(v1);
        assertThat(registry.resolve("models:/Flights@Champion")).isEqualTo(v2);
        assertThat(registry.find(v2.uri())).contains(v2);
    }

    @Test
    void saysWhichPartOfAUriIsMissing() {
        flights.alias("champion", v2, because("x"));
        String there = "; it has versions 1 to 2 and the aliases {champion=2}";

        assertMissing("models:/Flights/3", "model 'Flights' has nothing at '/3'" + there);
        assertMissing("models:/Flights/9.0.0", "model 'Flights' has nothing at '/9.0.0'" + there);
        assertMissing("models:/Flights/2.0.0-rc.1", "model 'Flights' has nothing at '/2.0.0-rc.1'" + there);
        assertMissing("models:/Flights/Production", "model 'Flights' has nothing at '/Production'" + there);
        assertMissing("models:/Flights@challenger", "model 'Flights' has nothing at '@challenger'" + there);
        assertMissing("models:/Fligths/1", "there is no model 'Fligths'; models() lists those that there are");
        assertMissing("models:/flights/1", "there is no model 'flights'; did you mean 'Flights'?");
        flights.delete(because("unused"));
        assertMissing("models:/Flights/1", "there is no model 'Flights'; it was deleted");
        assertThatThrownBy(() -> flights.version(1)).hasMessage("there is no model 'Flights'; it was deleted");
        assertThatThrownBy(() -> flights.version("1.0.0")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void createsNothingByReading() {
        RegisteredModel nothing = registry.model("nothing");

        assertThat(nothing.exists()).isFalse();
        assertThat(nothing.revision()).isZero();
        assertThat(nothing.versions()).isEmpty();
        assertThat(nothing.latest()).isEmpty();
        assertThat(nothing.in(Stage.PRODUCTION)).isEmpty();
        assertThat(nothing.lastGood()).isEmpty();
        assertThat(nothing.tags()).isEmpty();
        assertThat(nothing.history()).isEmpty();
        assertThat(registry.find(ModelUri.parse("models:/nothing/latest"))).isEmpty();
        assertThat(registry.versionsTagged("no", "thing")).isEmpty();
        assertThat(registry.verify().journals()).isEqualTo(1);
        assertThat(ground.memory.journals().list(JournalId.MODEL, "", 10)).hasSize(1);
    }

    @Test
    void listsModelsInTheOrderOfTheirNamesWithoutRegardToCase() {
        for (String name : List.of("b", "A", "a b", "a-b", "Z", "ab")) {
            register(registry.model(name), "1.0.0");
        }
        register(registry.model("deleted"), "1.0.0");
        registry.model("deleted").delete(because("unused"));

        assertThat(ground.open().models())
                .extracting(model -> model.name().value())
                .containsExactly("A", "a b", "a-b", "ab", "b", "Flights", "Z");
    }

    @Test
    void findsVersionsByTheTagsThatTheyHaveNow() {
        ModelRegistry elsewhere = ground.open();
        flights.tag(v1, "gdpr", "yes", because("audit"));
        assertThat(elsewhere.versionsTagged("gdpr", "yes")).containsExactly(v1);

        flights.tag(v2, "gdpr", "yes", because("audit"));
        ModelVersion other = register(elsewhere.model("airports"), "1.0.0");
        elsewhere.model("airports").tag(other, "gdpr", "yes", because("audit"));
        flights.tag("gdpr", "yes", because("a tag of the model is none of its versions"));
        assertThat(registry.versionsTagged("gdpr", "yes")).containsExactly(other, v1, v2);
        assertThat(elsewhere.versionsTagged("gdpr", "yes")).containsExactly(other, v1, v2);

        flights.tag(v1, "gdpr", "no", because("changed"));
        flights.removeTag(v2, "gdpr", because("changed"));
        assertThat(elsewhere.versionsTagged("gdpr", "yes")).containsExactly(other);
        assertThat(elsewhere.versionsTagged("gdpr", "no")).containsExactly(v1);
        flights.delete(because("unused"));
        assertThat(elsewhere.versionsTagged("gdpr", "no")).isEmpty();
        flights.restore(because("needed"));
        assertThat(elsewhere.versionsTagged("gdpr", "no")).containsExactly(v1);
    }

    @Test
    void givesTaggedVersionsInTheOrderOfModelsAndNumbers() {
        for (String name : List.of("b", "a b", "a", "a-b")) {
            ModelVersion version = register(registry.model(name), "1.0.0");
            registry.model(name).tag(version, "k", "v", because("x"));
        }

        assertThat(registry.versionsTagged("k", "v"))
                .extracting(version -> version.model().value())
                .containsExactlyElementsOf(registry.models().stream()
                        .map(model -> model.name().value())
                        .filter(name -> !name.equals("Flights"))
                        .toList());
    }

    @Test
    void findsTagsAgainAfterTheStoreFailedOnce() {
        ModelVersion large = flights.register(
                draft -> draft.version("3.0.0").environment("e", "x".repeat(70_000)), because("large"));
        flights.tag(large, "k", "v", because("x"));
        FaultyStore other = ground.way();
        ModelRegistry elsewhere = ground.open(other);
        other.blobsDown = true;
        assertThatThrownBy(() -> elsewhere.versionsTagged("k", "v"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the blob server is down");

        other.blobsDown = false;

        assertThat(elsewhere.versionsTagged("k", "v")).containsExactly(large);
    }

    @Test
    void refusesAVersionNumberThatIsNone() {
        assertThatThrownBy(() -> registry.resolve("models:/Flights/0")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flights.version(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flights.version(-1)).isInstanceOf(InvalidInputException.class);
        assertThat(Optional.of(flights.version(2))).contains(v2);
    }

    /** Listing is one look at the store for all models, not one for each. */
    @Test
    void listsManyModelsWithFewQuestionsToTheStore() {
        ModelRegistry writer = ground.open();
        for (int i = 0; i < 300; i++) {
            register(writer.model("model " + i), "1.0.0");
        }
        assertThat(registry.models()).hasSize(301);
        way.headsAsked.set(0);

        assertThat(registry.models()).hasSize(301);

        assertThat(way.headsAsked).hasValueLessThan(10);
    }
}
