package dev.modelregistry.jdbc;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.jdbc.database.DuplicateKeyException;
import dev.modelregistry.jdbc.database.Tables;
import dev.modelregistry.jdbc.database.Transactions;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.LocalCopies;
import dev.modelregistry.spi.support.Micros;
import dev.modelregistry.spi.support.VerifiedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Blobs as a row each, and their bytes as rows of 256 KiB, so that neither the driver nor the database ever holds much of one. The
 * chunks are named by their upload, because the digest is known only at the end; the row of the blob, inserted last, makes them count.
 */
final class JdbcBlobs implements BlobStore {
    private static final int ATTEMPTS = 10;

    private final Gate gate;
    private final Transactions transactions;
    private final Tables tables;
    private final InstantSource clock;
    private final BlobCipher cipher;
    private final LocalCopies copies = new LocalCopies();
    private final String insertBlob;

    JdbcBlobs(Gate gate, Transactions transactions, Tables tables, InstantSource clock, BlobCipher cipher) {
        this.gate = gate;
        this.transactions = transactions;
        this.tables = tables;
        this.clock = clock;
        this.cipher = cipher;
        this.insertBlob =
                tables.sql("INSERT INTO {blob} (digest, size, stored_at, trashed, upload) VALUES (?, ?, ?, 0, ?)");
    }

    @Override
    public BlobInfo put(InputStream content) throws IOException {
        gate.enterToWrite();
        try (Upload upload = new Upload(transactions, tables, clock, cipher)) {
            upload.take(content);
            return keep(upload);
        }
    }

