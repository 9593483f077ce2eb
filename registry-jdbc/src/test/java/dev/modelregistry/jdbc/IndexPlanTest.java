package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.jdbc.database.Database;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.All;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Condition.Not;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Range.OneOf;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.OpenMode;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What PostgreSQL makes of the statements of a walk in a table of 150,000 entries: ranges of an index and nothing else. */
class IndexPlanTest {
    private static final Condition FILTER = new All(List.of(
            new Has("version.tags.tier", OneOf.only(text("gold"))),
            new Not(new Has("version.stage", OneOf.only(text("archived")))),
            new Has("version.metrics.auc", new Interval(Bound.including(new Value.Numeric(0.5)), Bound.NONE))));

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static List<Walk> walks() {
        Has team = new Has("version.tags.team", OneOf.only(text("ops")));
        Interval good = new Interval(Bound.including(new Value.Numeric(0.25)), Bound.NONE);
        Row middle = new Row(text("ops"), "version/model-00010000\t0000000001");
        return Stream.of(FILTER, Condition.ALWAYS)
                .flatMap(filter -> Stream.of(Direction.values())
                        .flatMap(way -> Stream.of(
                                new Walk(team.key(), team.range(), way, Optional.empty(), filter, 101),
                                new Walk(team.key(), team.range(), way, Optional.of(middle), filter, 101),
                                new Walk("version.metrics.auc", good, way, Optional.empty(), filter, 101),
                                new Walk(
                                        "version.metrics.auc",
                                        good,
                                        way,
                                        Optional.of(new Row(new Value.Numeric(0.5), "version/m\t0000000001")),
                                        filter,
                                        5_000),
                                new Walk("version.metrics.auc", Interval.ALL, way, Optional.empty(), filter, 101))))
                .toList();
    }

    @Test
    void aWalkGoesAlongAnIndexWhateverIsKnownOfTheTable() {
        String url = TestDatabase.POSTGRESQL.freshUrl();
        ModelRegistry.openOrCreate(url).close();
        fill(url, "kind", "'tversion'");
        fill(url, "version.algorithm", "'tforest'");
        fill(url, "version.stage", "CASE WHEN n % 100 = 0 THEN 'tproduction' ELSE 'tarchived' END::bytea");
        fill(url, "version.tags.team", "'tops'");
        fill(url, "version.tags.tier", "CASE WHEN n % 10 = 0 THEN 'tgold' ELSE 'tbrass' END::bytea");
        fill(url, "version.metrics.auc", "'\\x6ebfe0'::bytea || substring(int8send(n) FROM 3)"); // a bit more than 0.5

        assertPlans(url);
        TestDatabase.run(url, "ANALYZE mr_entry");
        assertPlans(url);
    }

    private static void fill(String url, String attribute, String value) {
        TestDatabase.run(
                url,
                "INSERT INTO mr_entry (entity, attribute, head) SELECT ('version/model-' || lpad(n::text, 8, '0') || chr(9)"
                        + " || '0000000001')::bytea, '" + attribute + "', " + value
                        + " FROM generate_series(1, 25000) n");
    }

    private static void assertPlans(String url) {
        for (Walk walk : walks()) {
            for (Sql part : IndexSql.parts(walk)) {
                String plan = explained(url, written(IndexSql.rows(walk, part, walk.limit(), "OCTET_LENGTH(head)")));
                // What is above the limit sorts and looks at no more rows than the walk may look at.
                assertThat(plan.substring(plan.indexOf("Limit")))
                        .as("%s", walk)
                        .containsPattern("Index (Only )?Scan.*using mr_entry_by_value")
                        .doesNotContain("Seq Scan", "Sort Key", "Hash", "Bitmap");
            }
        }
    }

    /** In a session as a walk has it. */
    private static String explained(String url, String sql) {
        Database database = Database.of(url, new Properties(), OpenMode.EXISTING);
        try {
            List<String> plan = database.transactions().read("explain", session -> {
                database.dialect().keepToIndexes(session);
                return session.list("EXPLAIN " + sql, row -> row.getString(1));
            });
            return String.join("\n", plan);
        } finally {
            database.close();
        }
    }

    /** With the arguments in their places. */
    private static String written(Sql sql) {
        StringBuilder text = new StringBuilder();
        String[] pieces = (new Tables("", Tables.DEFAULT_PREFIX).sql(sql.text()) + " ").split("\\?");
        Object[] arguments = sql.arguments();
        for (int i = 0; i < pieces.length; i++) {
            text.append(pieces[i]);
            if (i < arguments.length) {
                text.append(
                        arguments[i] instanceof byte[] bytes
                                ? "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea"
                                : arguments[i]);
            }
        }
        return text.toString();
    }
}
