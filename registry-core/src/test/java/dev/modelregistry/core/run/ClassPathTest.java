package dev.modelregistry.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    private Path directory;

    private Path jar(String name, String classPath, String... entries) throws IOException {
        Path file = directory.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String entry : entries) {
                jar.putNextEntry(new ZipEntry(entry));
                jar.write("git.commit.id.full=4f2a9c1".getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return file;
    }

    @Test
    void namesArchivesAndThoseThatTheyNameOrHold() throws Exception {
        jar("named-1.jar", "named-2.jar missing.jar http://example.com/far.jar");
        jar("named-2.jar", "named-1.jar app.jar");
        Path app = jar(
                "app.jar",
                "named-1.jar",
                "BOOT-INF/lib/nested-1.0.jar",
                "WEB-INF/lib/web-1.0.jar",
                "lib/plain-1.0.jar",
                "data/no-library.jar",
                "BOOT-INF/lib/readme.txt");
        Path broken = Files.writeString(directory.resolve("broken.jar"), "no archive");
        Path classes = Files.createDirectory(directory.resolve("classes"));

        assertThat(new ClassPath(List.of(app, classes, broken, directory.resolve("absent.jar"))).libraries())
                .containsExactly(
                        "app.jar",
                        "broken.jar",
                        "named-1.jar",
                        "named-2.jar",
                        "nested-1.0.jar",
                        "plain-1.0.jar",
                        "web-1.0.jar");
    }

    @Test
    void namesWhatAnEventCanHold() throws Exception {
        Path app = jar(
                "app.jar",
                "%zz file://host/far.jar near.jar",
                IntStream.range(0, 2_000)
                        .mapToObj(i -> "lib/" + i + "\u20ac".repeat(200) + ".jar")
                        .toArray(String[]::new));
        jar("near.jar", "");

        List<String> names = new ClassPath(List.of(app)).libraries();

        assertThat(names)
                .hasSizeBetween(300, 1_000)
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(101));
        assertThat(String.join("", names).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_001);
        assertThat(new ClassPath(List.of(directory.resolve("near.jar"), app)).libraries())
                .contains("0" + "\u20ac".repeat(99) + "\u2026");
    }

    @Test
    void namesTheLibrariesOfThisProcess() {
        assertThat(ClassPath.ofThisProcess().libraries())
                .anyMatch(name -> name.startsWith("assertj-core-"))
                .noneMatch(name -> name.contains("/"));
    }

    @Test
    void namesTheLibrariesOfClassLoadersThatWereMadeSince() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar("plugin (1).jar", "").toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(ClassPath.ofThisProcess().libraries())
                    .contains("plugin (1).jar")
                    .anyMatch(name -> name.startsWith("assertj-core-"));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void findsWhatStandsBesideTheApplicationsClasses() throws Exception {
        Path plain = jar("plain.jar", "", "git.properties");
        Path boot = jar("boot.jar", "", "BOOT-INF/classes/git.properties");
        Path library = jar("library.jar", "");
        Path classes = Files.createDirectory(directory.resolve("classes"));

        assertThat(new ClassPath(List.of(plain)).ofApplication("git.properties"))
                .isPresent();
        assertThat(new ClassPath(List.of(boot)).ofApplication("git.properties")).isPresent();
        assertThat(new ClassPath(List.of(library, plain)).ofApplication("git.properties"))
                .as("that of a library")
                .isEmpty();
        assertThat(new ClassPath(List.of(plain, library)).ofApplication("git.properties"))
                .as("whose it is nobody knows")
                .isEmpty();
        assertThat(new ClassPath(List.of(classes, plain)).ofApplication("git.properties"))
                .isEmpty();
        Files.writeString(classes.resolve("git.properties"), "git.dirty=true");
        assertThat(new ClassPath(List.of(classes)).ofApplication("git.properties"))
                .isPresent();
        assertThat(new ClassPath(List.of(directory.resolve("absent.jar"))).ofApplication("git.properties"))
                .isEmpty();
        assertThat(new ClassPath(List.of()).ofApplication("git.properties")).isEmpty();
    }
}
