package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A writer that is alone decides without asking the store first, and is told nothing that is not so any more. */
class UnaskedCommitTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final RegisteredModel flights = ground.open(way).model("flights");
    private final RegisteredModel elsewhere = ground.open().model("flights");
    private ModelVersion first;
    private ModelVersion second;

    @BeforeEach
    void writeAlone() {
        first = register(flights, "1.0.0");
        second = register(flights, "1.1.0");
        flights.alias("champion", first, because("the best"));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void asksNothingWhileItIsAlone() {
        int asked = way.headsAsked.get();
        int appended = way.appends.get();

        flights.tag("team", "ops", because("org"));
        assertThat(way.headsAsked).hasValue(asked);
        flights.promote(first, Stage.STAGING, because("tests pass"));

        assertThat(way.headsAsked)
                .as("for the rules, which must be those of now")
                .hasValue(asked + 1);
        assertThat(way.appends).hasValue(appended + 2);
    }

    @Test
    void asksFirstOnceSomebodyElseHasWritten() {
        elsewhere.tag("team", "ops", because("org"));
        flights.tag("owner", "ml", because("org")); // loses, and asks
        elsewhere.tag("team", "ml", because("org"));
        int appended = way.appends.get();

        flights.tag("owner", "ops", because("org"));

        assertThat(way.appends).as("no append is tried in vain").hasValue(appended + 1);
        assertThat(flights.tags()).containsEntry("team", "ml").containsEntry("owner", "ops");
    }

    @Test
    void isNotRefusedForWhatIsNotSoAnyMore() {
        assertThatThrownBy(() -> flights.promote(second, Stage.PRODUCTION, because("too early")))
                .hasMessageContaining("Production");
        elsewhere.promote(second, Stage.STAGING, because("tests pass"));

        flights.promote(second, Stage.PRODUCTION, because("approved"));

        assertThat(elsewhere.stageOf(second).stage()).isEqualTo(Stage.PRODUCTION);
    }

    @Test
    void isNotToldThatAllIsAsWishedWhenItIsNoMore() {
        elsewhere.alias("champion", second, because("better"));

        flights.alias("champion", first, because("it was better after all"));

        assertThat(elsewhere.aliases()).containsEntry(Alias.of("champion"), first);
    }

    @Test
    void comparesTheExpectedRevisionWithThatOfTheStore() {
        long known = flights.revision();
        elsewhere.tag("team", "ops", because("org"));

        flights.tag("k", "v", because("x").ifRevisionIs(known + 1));

        assertThat(elsewhere.tags()).containsEntry("k", "v");
    }

    @Test
    void refusesAChangeOfARevisionThatIsNoMore() {
        long known = flights.revision();
        elsewhere.tag("team", "ops", because("org"));

        assertThatThrownBy(() -> flights.tag("k", "v", because("x").ifRevisionIs(known)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("is at revision " + (known + 1) + ", not at " + known);
    }
}
