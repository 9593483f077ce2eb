package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.FaultyStore.Fault.UNKNOWN_BUT_DONE;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.VersionHit;
import dev.modelregistry.spi.Access;
import dev.modelregistry.storage.Reindexed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Searching where the store fails, is written to by others, or may only be read. What is found is the business of the contract. */
class SearchTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");
    private final ModelVersion version = register(flights, "1.0.0");

    @AfterEach
    void close() {
        ground.close();
    }

    private static List<VersionHit> tagged(ModelRegistry registry) {
        return registry.search().versions("tags.team = 'ops'").hits();
    }

    @Test
    void findsWhatWasKnownWhereThatMayBeServedWhileTheStoreIsAway() {
        ModelRegistry serving = registry.with(Freshness.bounded(Duration.ofNanos(1)));
        flights.tag(version, "team", "ops", because("x"));
        assertThat(tagged(serving)).hasSize(1);

        way.down = true;

        assertThat(tagged(serving)).hasSize(1);
        assertThatThrownBy(() -> tagged(registry)).isInstanceOf(StoreUnavailableException.class);
        way.down = false;
        assertThat(tagged(registry)).hasSize(1);
    }

    @Test
    void anIndexThatIsDerivedHasNothingToBeMended() {
        flights.tag(version, "team", "ops", because("x"));

        assertThat(registry.storage().reindex()).isEqualTo(new Reindexed(0, 0, 0, 0, List.of()));

        assertThat(tagged(registry)).hasSize(1);
    }

    @Test
    void failsWhereNothingIsKnownYet() {
        way.down = true;

        assertThatThrownBy(() -> tagged(registry.with(Freshness.pinned())))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aPinnedSearchFindsAnOwnWriteWhoseOutcomeWasUnknown() {
        ModelRegistry pinned = registry.with(Freshness.pinned());
        assertThat(tagged(pinned)).isEmpty();
        way.next(UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE, UNKNOWN_BUT_DONE);

        assertThatThrownBy(() -> flights.tag(version, "team", "ops", because("x")))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(tagged(pinned)).hasSize(1);
    }

    @Test
    void aProcessThatMayOnlyReadTakesTheTokensOfTheOthersOnceThereAreAny() {
        register(flights, "1.1.0");
        Query query = Query.all().limit(1);
        FaultyStore reading = ground.way();
        reading.access = Access.READ_ONLY;
        ModelRegistry reader = ground.open(reading);
        FaultyStore alike = ground.way();
        alike.access = Access.READ_ONLY;
        String early = reader.search().versions(query).next().orElseThrow();
        assertThat(ground.open(alike).search().versions(query.after(early)).hits())
                .as("in the same process")
                .hasSize(1);

        String token = registry.search().versions(query).next().orElseThrow();

        assertThat(reader.search().versions(query.after(token)).hits()).hasSize(1);
        String late = reader.search().versions(query).next().orElseThrow();
        assertThat(registry.search().versions(query.after(late)).hits()).hasSize(1);
    }
}
