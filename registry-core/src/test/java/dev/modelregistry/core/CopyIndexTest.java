package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.core.memory.IndexedFixture;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Range.OneOf;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.RegistryStore;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The index of a copy is the one that its commits would have made there. */
class CopyIndexTest extends TwoGrounds {
    @Test
    void getsTheIndexEntriesThatTheCommitsWouldHaveMade() {
        try (IndexedFixture one = new IndexedFixture();
                IndexedFixture other = new IndexedFixture();
                RegistryStore original = one.open();
                RegistryStore copy = other.open()) {
            FaultyStore writing = new FaultyStore(original);
            FaultyStore copying = new FaultyStore(copy);
            try (ModelRegistry indexed = ModelRegistry.builder()
                            .store(writing)
                            .actor("alice")
                            .open();
                    ModelRegistry target =
                            ModelRegistry.builder().store(copying).open()) {
                Copies.live(indexed);

                indexed.copyTo(target);

                assertThat(copying.entries).isNotEmpty().containsExactlyElementsOf(writing.entries);
                assertThat(target.versionsTagged("team", "dev"))
                        .isEqualTo(indexed.versionsTagged("team", "dev"))
                        .hasSize(1);
                assertThat(copy.index().orElseThrow().counts(List.of(stage(Stage.PRODUCTION)), 10))
                        .containsExactly(1);
                assertThat(copy.index().orElseThrow().values("version.stage", List.of("version/flights\t0000000001")))
                        .containsEntry(
                                "version/flights\t0000000001",
                                List.of(new Value.Text(Stage.PRODUCTION.name().toLowerCase(Locale.ROOT))));
            }
        }
    }

    private static Has stage(Stage stage) {
        return has("version.stage", stage.name().toLowerCase(Locale.ROOT));
    }

    private static Has has(String key, String value) {
        return new Has(key, OneOf.only(new Value.Text(value)));
    }

    @Test
    void getsItsIndexEntriesAlsoFromAnOriginalWithoutAnIndexAndInParts() {
        try (IndexedFixture fixture = new IndexedFixture();
                RegistryStore store = fixture.open();
                ModelRegistry target = ModelRegistry.builder().store(store).open()) {
            register(from.model("Flights"), "0.1.0");
            from.model("Flights").tag(from.model("Flights").version(1), "team", "old", because("x"));
            from.copyTo(target);
            Copies.live(from);

            from.copyTo(target);

            assertThat(target.versionsTagged("team", "old")).hasSize(1);
            assertThat(target.versionsTagged("team", "ops"))
                    .as("it was replaced: the state before a batch is known")
                    .isEmpty();
            assertThat(target.versionsTagged("team", "dev")).isEqualTo(from.versionsTagged("team", "dev"));
            from.model("Flights").tag(from.model("Flights").version(1), "team", "new", because("x"));
            from.copyTo(target);
            assertThat(store.index()
                            .orElseThrow()
                            .counts(List.of(has("version.tags.team", "old"), has("version.tags.team", "new")), 10))
                    .containsExactly(0, 1);
            assertThat(target.versionsTagged("team", "new")).hasSize(1);
        }
        from.copyTo(to);
        assertThat(writing.entries).as("this store keeps no index").isEmpty();
    }

    @Test
    void comesInBatchesOfFewIndexEntries() {
        RegisteredModel measured = from.model("measured");
        for (int i = 0; i < 12; i++) {
            int number = i;
            measured.register(
                    draft -> {
                        draft.version("1.0." + number);
                        for (int metric = 0; metric < 1_000; metric++) {
                            draft.metric("m" + metric, number);
                        }
                    },
                    because("measured"));
        }
        try (IndexedFixture fixture = new IndexedFixture();
                RegistryStore store = fixture.open()) {
            FaultyStore indexed = new FaultyStore(store);
            try (ModelRegistry target = ModelRegistry.builder().store(indexed).open()) {
                from.copyTo(target);

                assertThat(indexed.entries).hasSizeGreaterThan(12_000);
                assertThat(indexed.appends).hasValue(2);
            }
        }
        from.copyTo(to);
        assertThat(writing.appends).as("where there is no index").hasValue(1);
    }
}
