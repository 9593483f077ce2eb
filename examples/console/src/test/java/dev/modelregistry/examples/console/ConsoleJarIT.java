package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the jar shows; runs behind {@code package}. */
class ConsoleJarIT {
    private static final File JAR = new File("target/console.jar").getAbsoluteFile();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"file:registry", "jdbc:h2:file:./registry", "jdbc:sqlite:registry.db"})
    void theJarStartsAndFindsItsStoresAndDrivers(String url) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("model"), "weights");

        assertThat(run(url, "register", "flights", "--create", "--artifact", "m=model", "-m", "a test"))
                .isEqualTo(
                        "registered flights v1.0.0 (number 1), models:/flights/1\n1.0.0, which follows no release\n");
        assertThat(JsonOutput.parse(run(url, "status", "--json"), "the output")
                        .at("/models/0/versions")
                        .asInt())
                .isEqualTo(1);
    }

    private String run(String url, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.getPath()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--registry", url));
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out + Files.readString(err)).isZero();
        assertThat(err).isEmptyFile();
        return out;
    }

    @Test
    void whatEachJarSaysOfItsServicesIsMerged() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(text(jar, "META-INF/services/dev.modelregistry.spi.StoreProvider"))
                    .contains("FileStoreProvider", "JdbcStoreProvider", "MemoryStoreProvider");
            assertThat(text(jar, "META-INF/services/java.sql.Driver"))
                    .contains("org.h2.", "org.sqlite.", "org.postgresql.", "org.mariadb.", "com.mysql.");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .noneMatch(name ->
                            name.endsWith("module-info.class") || name.matches("META-INF/[^/]+\\.(SF|RSA|DSA)"));
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getJarEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
