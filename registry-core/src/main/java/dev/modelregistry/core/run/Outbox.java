package dev.modelregistry.core.run;

import dev.modelregistry.error.RejectedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a run said and did not save yet, in batches in their order; the last one takes what is said next. Thread-safe. */
public final class Outbox {
    /** What is kept while the store is away. */
    private static final int MAX_BATCHES = 16;

    private final String run;
    private final Deque<Unsaved> batches = new ArrayDeque<>();
    private boolean closed;

    /** @param run for messages */
    public Outbox(String run) {
        this.run = run;
        batches.add(new Unsaved());
    }

    /**
     * Adds something that is said.
     *
     * @return whether that filled a batch, so that it is time to save
     * @throws RejectedException if it is closed
     */
    public synchronized boolean add(Consumer<Unsaved> said) {
        requireOpen();
        Unsaved batch = batches.getLast();
        said.accept(batch);
        if (batch.isFull()) {
            batches.add(new Unsaved());
        }
        return batch.isFull();
    }

    /** Whether so much waits that it must be saved before more is said. */
    public synchronized boolean isFull() {
        return batches.size() > MAX_BATCHES;
    }

    /** The first batch, if there is anything in it; from here on nothing is added to it. */
    public synchronized @Nullable Unsaved first() {
        if (batches.size() == 1) {
            if (batches.getLast().isEmpty()) {
                return null;
            }
            batches.add(new Unsaved());
        }
        return batches.getFirst();
    }

    /** The first batch is saved. */
    public synchronized void removeFirst() {
        batches.removeFirst();
    }

    /**
     * Refuses what is said to it when it is closed.
     *
     * @throws RejectedException if it is
     */
    public synchronized void requireOpen() {
        if (closed) {
            throw new RejectedException("run " + run + " was closed; start another one");
        }
    }

    /** Takes no more. */
    public synchronized void close() {
        closed = true;
    }

    /** Whether it takes no more. */
    public synchronized boolean isClosed() {
        return closed;
    }
}
