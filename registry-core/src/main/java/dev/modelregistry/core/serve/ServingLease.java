package dev.modelregistry.core.serve;

import dev.modelregistry.Lease;
import dev.modelregistry.rollout.Route;
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
    private boolean isClosed;

    /** For whoever has entered by this stripe. */
    ServingLease(Loaded<T> loaded, Route route, int stripe, @Nullable Trace trace) {
        this.loaded = loaded;
        this.route = route;
        this.stripe = stripe;
        this.trace = trace;
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

    @Override
    public void close() {
        if (isClosed) {
            throw isOver(route, "close each lease once");
        }
        isClosed = true;
        if (trace != null) {
            trace.close();
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
