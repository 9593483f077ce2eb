package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.util.List;

/**
 * What was found in a file.
 *
 * @param findings what speaks against loading it, in sentences; also that the scan could not be finished. A file without any is clean, if
 *     its format is one that you allow
 */
public record Scan(ArtifactFormat format, List<String> findings) {
    public Scan {
        findings = List.copyOf(findings);
    }
}
