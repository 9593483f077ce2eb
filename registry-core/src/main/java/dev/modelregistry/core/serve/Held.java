package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import dev.modelregistry.serving.ServingStatus.State;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version that is wanted, or was until just now. Used by the serving thread; others may ask for its {@link #status}. */
final class Held<T> {
    /** Nothing will be due. */
    static final long NEVER = Long.MAX_VALUE;

    private final Terms<T> terms;
    private final ModelVersion version;
    private volatile @Nullable Loading<T> loading;
    private volatile @Nullable Loaded<T> loaded;
    private volatile @Nullable Throwable failure;
    private boolean isWanted;
    private long retryAt;

    Held(Terms<T> terms, ModelVersion version) {
        this.terms = terms;
        this.version = version;
    }

    /** Sees what came of loading, gives up what takes too long, and begins what is due. */
    void turn(boolean wanted, long now) {
        isWanted = wanted;
        Loading<T> attempt = loading;
        if (attempt != null) {
            boolean hasEnded = attempt.hasEnded(); // first, for what came of it is known by then
            if (!wanted) {
                attempt.cancel();
            } else if (attempt.left(now) <= 0) {
                attempt.timeOut();
            }
            see(attempt, now);
            if (hasEnded) {
                loading = null;
            }
        }
        if (!wanted) {
            failure = null;
        } else if (loaded == null && loading == null && (failure == null || retryAt - now <= 0)) {
            load(now);
        }
    }

    private void load(long now) {
        failure = null;
        try {
            loading = Loading.start(terms, version, now);
        } catch (Throwable noThread) {
            failed(noThread, now);
        }
    }

    private void see(Loading<T> attempt, long now) {
        attempt.take()
                .ifPresent(model -> loaded = new Loaded<>(
                        version,
                        model,
                        attempt.signature(),
                        terms.options().tracksLeases(),
                        terms.awaited(),
                        terms.wake()));
        if (isWanted && failure == null) {
            attempt.problem(now).ifPresent(cause -> failed(cause, now)); // told once, be its thread done or not
        }
    }

    private void failed(Throwable cause, long now) {
        failure = cause;
        retryAt = now + terms.options().retryAfter().toNanos();
        terms.alerts()
                .raise(
                        Kind.LOAD_FAILED,
                        version,
                        "could not be loaded; what served before goes on, and it is tried again in "
                                + terms.options().retryAfter(),
                        cause);
    }

    ModelVersion version() {
        return version;
    }

    @Nullable
    Loaded<T> loaded() {
        return loaded;
    }

    /** Why it could not be loaded; null if that is not known. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    boolean isWanted() {
        return isWanted;
    }

    /** Gives the model away. */
    void release() {
        loaded = null;
    }

    /** Whether there is nothing to do with it any more. */
    boolean isOver() {
        return !isWanted && loaded == null && loading == null;
    }

    /** Whether it is over but for a loader that does not return, which nobody waits for any longer. */
    boolean isOverOrHangs(long now) {
        Loading<T> attempt = loading;
        return !isWanted && loaded == null && (attempt == null || (attempt.isGivenUp() && attempt.left(now) <= 0));
    }

    /** In how many nanoseconds there is something to do, if nothing happens before. */
    long pause(long now) {
        Loading<T> attempt = loading;
        if (attempt != null) {
            long left = attempt.left(now);
            return left <= 0 ? NEVER : left; // it has been given up, and its end is told
        }
        return isWanted && loaded == null && failure != null ? Math.max(0, retryAt - now) : NEVER;
    }

    ServingStatus.Version status() {
        Loaded<T> model = loaded;
        Throwable problem = failure;
        State state = model != null ? State.SERVING : problem != null ? State.FAILED : State.LOADING;
        return new ServingStatus.Version(
                version.number(),
                version.version(),
                state,
                model == null ? 0 : model.leases(),
                model == null ? List.of() : model.openLeases(),
                Optional.ofNullable(problem).map(Throwable::toString));
    }
}
