package dev.modelregistry.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** MariaDB, or the MySQL that it comes from: they are started alike. A place of its own is a database. */
final class MySqlServer extends TestServer {
    private final String scheme;
    private final String parameters;

    private MySqlServer(String name, int port, String scheme, String parameters) {
        super(name, port);
        this.scheme = scheme;
        this.parameters = parameters;
    }

    static TestServer startMariaDb() throws Exception {
        int port = start(MySqlFiles.mariaDb());
        return new MySqlServer("MariaDB", port, "mariadb", "").withUser();
    }

    static TestServer startMySql() throws Exception {
        // Without TLS, its driver asks for the key under which it sends the password.
        String parameters = "&sslMode=DISABLED&allowPublicKeyRetrieval=true";
        try {
            int port = start(MySqlFiles.mySql());
            return new MySqlServer("MySQL", port, "mysql", parameters).withUser();
        } catch (IllegalStateException failed) {
            if (failed.getMessage().contains("libaio.so.1")) {
                throw new IllegalStateException(
                        "MySQL 8.0.15 needs the system library libaio.so.1, which is not installed. On Debian 12 and Ubuntu 22.04:"
                                + " apt-get install -y libaio1",
                        failed);
            }
            throw failed;
        }
    }

    private static int start(MySqlFiles files) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("mysql");
        Path data = Files.createDirectory(directory.resolve("data"));
        ServerFiles.copy(files.initialData(), data);
        int port = freePort();
        List<String> command = new ArrayList<>(files.server(data));
        command.addAll(List.of(
                "--bind-address=" + HOST,
                "--port=" + port,
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                // MariaDB would spend seconds on a certificate.
                "--skip-ssl",
                // MySQL would also listen on a second port, which is always the same.
                "--loose-mysqlx=OFF",
                "--max-connections=300",
                "--innodb-buffer-pool-size=64M",
                // A commit is on disk before it is acknowledged. It is the default, and what the tests are about.
                "--innodb-flush-log-at-trx-commit=1"));
        ServerProcess.start(new ProcessBuilder(command), ": ready for connections", directory);
        return port;
    }

    /** Another process could take it before the server does; then the server fails, and says why. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    private MySqlServer withUser() throws SQLException {
        try (Connection connection = DriverManager.getConnection(adminUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("create user registry@'%' identified by 'registry'");
            statement.execute("grant all on `registry\\_%`.* to registry@'%'");
        }
        return this;
    }

    @Override
    String adminUrl() {
        return "jdbc:" + scheme + "://" + HOST + ":" + port() + "/mysql?user=root" + parameters;
    }

    @Override
    String url(String database) {
        return "jdbc:" + scheme + "://" + HOST + ":" + port() + "/" + database + "?user=registry&password=registry"
                + parameters;
    }

    /** The 3 is COM_QUERY. */
    @Override
    String commitOnTheWire() {
        return "\3COMMIT";
    }

    @Override
    void create(Statement admin, String database) throws SQLException {
        admin.execute("create database " + database);
    }

    @Override
    void endSessions(Statement admin, String database) throws SQLException {
        List<Long> sessions = new ArrayList<>();
        try (ResultSet rows =
                admin.executeQuery("select id from information_schema.processlist where db = '" + database + "'")) {
            while (rows.next()) {
                sessions.add(rows.getLong(1));
            }
        }
        for (long session : sessions) {
            try {
                admin.execute("kill " + session);
            } catch (SQLException gone) {
                // That is what was wanted.
            }
        }
    }

    @Override
    String sessions() {
        return "information_schema.processlist where db";
    }

    /** Nobody's update takes long in a test, unless it has to wait. */
    @Override
    String isWaiting() {
        return "state in ('Updating', 'Update', 'updating', 'update')";
    }

    @Override
    String isInTransaction() {
        return "id in (select trx_mysql_thread_id from information_schema.innodb_trx)";
    }

    @Override
    void drop(Statement admin, String database) throws SQLException {
        admin.execute("set session lock_wait_timeout = 10");
        admin.execute("drop database " + database);
    }
}
