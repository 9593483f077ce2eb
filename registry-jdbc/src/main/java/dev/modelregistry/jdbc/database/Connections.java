package dev.modelregistry.jdbc.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where connections come from, each for one transaction. Thread-safe. */
interface Connections extends AutoCloseable {
    /** A connection for nobody else. */
    Connection acquire() throws SQLException;

    /**
     * Gives a connection back.
     *
     * @param usable whether it may be used again, as far as is known
     */
    void release(Connection connection, boolean usable);

    @Override
    void close();

    /** Those of the host, whose pool it is to know which are usable. */
    static Connections of(DataSource source) {
        return new Connections() {
            @Override
            public Connection acquire() throws SQLException {
                return source.getConnection();
            }

            @Override
            public void release(Connection connection, boolean usable) {
                try {
                    connection.close();
                } catch (SQLException gone) {
                    OwnConnections.LOG.debug("A connection could not be closed", gone);
                }
            }

            @Override
            public void close() {} // it is the host's
        };
    }
}
