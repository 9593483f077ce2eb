package dev.modelregistry.examples.sharedtransaction;

import dev.modelregistry.ModelVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The service's own table: which job made which version. It knows nothing of the registry's tables.
 *
 * @param connection in whose transaction everything happens
 */
record TrainingJobs(Connection connection) {

    void createTable() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE IF NOT EXISTS training_job (
                      id VARCHAR(64) PRIMARY KEY,
                      model VARCHAR(255) NOT NULL,
                      version INTEGER NOT NULL,
                      finished_at TIMESTAMP NOT NULL
                    )""");
        }
    }

    /** @throws SQLException if the job has finished before, among others */
    void insert(String id, ModelVersion made) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO training_job (id, model, version, finished_at) VALUES (?, ?, ?, ?)")) {
            statement.setString(1, id);
            statement.setString(2, made.model().toString());
            statement.setInt(3, made.number());
            statement.setTimestamp(4, Timestamp.from(made.registeredAt()));
            statement.executeUpdate();
        }
    }

    /** The number of the version that each job made. */
    SortedMap<String, Integer> finished() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, version FROM training_job")) {
            SortedMap<String, Integer> finished = new TreeMap<>();
            while (rows.next()) {
                finished.put(rows.getString(1), rows.getInt(2));
            }
            return finished;
        }
    }
}
