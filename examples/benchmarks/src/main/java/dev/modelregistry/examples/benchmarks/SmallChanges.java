package dev.modelregistry.examples.benchmarks;

import java.io.IOException;

/** The small changes that are measured, each again and again, on one model. */
interface SmallChanges {
    /** Registers another version, with an artifact of 1 KiB. */
    void register() throws IOException;

    /** Moves a version to Staging, and the next time into the archive. */
    void promote() throws IOException;

    /** Points an alias at the other one of two versions. */
    void alias() throws IOException;
}
