package dev.modelregistry.jdbc;

/** A fresh place on a server, for any number of processes. */
final class ServerFixture extends JdbcFixture {
    private final TestServer server;
    private final String readOnly;

    /** @param readOnly what makes all transactions of a connection read-only, as parameters of its URL */
    ServerFixture(TestServer server, String readOnly) {
        super(server.freshDatabase());
        this.server = server;
        this.readOnly = readOnly;
    }

    @Override
    String readOnlyUrl() {
        return url() + readOnly;
    }

    @Override
    public void close() {
        server.dropDatabase(url());
    }
}
