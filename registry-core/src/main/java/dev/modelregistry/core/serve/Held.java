package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import dev.modelregistry.serving.ServingStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version that is wanted, or was until just now. Used by the serving thread; others may ask for its {@link #status}. */
final class Held<T> {
    /** Nothing will be due. */
    static final long NEVER = Long.MAX_VALUE;

    /** How often the time to the next trial is doubled, where each costs answers. */
    private static final int DOUBLINGS = 6;

    private final Terms<T> terms;
    private final ModelVersion version;
    private volatile @Nullable Loading<T> loading;
    private volatile @Nullable Loaded<T> loaded;
    private volatile @Nullable Throwable failure;
    private boolean isWanted;
    private Manner manner = Manner.BESIDE;
    private int trials;
    private long lacking = Loading.ENOUGH;
    private boolean isTold;
    private Duration pause = Duration.ZERO;
    private long retryAt;

    Held(Terms<T> terms, ModelVersion version) {
        this.terms = terms;
        this.version = version;
    }

    /** How a version is loaded, by what is said if it cannot be. */
    enum Manner {
        /** While another one answers, if any does. */
        BESIDE("could not be loaded; what served before goes on, and it is tried again in "),
        /** In place of another one. */
        IN_PLACE("could not be loaded; what served before is loaded again, and it is tried again in "),
        /** After another one could not be loaded in its place. */
        AGAIN("could not be loaded again; nothing answers until it is, and it is tried again in ");

        private final String failed;

        Manner(String failed) {
            this.failed = failed;
        }
    }

    /** Sees what came of loading, and gives up what takes too long. */
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
        }
    }

    private void see(Loading<T> attempt, long now) {
        attempt.take().ifPresent(model -> {
            admit(new Loaded<>(
                    version,
                    model,
                    attempt.signature(),
                    terms.options().tracksLeases(),
                    terms.awaited(),
                    terms.wake(),
                    attempt.room()));
        });
        if (isWanted && failure == null) { // told once, be its thread done or not
            attempt.problem(now).ifPresent(cause -> {
                lacking = attempt.lacking();
                boolean costsAnswers = manner == Manner.IN_PLACE;
                if (isShort() && !costsAnswers) {
                    failure = cause;
                } else {
                    failed(cause, now);
                }
            });
        }
    }

    /** This is its model. */
    void admit(Loaded<T> model) {
        loaded = model;
        trials = 0;
        isTold = false;
    }

    private boolean isShort() {
        return lacking != Loading.ENOUGH;
    }

    private void failed(Throwable cause, long now) {
        postpone(manner, cause, now);
        isTold = false;
        terms.alerts().raise(Kind.LOAD_FAILED, version, manner.failed + pause, cause);
    }

    /** It is not loaded for now. */
    void postpone(Manner how, Throwable why, long now) {
        failure = why;
        manner = how;
        lacking = Loading.ENOUGH;
        pause = terms.options().retryAfter();
        if (manner == Manner.IN_PLACE) {
            pause = pause.multipliedBy(1L << Math.min(trials, DOUBLINGS));
            trials++;
        }
        rest(now);
    }

    /** If it could not be loaded, the time to the next trial begins anew. */
    void rest(long now) {
        retryAt = now + pause.toNanos();
    }

    /** How long until it is tried again, where it could not be loaded. */
    Duration untilNextTrial() {
        return pause;
    }

    /** Loads it beside whatever is in memory, if that is due. */
    void loadBeside(long now) {
        if (isDue(now)) {
            load(terms.room(), Manner.BESIDE, now);
        } else {
            tellIfShort();
        }
    }

    /** Whether there is no model, nor any on its way. */
    boolean isMissing() {
        return loaded == null && loading == null;
    }

    /** Whether it is time to load it. */
    boolean isDue(long now) {
        boolean isTime = failure == null || (isShort() ? fits(lacking) : retryAt - now <= 0);
        return isWanted && isMissing() && isTime;
    }

    private boolean fits(long bytes) {
        return terms.options().memory().filter(budget -> bytes <= budget.free()).isPresent();
    }

    /** How many bytes it needs and were not free when it was tried; {@link Loading#ENOUGH} if that is not its problem. */
    long lacking() {
        return failure == null ? Loading.ENOUGH : lacking;
    }

    /** Whether it needs memory before others of its model get any. */
    boolean waitsForMemory() {
        Loading<T> attempt = loading;
        return terms.options()
                .memory()
                .filter(budget -> attempt != null
                        ? !attempt.hasRoom() && !attempt.isGivenUp()
                        : failure != null && isShort() && lacking <= budget.limit())
                .isPresent();
    }

    /** Begins to load it, into this room. */
    void load(Room room, Manner how, long now) {
        failure = null;
        lacking = Loading.ENOUGH;
        manner = how;
        try {
            loading = Loading.start(terms, version, room, now);
        } catch (Throwable noThread) {
            failed(noThread, now);
        }
    }

    /** Tells that there is no memory for it, once until it is loaded or fails otherwise. */
    void tellIfShort() {
        Throwable why = failure;
        if (why != null && isShort() && !isTold) {
            isTold = true;
            boolean isHopeless = terms.options()
                    .memory()
                    .filter(budget -> lacking > budget.limit())
                    .isPresent();
            terms.alerts()
                    .raise(
                            Kind.NO_MEMORY,
                            version,
                            "is not loaded: " + why.getMessage() + "; "
                                    + (manner == Manner.AGAIN
                                            ? "nothing answers until it is"
                                            : "what served before goes on")
                                    + (isHopeless ? "" : ", and it is tried again when memory is given back"),
                            null);
        }
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
        return !isWanted && isMissing();
    }

    /** Whether it is over but for a loader that does not return, which nobody waits for any longer. */
    boolean isOverOrHangs(long now) {
        Loading<T> attempt = loading;
        return !isWanted && loaded == null && (attempt == null || (attempt.isGivenUp() && attempt.left(now) <= 0));
    }

    /** In how many nanoseconds there is something to do, if nothing happens before. What is due and was not begun waits for something that happens. */
    long pause(long now) {
        Loading<T> attempt = loading;
        if (attempt != null) {
            long left = attempt.left(now);
            return left <= 0 ? NEVER : left; // it has been given up, and its end is told
        }
        boolean isTried = isWanted && loaded == null && failure != null && !isShort();
        return isTried && retryAt - now > 0 ? retryAt - now : NEVER;
    }

    ServingStatus.Version status() {
        Loaded<T> model = loaded;
        Loading<T> attempt = loading;
        Throwable problem = failure;
        State state = model != null ? State.SERVING : problem != null ? State.FAILED : State.LOADING;
        return new ServingStatus.Version(
                version.number(),
                version.version(),
                state,
                model == null ? 0 : model.leases(),
                model == null ? List.of() : model.openLeases(),
                Optional.ofNullable(problem).map(Throwable::toString),
                model != null
                        ? model.room().bytes()
                        : attempt != null ? attempt.room().bytes() : 0);
    }
}
