package dev.modelregistry.examples.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL with schemas to put registries into: one that is started here and syncs what is committed, or one that is there. <b>Must be
 * closed</b>: that drops the schemas, and ends what was started.
 */
final class PostgreSql implements Places, AutoCloseable {
    /** What is unpacked here is kept for the next run. */
    private static final Path PROGRAMS = Path.of("target", "servers").toAbsolutePath();

    private final String url;
    private final @Nullable EmbeddedPostgres started;
    private final String prefix = "benchmark_" + UUID.randomUUID().toString().substring(0, 8) + "_";
    private final Set<String> schemas = new HashSet<>();

    private PostgreSql(String url, @Nullable EmbeddedPostgres started) {
        this.url = url;
        this.started = started;
    }

    /** One that is there. Its user must be allowed to create schemas. */
    static PostgreSql at(String url) {
        return new PostgreSql(url, null);
    }

    /** One whose data is in an empty directory. Settings that nobody needs to run a benchmark are those that it comes with. */
    static PostgreSql start(Path data) throws IOException {
        return start(data, Map.of());
    }

    /** One that has some other settings, too. */
    static PostgreSql start(Path data, Map<String, String> settings) throws IOException {
        EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(PROGRAMS.toFile())
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                // What starts it turns these off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
        settings.forEach(server::setServerConfig);
        EmbeddedPostgres started = server.start();
        return new PostgreSql(
                "jdbc:postgresql://127.0.0.1:" + started.getPort() + "/postgres?user=postgres&password=postgres",
                started);
    }

    @Override
    public String fresh(String name) throws IOException {
        String schema = prefix + name;
        run("CREATE SCHEMA " + schema);
        schemas.add(schema);
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    @Override
    public void delete(String place) throws IOException {
        String schema = place.substring(place.lastIndexOf('=') + 1);
        run("DROP SCHEMA " + schema + " CASCADE");
        schemas.remove(schema);
    }

    private void run(String statement) throws IOException {
        try (Sql sql = Sql.at(url)) {
            sql.update(statement);
            sql.commit();
        }
    }

    /** Which it is, and whether it syncs. */
    String about() throws IOException {
        try (Sql sql = Sql.at(url)) {
            Object[] about = sql.rows("SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync '"
                            + " || current_setting('fsync') || ', synchronous_commit '"
                            + " || current_setting('synchronous_commit')")
                    .get(0);
            return String.valueOf(about[0]);
        }
    }

    @Override
    public void close() throws IOException {
        for (String schema : Set.copyOf(schemas)) {
            run("DROP SCHEMA " + schema + " CASCADE");
        }
        if (started != null) {
            started.close();
        }
    }
}
