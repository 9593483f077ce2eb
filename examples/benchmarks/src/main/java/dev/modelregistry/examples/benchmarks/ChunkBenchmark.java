package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.examples.benchmarks.Measure.Comparison;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A large artifact on its way into a database and out of it, against the same chunks inserted and selected by hand in plain JDBC. */
final class ChunkBenchmark {
    private static final double LIMIT = 1.5;
    private static final int CHUNK = 1 << 18;
    private static final int CHUNKS_AT_ONCE = 16;
    private static final byte[] UPLOAD = new byte[16];

    private final Workspace workspace;
    private final PostgreSql database;
    private final Sizes sizes;

    /** When a transaction of the baseline ends. */
    private enum Commit {
        EVERY_BATCH,
        AT_THE_END
    }

    ChunkBenchmark(Workspace workspace, PostgreSql database, Sizes sizes) {
        this.workspace = workspace;
        this.database = database;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        try (LargeArtifact artifact = LargeArtifact.of(sizes.artifactBytes(), workspace, database)) {
            List<Row> rows = new ArrayList<>();
            workspace.say("registering a large artifact in a database");
            rows.add(row("register " + artifact + " from a file", artifact, Commit.EVERY_BATCH));
            Comparison atOnce =
                    Measure.inTurns(0, sizes.longRounds(), () -> inserted(artifact, Commit.AT_THE_END), artifact::in);
            rows.add(Row.of("the same, against one transaction", atOnce, artifact.bytes()));
            workspace.say("reading a large artifact from a database");
            rows.add(out(artifact + " by artifact.open()", artifact, () -> selected(artifact), artifact::open));
            rows.add(out(
                    artifact + " by artifact.path(), registry just opened",
                    artifact,
                    () -> selectedIntoFile(artifact),
                    artifact::path));
            // A driver makes garbage of each chunk, so the highest use tells of the heap's size alone.
            rows.add(Row.atMostMebibytes(
                    LargeArtifact.HEAP_LIMIT_MEBIBYTES,
                    "heap kept after these, garbage collected",
                    artifact.heapKept()));
            workspace.say("doing both in a small heap");
            artifact.inHeapOf(LargeArtifact.HEAP_LIMIT_MEBIBYTES);
            rows.add(Row.atMostMebibytes(
                    LargeArtifact.HEAP_LIMIT_MEBIBYTES,
                    "all heap of a JVM that does these",
                    (long) LargeArtifact.HEAP_LIMIT_MEBIBYTES << 20));
            return rows;
        }
    }

    private Row row(String what, LargeArtifact artifact, Commit commit) throws IOException {
        return Row.atMost(
                LIMIT,
                what,
                Measure.inTurns(1, sizes.longRounds(), () -> inserted(artifact, commit), artifact::in),
                artifact.bytes());
    }

    private Row out(String what, LargeArtifact artifact, Round byHand, Round library) throws IOException {
        return Row.atMost(LIMIT, what, Measure.inTurns(1, sizes.longRounds(), byHand, library), artifact.bytes());
    }

    /** Into a fresh table of chunks, which the library has made. */
    private double inserted(LargeArtifact artifact, Commit commit) throws IOException {
        String place = database.fresh("chunks");
        Workspace.open(place).close();
        try (Sql sql = Sql.at(place);
                InputStream content = Files.newInputStream(artifact.file())) {
            return Measure.nanos(() -> {
                int part = 0;
                List<@Nullable Object[]> batch = new ArrayList<>();
                for (byte[] chunk = content.readNBytes(CHUNK); chunk.length > 0; chunk = content.readNBytes(CHUNK)) {
                    batch.add(new Object[] {UPLOAD, part++, chunk});
                    if (batch.size() == CHUNKS_AT_ONCE) {
                        insert(sql, batch);
                        if (commit == Commit.EVERY_BATCH) {
                            sql.commit();
                        }
                    }
                }
                insert(sql, batch);
                sql.commit();
            });
        } finally {
            database.delete(place);
        }
    }

    private static void insert(Sql sql, List<@Nullable Object[]> batch) throws IOException {
        sql.updateAll("INSERT INTO mr_chunk (upload, part, bytes) VALUES (?, ?, ?)", batch);
        batch.clear();
    }

    private static double selected(LargeArtifact artifact) throws IOException {
        return selected(artifact, OutputStream.nullOutputStream());
    }

    private double selectedIntoFile(LargeArtifact artifact) throws IOException {
        Path file = workspace.path("selected");
        try (OutputStream to = Files.newOutputStream(file)) {
            return selected(artifact, to);
        } finally {
            Files.delete(file);
        }
    }

    /** Those that the library has stored, in order and hashed. */
    private static double selected(LargeArtifact artifact, OutputStream to) throws IOException {
        try (Sql sql = Sql.at(artifact.registry())) {
            byte[] upload = (byte[]) sql.rows("SELECT upload FROM mr_blob WHERE size = ?", artifact.bytes())
                    .get(0)[0];
            return Measure.nanos(() -> {
                MessageDigest digest = Digest.sha256();
                for (int part = 0; part < artifact.bytes() / CHUNK; part++) {
                    byte[] chunk =
                            (byte[]) sql.rows("SELECT bytes FROM mr_chunk WHERE upload = ? AND part = ?", upload, part)
                                    .get(0)[0];
                    digest.update(chunk);
                    to.write(chunk);
                }
                Digest.of(digest);
            });
        }
    }
}
