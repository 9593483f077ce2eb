package dev.modelregistry.core.journal;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends, and finds out how it ended. */
public final class Appending {
    private static final Logger LOG = LoggerFactory.getLogger(Appending.class);
    private static final int MAX_UNKNOWN = 3;
    private static final long MAX_PAUSE_NANOS = 20_000_000;

    private Appending() {}

    /**
     * An append whose outcome is unknown is repeated with the same bytes: the store then knows its own. Once it is unknown, a failure of
     * the repeat says nothing about the first try.
     *
     * @throws OutcomeUnknownException if it is still unknown after a few tries
     */
    public static AppendResult append(
            JournalStore journals, JournalId id, Head expected, List<CommitBytes> commits, List<Change> entries) {
        OutcomeUnknownException unknown = null;
        for (int attempt = 1; attempt <= MAX_UNKNOWN; attempt++) {
            try {
                return journals.append(id, expected, commits, entries);
            } catch (OutcomeUnknownException failure) {
                unknown = failure;
            } catch (RegistryException failure) {
                if (unknown == null) {
                    throw failure;
                }
                unknown.addSuppressed(failure);
            }
            LOG.debug("The outcome of an append to {} is unknown, attempt {}", id, attempt, unknown);
            pause(attempt);
        }
        throw Objects.requireNonNull(unknown);
    }

    /** Waits for a random moment, longer from attempt to attempt. */
    public static void pause(int attempt) {
        long bound = Math.min(MAX_PAUSE_NANOS, 100_000L << Math.min(attempt, 10));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
    }
}
