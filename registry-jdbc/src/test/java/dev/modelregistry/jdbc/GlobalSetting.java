package dev.modelregistry.jdbc;

/** A setting of MariaDB's server for as long as this is open; for connections that are made meanwhile. */
final class GlobalSetting implements AutoCloseable {
    private final String administrator = TestServer.mariaDb().adminUrl();
    private final String name;
    private final String before;

    GlobalSetting(String name, String value) {
        this.name = name;
        this.before = TestDatabase.ask(administrator, "SELECT @@global." + name).get(0);
        set(value);
    }

    private void set(String value) {
        TestDatabase.run(administrator, "SET GLOBAL " + name + " = " + value);
    }

    @Override
    public void close() {
        set(before);
    }
}
