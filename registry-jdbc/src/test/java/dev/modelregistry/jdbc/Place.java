package dev.modelregistry.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.jdbc.database.Dialect;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Consumer;

/** Where a registry can be: the databases, each as hosts set them up. */
enum Place {
    H2(Dialect.H2),
    SQLITE(Dialect.SQLITE),
    POSTGRESQL(Dialect.POSTGRESQL),
    MARIADB(Dialect.MARIADB),
    /** As it is by default from version 11.6 on. */
    MARIADB_WITH_SNAPSHOT_ISOLATION(Dialect.MARIADB);

    private final Dialect dialect;

    Place(Dialect dialect) {
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The URL of a new place without tables. */
    String fresh(Path directory) {
        String file = directory.resolve(UUID.randomUUID().toString()).toString();
        return switch (this) {
            case H2 -> "jdbc:h2:file:" + file;
            case SQLITE -> "jdbc:sqlite:" + file;
            case POSTGRESQL -> TestServer.postgreSql().freshDatabase();
            case MARIADB -> TestServer.mariaDb().freshDatabase() + "&sessionVariables=innodb_snapshot_isolation=OFF";
            case MARIADB_WITH_SNAPSHOT_ISOLATION ->
                TestServer.mariaDb().freshDatabase() + "&sessionVariables=innodb_snapshot_isolation=ON";
        };
    }

    /** A pool of a host. */
    static HikariDataSource pool(String url, int size, Consumer<HikariConfig> settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        settings.accept(config);
        return new HikariDataSource(config);
    }
}
