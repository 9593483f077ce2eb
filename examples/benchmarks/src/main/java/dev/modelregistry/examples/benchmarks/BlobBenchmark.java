package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.examples.benchmarks.Measure.Comparison;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.id.Digest;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** A large artifact on its way in and out, against SHA-256 over the same bytes; and how much heap that takes. */
final class BlobBenchmark {
    private static final double LIMIT = 1.5;

    private final Workspace workspace;
    private final Sizes sizes;

    BlobBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        try (LargeArtifact artifact = LargeArtifact.of(sizes.artifactBytes(), workspace, workspace)) {
            List<Row> rows = new ArrayList<>();
            workspace.say("registering a large artifact");
            rows.add(row("register " + artifact + " from a file", artifact, artifact::in));
            Comparison copied = Measure.inTurns(0, sizes.longRounds(), () -> copied(artifact), artifact::in);
            rows.add(Row.of("register " + artifact + " from a file, against a bare copy with sync", copied));
            workspace.say("reading a large artifact");
            rows.add(row(artifact + " by artifact.path(), registry just opened", artifact, artifact::path));
            rows.add(row(artifact + " by artifact.open()", artifact, artifact::open));
            rows.add(Row.atMostMebibytes(
                    LargeArtifact.HEAP_LIMIT_MEBIBYTES,
                    "heap kept after these, garbage collected",
                    artifact.heapKept()));
            rows.add(Row.atMostMebibytes(
                    LargeArtifact.HEAP_LIMIT_MEBIBYTES,
                    "highest heap during these, garbage included",
                    artifact.heapPeak()));
            return rows;
        }
    }

    private Row row(String what, LargeArtifact artifact, Round library) throws IOException {
        Comparison measured = Measure.inTurns(1, sizes.longRounds(), () -> sha256(artifact), library);
        return Row.atMost(LIMIT, what, measured, artifact.bytes());
    }

    /** The baseline: nobody who checks a file can do less. */
    private static double sha256(LargeArtifact artifact) throws IOException {
        return Measure.nanos(() -> {
            MessageDigest digest = Digest.sha256();
            try (InputStream content = Files.newInputStream(artifact.file());
                    OutputStream hashing = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                LargeArtifact.copy(content, hashing);
            }
            Digest.of(digest);
        });
    }

    /** Another baseline: nobody who keeps a file can do less. */
    private double copied(LargeArtifact artifact) throws IOException {
        Path copy = workspace.path("copy");
        double nanos = Measure.nanos(() -> {
            try (InputStream content = Files.newInputStream(artifact.file());
                    FileOutputStream out = new FileOutputStream(copy.toFile())) {
                LargeArtifact.copy(content, out);
                out.getFD().sync();
            }
        });
        Files.delete(copy);
        return nanos;
    }
}
