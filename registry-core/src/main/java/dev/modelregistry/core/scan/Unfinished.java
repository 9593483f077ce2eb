package dev.modelregistry.core.scan;

import java.io.IOException;

/** The content cannot be read to its end: damaged, cut off, not supported or too large. Not a failure of the disk. */
final class Unfinished extends IOException {
    private static final long serialVersionUID = 1L;

    Unfinished(String message) {
        super(message);
    }
}
