package dev.modelregistry.core.codec;

import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.CellStore.CellId;

/** The format numbers of cells. */
final class CellFormat {
    private CellFormat() {}

    /** Refuses what another library wrote: it must not be written over. */
    static void check(CellId cell, long found, int known) {
        if (found != known) {
            throw new UnsupportedFormatException(
                    "cell " + cell + " has the format " + found + "; this library knows " + known + ": upgrade it");
        }
    }
}
