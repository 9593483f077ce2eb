package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.signature.Signature;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A model and how many requests have it. Requests count in one of several stripes, chosen by their thread, so that threads do not fight for a
 * cache line, and count down in the stripe that they counted up in. Thread-safe.
 *
 * <p>Why nobody has a model that was closed: {@link #enter} counts up <i>and then</i> reads whether the model is retired; {@link #retire}
 * sets that <i>and then</i> {@link #isIdle} reads the counters. All four are volatile accesses, of which there is one order that everybody
 * sees (Dekker's argument: of two who each write first and read then, at least one sees the other). So a request that got in counted before
 * the model was retired, and a stripe that is seen at zero after that has none any more. It will not get any either: whoever counts later
 * sees the retirement, and leaves without having touched the model. Hence it is enough to see each stripe at zero once, one by one.
 *
 * <p>Why it is noticed: the last one to count down leaves its stripe at zero. Either it sees the retirement, and wakes whoever waits to
 * close; or it left before that, and the look that follows upon retiring finds nobody.
 *
 * <p>A request that takes long delays the closing of its own version, and nothing else: no other version, no switch, no other request.
 */
final class Loaded<T> {
    /** Between counters, for a line of a cache and its neighbour are fetched together. */
    static final int SPACING = 128 / Long.BYTES;

    /** A power of two; more than there are processors, for numbers of threads are not always dense. */
    static final int STRIPES = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors());

    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);

    private final ModelVersion version;
    private final T model;
    private final Optional<Signature> signature;
    private final Scores awaited;
    private final Runnable whenIdle;
    private final Room room;
    private final @Nullable Set<Trace> traces;
    private final long[] users = new long[(STRIPES + 1) * SPACING];
    private volatile boolean isRetired;

    /** @param whenIdle called after it was retired whenever it may have become idle; on threads of requests, so it must be quick */
    Loaded(
            ModelVersion version,
            T model,
            Optional<Signature> signature,
            boolean tracksLeases,
            Scores awaited,
            Runnable whenIdle,
            Room room) {
        this.awaited = awaited;
        this.version = version;
        this.model = model;
        this.signature = signature;
        this.whenIdle = whenIdle;
        this.room = room;
        this.traces = tracksLeases ? ConcurrentHashMap.newKeySet() : null;
    }

    ModelVersion version() {
        return version;
    }

    /** Only for whoever has entered, or has seen it idle. */
    T model() {
        return model;
    }

    /** Its memory; left when it was closed. */
    Room room() {
        return room;
    }

    /** What is wrong with inputs, by the signature that was read when it was loaded. */
    List<String> problems(Map<String, ?> inputs) {
        return signature.isEmpty() ? List.of() : signature.get().problems(inputs);
    }

    /** Where its requests wait whose score comes later. */
    Scores awaited() {
        return awaited;
    }

    /** Where the current thread counts. */
    static int stripe() {
        return (1 + ((int) Thread.currentThread().getId() & (STRIPES - 1))) * SPACING;
    }

    /** Gives whether the caller has it now, and must {@link #leave} by the same stripe; if not, it is retired, and another one answers. */
    boolean enter(int stripe) {
        COUNTER.getAndAdd(users, stripe, 1L);
        if (!isRetired) {
            return true;
        }
        leave(stripe);
        return false;
    }

    void leave(int stripe) {
        if ((long) COUNTER.getAndAdd(users, stripe, -1L) == 1 && isRetired) {
            whenIdle.run();
        }
    }

    /** Nobody gets in any more. */
    void retire() {
        isRetired = true;
    }

    /** Whoever comes may have it again. For the thread that would have it closed, and has not. */
    void readmit() {
        isRetired = false;
    }

    /** Whether nobody has it. Says that it may be closed only if it was retired before. */
    boolean isIdle() {
        for (int stripe = SPACING; stripe < users.length; stripe += SPACING) {
            if ((long) COUNTER.getVolatile(users, stripe) != 0) {
                return false;
            }
        }
        return true;
    }

    /** About how many requests have it. */
    long leases() {
        long sum = 0;
        for (int stripe = SPACING; stripe < users.length; stripe += SPACING) {
            sum += (long) COUNTER.getVolatile(users, stripe);
        }
        return sum;
    }

    /** Remembers who entered, if that is wished. */
    @Nullable
    Trace trace() {
        return traces == null ? null : Trace.in(traces);
    }

    List<String> openLeases() {
        return traces == null
                ? List.of()
                : traces.stream().map(Trace::toString).sorted().toList();
    }
}
