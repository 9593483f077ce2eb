package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;

/** Scans what is inside of something. */
interface ContentScanner {
    /** The format; why not to load it is added to the findings. */
    ArtifactFormat scan(Content content, Findings findings) throws IOException;
}
