package dev.modelregistry.examples.console;

import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a script learns of an answer; the same table is in the README. */
final class ExitCode {
    static final int DONE = 0;
    /** The registry refused, or the answer is no. */
    static final int NO = 1;
    /** The arguments make no sense. */
    static final int USAGE = 2;

    static final int NOT_FOUND = 3;
    /** Somebody else was first: look and decide again. */
    static final int CONFLICT = 4;
    /** The store, or a file here, cannot be used now; or it is not known whether the change was made. */
    static final int UNAVAILABLE = 5;

    static final int DAMAGED = 6;
    /** A newer library wrote the registry. */
    static final int TOO_OLD = 7;
    /** An error in this program. */
    static final int BUG = 70;

    private ExitCode() {}

    static int of(Throwable failure) {
        if (failure instanceof HalfDoneException half && half.getCause() != null) {
            return of(half.getCause());
        }
        if (failure instanceof RejectedException) {
            return NO;
        }
        if (failure instanceof InvalidInputException) {
            return USAGE;
        }
        if (failure instanceof NotFoundException) {
            return NOT_FOUND;
        }
        if (failure instanceof ConflictException) {
            return CONFLICT;
        }
        if (failure instanceof StoreUnavailableException
                || failure instanceof OutcomeUnknownException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException) {
            return UNAVAILABLE;
        }
        if (failure instanceof CorruptStoreException) {
            return DAMAGED;
        }
        return failure instanceof UnsupportedFormatException ? TOO_OLD : BUG;
    }
}
