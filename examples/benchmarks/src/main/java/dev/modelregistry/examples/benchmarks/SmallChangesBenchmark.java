package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.examples.benchmarks.Measure.Action;
import dev.modelregistry.examples.benchmarks.Measure.Comparison;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.jdbc.JdbcLocation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Registering, promoting and moving an alias in a database, against the same rows written by hand in plain JDBC. */
final class SmallChangesBenchmark {
    private static final double LIMIT = 2;
    /** Where both have to end up with as many rows. */
    private static final List<String> TABLES = List.of("mr_journal", "mr_commit", "mr_entry", "mr_blob", "mr_chunk");

    private final Workspace workspace;
    private final PostgreSql database;
    private final Sizes sizes;

    SmallChangesBenchmark(Workspace workspace, PostgreSql database, Sizes sizes) {
        this.workspace = workspace;
        this.database = database;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        List<Row> rows = new ArrayList<>(roundTrips());
        rows.addAll(times(1));
        rows.addAll(times(Sizes.CONNECTIONS));
        return rows;
    }

    private List<Row> roundTrips() throws IOException {
        String ours = database.fresh("counted");
        String theirs = database.fresh("counted_by_hand");
        RoundTrips library = new RoundTrips(ours);
        RoundTrips byHand = new RoundTrips(theirs);
        ModelName model = ModelName.of(Workspace.MODEL);
        prepare(theirs, List.of(model));
        try (ModelRegistry registry = ModelRegistry.builder()
                        .location(JdbcLocation.of(library.source()))
                        .actor("benchmark")
                        .openOrCreate();
                Sql rows = Sql.at(ours);
                Sql sql = new Sql(byHand.connection())) {
            LibraryChanges changes = new LibraryChanges(registry.model(model)).prepared();
            BareChanges bare = new BareChanges(sql, model, rows, changes);
            return List.of(
                    Row.counted("round trips of register", byHand.of(bare::register), library.of(changes::register)),
                    Row.counted("round trips of promote", byHand.of(bare::promote), library.of(changes::promote)),
                    Row.counted("round trips of alias", byHand.of(bare::alias), library.of(changes::alias)));
        } catch (SQLException failed) {
            throw new IOException(failed);
        } finally {
            database.delete(ours);
            database.delete(theirs);
        }
    }

    /** Does on other models just what is done on those that are measured. */
    private static void prepare(String url, List<ModelName> models) {
        try (ModelRegistry registry = Workspace.open(url)) {
            models.forEach(model -> new LibraryChanges(registry.model(model)).prepared());
        }
    }

    /** Each connection changes a model of its own. */
    private List<Row> times(int connections) throws IOException {
        String who = connections + (connections == 1 ? " connection" : " connections");
        workspace.say("changing little in a database, " + who);
        String ours = database.fresh("changed");
        String theirs = database.fresh("changed_by_hand");
        List<ModelName> models = new ArrayList<>();
        for (int i = 1; i <= connections; i++) {
            models.add(ModelName.of(Workspace.MODEL + i));
        }
        prepare(theirs, models);
        List<LibraryChanges> library = new ArrayList<>();
        List<BareChanges> byHand = new ArrayList<>();
        List<Sql> open = new ArrayList<>();
        try (ModelRegistry registry = Workspace.open(ours);
                Sql rows = Sql.at(ours)) {
            for (ModelName model : models) {
                LibraryChanges changes = new LibraryChanges(registry.model(model)).prepared();
                Sql sql = Sql.at(theirs);
                open.add(sql);
                library.add(changes);
                byHand.add(new BareChanges(sql, model, rows, changes));
            }
            List<Row> measured = List.of(
                    Row.atMost(
                            LIMIT,
                            "register a version with 1 KiB, " + who,
                            compared(each(byHand, bare -> bare::register), each(library, us -> us::register))),
                    Row.of(
                            "the same, against one transaction",
                            compared(each(byHand, bare -> bare::registerAtOnce), each(library, us -> us::register))),
                    Row.atMost(
                            LIMIT,
                            "promote, " + who,
                            compared(each(byHand, bare -> bare::promote), each(library, us -> us::promote))),
                    Row.atMost(
                            LIMIT,
                            "alias, " + who,
                            compared(each(byHand, bare -> bare::alias), each(library, us -> us::alias))));
            checkSameRows(rows, open.get(0));
            return measured;
        } finally {
            for (Sql each : open) {
                each.close();
            }
            database.delete(ours);
            database.delete(theirs);
        }
    }

    private static <T> List<Action> each(List<T> changes, Function<T, Action> one) {
        return changes.stream().map(one).toList();
    }

    private Comparison compared(List<Action> byHand, List<Action> library) throws IOException {
        return Measure.inTurns(
                sizes.warmUpRegistrations() / sizes.registrations(),
                sizes.rounds(),
                () -> round(byHand),
                () -> round(library));
    }

    /** Nanoseconds that each operation takes in its thread. */
    private double round(List<Action> threads) throws IOException {
        int operations = sizes.registrations();
        List<Action> repeated = threads.stream()
                .<Action>map(action -> () -> {
                    for (int i = 0; i < operations; i++) {
                        action.run();
                    }
                })
                .toList();
        return Measure.nanos(() -> Together.run(repeated)) / operations;
    }

    /** Else the comparison would be worth nothing. */
    private static void checkSameRows(Sql ours, Sql theirs) throws IOException {
        for (String table : TABLES) {
            String count = String.format(Locale.ROOT, "SELECT count(*) FROM %s", table);
            Object byLibrary = ours.rows(count).get(0)[0];
            Object byHand = theirs.rows(count).get(0)[0];
            if (!byLibrary.equals(byHand)) {
                throw new IllegalStateException(
                        table + " has " + byLibrary + " rows by the library and " + byHand + " by hand");
            }
        }
        ours.commit();
        theirs.commit();
    }
}