    /**
     * Makes an upload count, or renews the same bytes if they are there; begins again if somebody purges those at this very moment, and if
     * it cannot be known whether it was done: doing it twice is doing it once.
     */
    private BlobInfo keep(Upload upload) {
        BlobInfo info = new BlobInfo(upload.digest(), upload.size(), Micros.of(clock.instant()));
        OutcomeUnknownException unknown = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                if (inserted(upload, info) || renewed(info)) {
                    return info;
                }
                if (transactions.isTheHosts()) {
                    throw new ConflictException(
                            what(info.digest())
                                    + " was stored by somebody else at the same time; roll this transaction back and begin another one");
                }
            } catch (OutcomeUnknownException lookAgain) { // then the row tells
                unknown = lookAgain;
            } catch (StoreUnavailableException failed) {
                if (unknown == null) {
                    throw failed;
                }
                unknown.addSuppressed(failed); // which says nothing about the attempt before
                throw unknown;
            }
        }
        throw unknown != null
                ? unknown
                : new StoreUnavailableException("cannot keep " + what(info.digest()) + " in " + tables.name("blob")
                        + ": each time it was there, somebody purged it");
    }

    /** Whether the upload counts now; false if the same bytes are there. */
    private boolean inserted(Upload upload, BlobInfo info) {
        try {
            return transactions.write("put " + what(info.digest()), session -> {
                session.update(insertBlob, info.digest().bytes(), info.size(), info.storedAtMicros(), upload.id());
                upload.settle(session);
                return true;
            });
        } catch (DuplicateKeyException itIsThere) {
            return false;
        }
    }

    /** Makes now the time of a blob that is there, if need be out of the trash. A put must not vouch for bytes that are damaged. */
    private boolean renewed(BlobInfo info) {
        Optional<Row> there = row(info.digest());
        if (there.isEmpty()) {
            return false;
        }
        try (InputStream bytes = stream(there.get())) {
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (NotFoundException purged) {
            return false;
        } catch (IOException unexpected) {
            throw new StoreUnavailableException("cannot read " + what(info.digest()) + ": " + unexpected, unexpected);
        }
        return isMade(info);
    }

    /** Makes a blob's row say this, if it is there. */
    private boolean isMade(BlobInfo info) {
        return transactions.write("renew " + what(info.digest()), session -> {
            byte[] digest = info.digest().bytes();
            boolean isChanged = session.update(
                            tables.sql("UPDATE {blob} SET stored_at = ?, trashed = 0 WHERE digest = ?"),
                            info.storedAtMicros(),
                            digest)
                    == 1;
            return isChanged
                    || (transactions.dialect().mayCountChangesOnly()
                            && session.first(
                                            tables.sql("SELECT 1 FROM {blob} WHERE digest = ? FOR UPDATE"),
                                            row -> true,
                                            digest)
                                    .isPresent());
        });
    }

    /** A blob's row. */
    private record Row(BlobInfo info, boolean isTrashed, Bytes upload) {}

    private Optional<Row> row(Digest digest) {
        return transactions.read(
                "find " + what(digest),
                session -> session.first(
                        tables.sql("SELECT size, stored_at, trashed, upload FROM {blob} WHERE digest = ?"),
                        row -> new Row(
                                new BlobInfo(digest, row.getLong(1), row.getLong(2)),
                                row.getInt(3) != 0,
                                Bytes.of(row.getBytes(4))),
                        digest.bytes()));
    }

    private InputStream stream(Row row) {
        ChunkStream chunks =
                new ChunkStream(gate, transactions, tables, row.upload.array(), () -> requireUnchanged(row));
        Digest digest = row.info.digest();
        String place = tables.name("chunk");
        InputStream plain = cipher.decrypt(chunks, row.info.size(), what(digest) + " in " + place);
        return new VerifiedStream(plain, digest, row.info.size(), place);
    }

    private void requireUnchanged(Row before) {
        Digest digest = before.info.digest();
        if (row(digest).filter(now -> now.upload.equals(before.upload)).isEmpty()) {
            throw notFound(digest);
        }
    }

    @Override
    public InputStream open(Digest digest) {
        gate.enterToRead();
        return stream(existing(digest));
    }

    @Override
    public Path localPath(Digest digest) {
        gate.enterToRead();
        Row there = existing(digest);
        return copies.path(digest, () -> stream(there));
    }

    private Row existing(Digest digest) {
        return row(digest).filter(row -> !row.isTrashed).orElseThrow(() -> notFound(digest));
    }

    private NotFoundException notFound(Digest digest) {
        return new NotFoundException("there is no " + what(digest) + " in " + tables.name("blob")
                + "; put it, or renew it if it was trashed");
    }

    @Override
    public Optional<BlobInfo> find(Digest digest) {
        gate.enterToRead();
        return row(digest).filter(row -> !row.isTrashed).map(Row::info);
    }

    @Override
    public List<BlobInfo> list(Digest after, int limit) {
        return list("0", after, limit);
    }

    @Override
    public List<BlobInfo> listTrash(Digest after, int limit) {
        return list("1", after, limit);
    }

    private List<BlobInfo> list(String trashed, Digest after, int limit) {
        gate.enterToRead(limit);
        return transactions.read(
                "list blobs",
                session -> session.list(
                        tables.sql("SELECT digest, size, stored_at FROM {blob} WHERE digest > ? AND trashed = "
                                + trashed + " ORDER BY digest LIMIT ?"),
                        row -> new BlobInfo(Digest.fromBytes(row.getBytes(1)), row.getLong(2), row.getLong(3)),
                        after.bytes(),
                        limit));
    }

    @Override
    public Optional<BlobInfo> renew(Digest digest) {
        gate.enterToWrite();
        return row(digest)
                .map(row -> new BlobInfo(digest, row.info.size(), Micros.of(clock.instant())))
                .filter(this::isMade);
    }

    @Override
    public Optional<BlobInfo> trash(BlobInfo seen) {
        gate.enterToWrite();
        BlobInfo hidden = new BlobInfo(seen.digest(), seen.size(), Micros.of(clock.instant()));
        boolean isHidden = transactions.write(
                        "trash " + what(seen.digest()),
                        session -> session.update(
                                tables.sql("UPDATE {blob} SET trashed = 1, stored_at = ?"
                                        + " WHERE digest = ? AND trashed = 0 AND stored_at = ?"),
                                hidden.storedAtMicros(),
                                hidden.digest().bytes(),
                                seen.storedAtMicros()))
                == 1;
        if (!isHidden) {
            return Optional.empty();
        }
        copies.delete(seen.digest());
        return Optional.of(hidden);
    }

    @Override
    public boolean purge(BlobInfo seen) {
        gate.enterToWrite();
        Optional<Row> trashed = row(seen.digest()).filter(Row::isTrashed).filter(row -> row.info.equals(seen));
        return trashed.isPresent()
                && transactions.write("purge " + what(seen.digest()), session -> {
                    byte[] upload = trashed.get().upload.array();
                    boolean gone = session.update(
                                    tables.sql("DELETE FROM {blob}"
                                            + " WHERE digest = ? AND trashed = 1 AND stored_at = ? AND upload = ?"),
                                    seen.digest().bytes(),
                                    seen.storedAtMicros(),
                                    upload)
                            == 1;
                    if (gone) {
                        session.update(tables.sql("DELETE FROM {chunk} WHERE upload = ?"), upload);
                    }
                    return gone;
                });
    }

    void close() {
        copies.deleteAll();
    }

    private static String what(Digest digest) {
        return "blob " + digest;
    }

    /** Ends uploads that were begun long ago and never finished. */
    void sweep() {
        Upload.sweep(transactions, tables, clock);
    }
}
