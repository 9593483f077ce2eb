package dev.modelregistry.jdbc;

import dev.modelregistry.contract.ProviderFixture;
import dev.modelregistry.contract.StoreFixture.Damage;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A registry in a fresh place of some database. Damage is done with the statements of somebody who should not have had the right to. */
abstract class JdbcFixture extends ProviderFixture {
    JdbcFixture(String url) {
        this(url, BlobCipher.none());
    }

    JdbcFixture(String url, BlobCipher cipher) {
        super(new JdbcStoreProvider(), url, cipher);
    }

    /** A URL by which the same place can be read and not written to. */
    abstract String readOnlyUrl();

    @Override
    public final Optional<RegistryStore> openReadOnly() {
        return Optional.of(provider().open(readOnlyUrl(), OpenMode.EXISTING));
    }

    @Override
    public final Optional<Damage> damage() {
        return Optional.of(new RowDamage(url()));
    }

    private record RowDamage(String url) implements Damage {
        @Override
        public void flipByteOfCommit(JournalId journal, long revision) {
            rewrite("mr_commit", "journal = ? AND revision = ?", RowDamage::flipped, name(journal), revision);
        }

        @Override
        public void removeCommit(JournalId journal, long revision) {
            run("DELETE FROM mr_commit WHERE journal = ? AND revision = ?", name(journal), revision);
        }

        @Override
        public void exchangeCommits(JournalId journal, long one, long other) {
            String move = "UPDATE mr_commit SET revision = ? WHERE journal = ? AND revision = ?";
            run(move, -1L, name(journal), one);
            run(move, one, name(journal), other);
            run(move, other, name(journal), -1L);
        }

        @Override
        public void flipByteOfBlob(Digest digest) {
            rewrite("mr_chunk", "part = 0 AND upload = ?", RowDamage::flipped, upload(digest));
        }

        @Override
        public void truncateBlob(Digest digest) {
            rewrite(
                    "mr_chunk",
                    "part = 0 AND upload = ?",
                    content -> Arrays.copyOf(content, content.length - 1),
                    upload(digest));
        }

        @Override
        public void flipByteOfSnapshot(JournalId journal, long revision) {
            rewrite("mr_snapshot", "journal = ? AND revision = ?", RowDamage::flipped, name(journal), revision);
        }

        private static byte[] name(JournalId journal) {
            return Keys.utf8(journal.toString());
        }

        private static byte[] flipped(byte[] content) {
            byte[] flipped = content.clone();
            flipped[0] ^= 1;
            return flipped;
        }

        private byte[] upload(Digest digest) {
            return bytes("SELECT upload FROM mr_blob WHERE digest = ?", digest.bytes());
        }

        private void rewrite(String table, String where, UnaryOperator<byte[]> change, Object... key) {
            byte[] changed = change.apply(bytes("SELECT bytes FROM " + table + " WHERE " + where, key));
            Object[] arguments = new Object[key.length + 1];
            arguments[0] = changed;
            System.arraycopy(key, 0, arguments, 1, key.length);
            run("UPDATE " + table + " SET bytes = ? WHERE " + where, arguments);
        }

        private byte[] bytes(String query, Object... arguments) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement statement = prepared(connection, query, arguments);
                    ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBytes(1);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private void run(String update, Object... arguments) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement statement = prepared(connection, update, arguments)) {
                if (statement.executeUpdate() != 1) {
                    throw new IllegalStateException("there is nothing to damage: " + update);
                }
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private static PreparedStatement prepared(Connection connection, String sql, Object... arguments)
                throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof byte[] bytes) {
                    statement.setBytes(i + 1, bytes);
                } else {
                    statement.setLong(i + 1, (Long) arguments[i]);
                }
            }
            return statement;
        }
    }
}
