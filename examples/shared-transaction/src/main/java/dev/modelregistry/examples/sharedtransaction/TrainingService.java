package dev.modelregistry.examples.sharedtransaction;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.jdbc.JdbcLocation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SortedMap;
import javax.sql.DataSource;

/**
 * The host: in one transaction it changes the registry and its own table.
 *
 * @param database where both are
 */
record TrainingService(DataSource database) {
    static final String MODEL = "churn_predictor";

    private static final int ATTEMPTS = 5;

    /** What belongs together: it is committed as a whole or not at all. */
    interface Work<T> {
        T run(RegisteredModel model, TrainingJobs jobs) throws SQLException;
    }

    /** What is done again from its beginning if somebody else was first. */
    interface Unit<T> {
        T run(int attempt) throws SQLException;
    }

    /** Commits what the work did to the registry and to the table; rolls both back if it fails. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (ModelRegistry registry = ModelRegistry.builder()
                    .location(JdbcLocation.within(connection))
                    .actor("training")
                    .open()) {
                T result = work.run(registry.model(MODEL), new TrainingJobs(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    /**
     * In transactions of its own, the registry decides again by itself when somebody else was first. In one of the host it does not: only
     * the host knows what else depends on what it had read, so the host begins again.
     */
    <T> T untilNobodyElseIsFirst(Unit<T> unit) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return unit.run(attempt);
            } catch (ConflictException somebodyElse) {
                if (attempt == ATTEMPTS) {
                    throw somebodyElse;
                }
            }
        }
    }

    /** Creates the service's own table if it is not there. Not in a transaction, which some databases would commit. */
    void createTable() throws SQLException {
        try (Connection connection = database.getConnection()) {
            new TrainingJobs(connection).createTable();
        }
    }

    /** The committed rows: the number of the version that each job made. */
    SortedMap<String, Integer> finishedJobs() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new TrainingJobs(connection).finished();
        }
    }
}
