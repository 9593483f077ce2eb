package dev.modelregistry.core.scan;

import dev.modelregistry.core.scan.PickleReader.Verdict;
import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Says what a file is, by its bytes and never by its name, and what speaks against loading it. Files of any size are read in pieces; memory is
 * bounded by a few MiB, usually far less. Thread-safe.
 *
 * <p>What it does not find: faults of loaders, code in a language that a format carries as data (chat templates, layers of Keras), and names
 * by which a format refers to other files.
 */
public final class ArtifactScanner {
    /** Weights that are mostly zeros pack well, but beyond this there are none. */
    private static final long UNPACKED_ALWAYS = 4L << 30;

    private static final long UNPACKED_TIMES = 100;
    private static final int MAX_DEPTH = 4;

    private static final Set<ArtifactFormat> ZIPS =
            EnumSet.of(ArtifactFormat.ZIP, ArtifactFormat.NUMPY_ARCHIVE, ArtifactFormat.PYTORCH);

    private final List<Recogniser> recognisers;
    private int depth;

    private ArtifactScanner(Budget budget) {
        // Those with a signature first; what is nothing else is text.
        recognisers = List.of(
                new Zip(this::nested, budget),
                new Gzip(this::nested, budget),
                new Hdf5(),
                new Npy(),
                new Gguf(),
                new Tflite(),
                new Safetensors(),
                new Json(),
                new XgboostBinary(),
                new Xml(),
                new Onnx(),
                new Text());
    }

    /**
     * Scans a file, which must not be modified meanwhile. Whatever is in it, the answer is a scan: where it cannot be read to its end, that
     * is a finding.
     *
     * @throws IOException if the file cannot be read from its disk
     */
    public static Scan scan(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return scan(channel);
        }
    }

    /** Scans an open file like {@link #scan(Path)}, and leaves it open. */
    public static Scan scan(FileChannel file) throws IOException {
        long size = file.size();
        long unpacked = Math.max(UNPACKED_ALWAYS, size > Long.MAX_VALUE / UNPACKED_TIMES ? 0 : size * UNPACKED_TIMES);
        return scan(new Window(file, 0, size), new Budget(unpacked));
    }

    static Scan scan(Content content, Budget budget) throws IOException {
        Findings findings = new Findings();
        ArtifactFormat format = ArtifactFormat.UNKNOWN;
        try {
            format = new ArtifactScanner(budget).scan(content, findings);
        } catch (Unfinished e) {
            findings.unfinished(e);
        }
        return new Scan(format, findings.all());
    }

    private ArtifactFormat nested(Content content, Findings findings) throws IOException {
        if (depth == MAX_DEPTH) {
            throw new Unfinished("it is packed more than " + MAX_DEPTH + " times");
        }
        depth++;
        try {
            return scan(content, findings);
        } finally {
            depth--;
        }
    }

    private ArtifactFormat scan(Content content, Findings findings) throws IOException {
        ArtifactFormat format = recognise(content, findings);
        boolean isZip = ZIPS.contains(format);
        if (!isZip && ZipEnd.isAtEndOf(content)) {
            findings.add("it is a ZIP file as well, for readers that begin at the end");
        }
        if (format != ArtifactFormat.HDF5 && Hdf5.isBehindOther(content)) {
            findings.add("it is an HDF5 file as well, for readers that look for it behind the beginning");
        }
        // An unpickler takes the first letter of a ZIP file for a name that its host should resolve, and gives up.
        return isZip ? format : unpickled(content, format, findings);
    }

    /** The format, unless an unpickler makes more of the content than other readers do. */
    private static ArtifactFormat unpickled(Content content, ArtifactFormat format, Findings findings)
            throws IOException {
        boolean isNothingElse = format == ArtifactFormat.UNKNOWN || format == ArtifactFormat.TEXT;
        Findings found = findings.aside();
        Verdict verdict = PickleReader.read(content, found);
        if (verdict == Verdict.NONE || (verdict == Verdict.PICKLE && !isNothingElse)) {
            return format;
        }
        if (!isNothingElse) {
            findings.add("it is a pickle as well, and runs when it is loaded as one");
        }
        findings.addAll(found);
        return ArtifactFormat.PICKLE;
    }

    private ArtifactFormat recognise(Content content, Findings findings) throws IOException {
        byte[] head = content.head(Recogniser.HEAD);
        for (Recogniser recogniser : recognisers) {
            if (recogniser.claims(head)) {
                Findings found = findings.aside();
                ArtifactFormat format;
                try {
                    format = recogniser.read(content, found);
                } catch (Unfinished e) {
                    found.unfinished(e);
                    format = recogniser.format();
                }
                if (format != ArtifactFormat.UNKNOWN) {
                    findings.addAll(found);
                    return format;
                }
            }
        }
        return ArtifactFormat.UNKNOWN;
    }
}
