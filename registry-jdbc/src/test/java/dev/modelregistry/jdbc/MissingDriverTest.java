package dev.modelregistry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a JVM of its own, which has every jar but the drivers. */
@Timeout(60)
class MissingDriverTest {
    @Test
    void theDriverIsNamedByItsCoordinates() throws IOException, InterruptedException {
        String withoutDrivers = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(
                        ".*(h2|sqlite-jdbc|postgresql|mariadb-java-client|mysql-connector-j)-[0-9.]+jar"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                Child.class.getName());
        builder.environment().put("CLASSPATH", withoutDrivers);
        Process child = builder.redirectErrorStream(true).start();
        List<String> said = child.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(said)
                .containsExactly(
                        "no JDBC driver for H2 is on the class path; add the dependency com.h2database:h2",
                        "no JDBC driver for SQLite is on the class path; add the dependency org.xerial:sqlite-jdbc",
                        "no JDBC driver for PostgreSQL is on the class path; add the dependency org.postgresql:postgresql",
                        "no JDBC driver for MariaDB is on the class path; add the dependency org.mariadb.jdbc:mariadb-java-client",
                        "no JDBC driver for MySQL is on the class path; add the dependency com.mysql:mysql-connector-j");
    }

    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            for (String database : List.of("h2", "sqlite", "postgresql", "mariadb", "mysql")) {
                try {
                    ModelRegistry.open("jdbc:" + database + "://nowhere/x?password=secret")
                            .close();
                } catch (InvalidInputException missing) {
                    System.out.println(missing.getMessage());
                }
            }
        }
    }
}
