package dev.modelregistry.jdbc;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.spi.OpenMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the tables are, and what they are called. */
class PrefixTest {
    private static ModelRegistry open(JdbcLocation location) {
        return ModelRegistry.builder().location(location).actor("a").openOrCreate();
    }

    @ParameterizedTest
    @MethodSource("dev.modelregistry.jdbc.TestDatabase#all")
    void registriesWithTheirOwnPrefixShareAPlaceAndNothingElse(TestDatabase database) {
        String url = database.freshUrl();
        try (ModelRegistry one = open(JdbcLocation.of(url).prefix("one_"));
                ModelRegistry other = open(JdbcLocation.of(url).prefix("other_of_31_characters________x"))) {
            assertThat(one.id()).isNotEqualTo(other.id());
            one.model("flights").register(draft -> draft.version("1.0.0").artifact("a", new byte[3]), because("new"));

            assertThat(other.models()).isEmpty();
            assertThat(one.models()).hasSize(1);
            assertThat(one.verify().problems()).isEmpty();
        }
        assertThatThrownBy(() -> ModelRegistry.open(url))
                .as("with the default prefix")
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aSchemaIsWhereItIsSaidToBe() {
        String url = TestDatabase.POSTGRESQL.freshUrl();
        String elsewhere = TestDatabase.POSTGRESQL.freshUrl();
        String schema = elsewhere.substring(elsewhere.lastIndexOf('=') + 1);
        try (ModelRegistry registry = open(JdbcLocation.of(url).schema(schema).prefix("ml_"))) {
            registry.model("flights").register(draft -> draft.version("1.0.0"), because("new"));
            assertThat(registry.verify().problems()).isEmpty();
        }

        assertThat(TestDatabase.POSTGRESQL.tables(url)).isEmpty();
        assertThat(TestDatabase.POSTGRESQL.tables(elsewhere))
                .contains("ml_commit")
                .allMatch(name -> name.startsWith("ml_"));
    }

    @Test
    void inMariaDbASchemaIsADatabase() {
        String url = TestDatabase.MARIADB.freshUrl();
        String elsewhere = TestDatabase.MARIADB.freshUrl();
        String schema = elsewhere.substring(elsewhere.lastIndexOf('/') + 1, elsewhere.indexOf('?'));
        try (ModelRegistry registry = open(JdbcLocation.of(url).schema(schema))) {
            registry.model("flights").register(draft -> draft.version("1.0.0"), because("new"));
        }

        assertThat(TestDatabase.MARIADB.tables(url)).isEmpty();
        assertThat(TestDatabase.MARIADB.tables(elsewhere)).contains("mr_commit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mr\"",
                "mr'; DROP TABLE users; --",
                "Mr_",
                "1mr_",
                "mr-",
                "mr_of_32_characters_____________",
                "mr ",
                "mr.x"
            })
    void whatWouldHaveToBeQuotedIsRefused(String name) {
        String url = TestDatabase.H2.freshUrl();

        assertThatThrownBy(() -> JdbcLocation.of(url).prefix(name).open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "prefix \"" + name
                                + "\" is not 1 to 31 lower-case letters, digits and underscores that begin with no digit; choose one that is");
        if (!name.isEmpty()) {
            assertThatThrownBy(() -> JdbcLocation.of(url).schema(name).open(OpenMode.CREATE_IF_ABSENT))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("schema \"" + name + "\" is not");
        }
    }

    @Test
    void sqliteHasNoSchemas() {
        String url = TestDatabase.SQLITE.freshUrl();

        assertThatThrownBy(() -> JdbcLocation.of(url).schema("ml").open(OpenMode.CREATE_IF_ABSENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("SQLite has no schemas, so the tables cannot be in \"ml\"; use a prefix, or another file");
    }
}
