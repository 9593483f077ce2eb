package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A registry in PostgreSQL: small changes and large artifacts against plain JDBC, opening, and many writers of one model. */
final class JdbcBenchmark {
    private final Workspace workspace;
    private final Optional<String> url;
    private final Sizes sizes;

    /** @param url of a database that is there; else one is started */
    JdbcBenchmark(Workspace workspace, Optional<String> url, Sizes sizes) {
        this.workspace = workspace;
        this.url = url;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        workspace.say(url.isPresent() ? "connecting to PostgreSQL" : "starting PostgreSQL");
        try (PostgreSql database = database()) {
            workspace.say(database.about());
            List<Row> rows = new ArrayList<>();
            rows.addAll(new SmallChangesBenchmark(workspace, database, sizes).run());
            rows.addAll(new RaceBenchmark(workspace, database, sizes).run());
            rows.addAll(new OpenBenchmark(workspace, new Registries(workspace, database), sizes).run());
            rows.addAll(new ChunkBenchmark(workspace, database, sizes).run());
            return rows.stream().map(row -> row.in("PostgreSQL")).toList();
        }
    }

    private PostgreSql database() throws IOException {
        return url.isPresent() ? PostgreSql.at(url.get()) : PostgreSql.start(workspace.path("postgresql"));
    }
}
