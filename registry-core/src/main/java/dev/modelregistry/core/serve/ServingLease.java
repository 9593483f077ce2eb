package dev.modelregistry.core.serve;

import dev.modelregistry.Lease;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.rollout.Route;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Serving} gives. It belongs to one thread, so nothing in it is volatile, and never leaves its own methods: the JIT compiler then makes no
 * object of one that is closed where it was acquired.
 */
final class ServingLease<T> implements Lease<T> {
    private final Loaded<T> loaded;
    private final Route route;
    private final int stripe;
    private final @Nullable Trace trace;
    private final @Nullable ArmCounter counter;
    private final int slot;
    private final long began;
    private boolean hasFailed;
    private boolean isRefused;
    private boolean isClosed;

    /** For whoever has entered by this stripe; the counter is null if the request is not counted, the slot is the one that decided, or below 0. */
    ServingLease(
            Loaded<T> loaded, Route route, int stripe, @Nullable Trace trace, @Nullable ArmCounter counter, int slot) {
        this.loaded = loaded;
        this.route = route;
        this.stripe = stripe;
        this.trace = trace;
        this.counter = counter;
        this.slot = slot;
        this.began = counter == null ? 0 : System.nanoTime();
    }

    @Override
    public T model() {
        if (isClosed) {
            throw isOver(route, "its model may be closed by now; acquire another one");
        }
        return loaded.model();
    }

    @Override
    public Route route() {
        return route;
    }

    /** Whether a slot decided that this version answers. */
    boolean isBySlot() {
        return slot >= 0;
    }

    @Override
    public void checkInputs(Map<String, ?> inputs) {
        if (isClosed) {
            throw isOver(route, "check the inputs before");
        }
        List<String> problems = loaded.problems(inputs);
        isRefused = !problems.isEmpty();
        if (isRefused) {
            throw new InvalidInputException(route.model() + " v" + route.version() + " (" + route.number()
                    + ") does not take these inputs: " + String.join("; ", problems));
        }
    }

    @Override
    public void failed() {
        if (isClosed) {
            throw isOver(route, "say that it failed before");
        }
        hasFailed = true;
    }

    @Override
    public void score(double value) {
        if (isClosed) {
            throw isOver(route, "score it before, or later by its id or stamp");
        }
        Scores.check(value);
        if (counter != null) {
            counter.score(value);
        }
    }

    @Override
    public void awaitScore(String id) {
        if (isClosed) {
            throw isOver(route, "say before that a score is awaited");
        }
        loaded.awaited().await(id, counter);
    }

    @Override
    public void close() {
        if (isClosed) {
            throw isOver(route, "close each lease once");
        }
        isClosed = true;
        if (trace != null) {
            trace.close();
        }
        if (counter != null && (!isRefused || hasFailed)) {
            counter.count(stripe, slot, System.nanoTime() - began, hasFailed);
        }
        loaded.leave(stripe);
    }

    /** Takes no lease, which would have it made. */
    private static IllegalStateException isOver(Route route, String advice) {
        return new IllegalStateException("the lease of " + route + " was closed already: " + advice);
    }

    @Override
    public String toString() {
        return "lease of " + route + (isClosed ? ", closed" : "");
    }
}
