package dev.modelregistry.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.error.InvalidInputException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRoundTripTest {
    private static final long SEED = 20_260_131;

    @Test
    void theTextOfAQueryIsReadIntoTheSameQuery() {
        RandomQueries queries = new RandomQueries(SEED);
        for (int i = 0; i < 20_000; i++) {
            Query query = queries.query();
            assertThat(Query.parse(query.toString()))
                    .as("query %d: %s", i, query)
                    .isEqualTo(query)
                    .hasSameHashCodeAs(query)
                    .hasToString(query.toString());
        }
    }

    @Test
    void aTextIsAQueryOrInvalidInputAndNothingElse() {
        RandomQueries queries = new RandomQueries(SEED + 1);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = queries.mutated(queries.query().toString());
            try {
                Query query = Query.parse(text);
                assertThat(Query.parse(query.toString())).as(text).isEqualTo(query);
                read++;
            } catch (InvalidInputException e) {
                assertThat(e).as(text).hasMessageContaining("\n  at character ").hasMessageEndingWith("^");
            }
        }
        assertThat(read).as("queries that were read").isBetween(2_000, 48_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x IS NOT NULL",
                "x != 1",
                "NOT x != 1",
                "NOT x = 1",
                "NOT NOT x IS NOT NULL",
                "x IS NOT NULL AND x != 1",
                "x IS NOT NULL AND NOT x < 1",
                "x IS NOT NULL AND NOT y = 1",
                "x != 1 AND y NOT IN (1, 2) AND z NOT BETWEEN 1 AND 2",
                "x = 1 AND y = 2 OR z = 3",
                "x = 1 AND (y = 2 OR z = 3)",
                "NOT (x = 1 AND y = 2)",
                "NOT (x != 1 AND y = 2)",
                "NOT (x = 1 OR y = 2)",
                "x = 1.0E300 ORDER BY x ASC, y DESC",
                "ORDER BY x ASC"
            })
    void theShortestTextIsWritten(String text) {
        String query = text.replaceAll("\\b([xyz])\\b", "metrics.$1");

        assertThat(Query.parse(query)).hasToString(query);
    }

    @Test
    void minusZeroIsZero() {
        Filter zero = Fields.metric("x").is(0.0);

        assertThat(Fields.metric("x").is(-0.0)).isEqualTo(zero).hasToString("metrics.x = 0");
        assertThat(Query.parse("metrics.x = -0.0")).isEqualTo(Query.where(zero));
    }

    @Test
    void theEarliestAndTheLatestTimeAreReadBack() {
        Instant latest = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000 - 1, 999_999_999);
        Instant earliest = Instant.ofEpochSecond(-(Long.MAX_VALUE / 1_000_000 - 1));
        Query query = Query.where(Fields.created().between(earliest, latest));

        assertThat(Query.parse(query.toString())).isEqualTo(query);
    }
}
