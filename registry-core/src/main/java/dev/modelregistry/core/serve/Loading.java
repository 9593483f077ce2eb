package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.signature.Signature;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** One attempt at loading a version, warm-up, self-test and check included, on a thread of its own. A model that nobody waits for any more is closed there too. */
final class Loading<T> {
    /** It was not refused for want of memory. */
    static final long ENOUGH = -1;

    private final Terms<T> terms;
    private final ModelVersion version;
    private final Room room;
    private final long deadline;
    private final CompletableFuture<T> model = new CompletableFuture<>();
    private final Thread thread;
    private Optional<Signature> signature = Optional.empty();
    private volatile boolean hasRoom;
    private volatile long lacking = ENOUGH;
    private volatile boolean hasEnded;
    private volatile boolean isGivenUp;
    private boolean mayBeInterrupted = true;
    private boolean isTaken;

    private Loading(Terms<T> terms, ModelVersion version, Room room, long now) {
        this.terms = terms;
        this.version = version;
        this.room = room;
        this.deadline = now + terms.options().loadLimit().toNanos();
        this.thread = Objects.requireNonNull(terms.threads().newThread(this::run), "the thread factory gave no thread");
    }

    /**
     * Throws whatever comes of having no thread.
     *
     * @param room is this attempt's, and left when nothing has come of it
     */
    static <T> Loading<T> start(Terms<T> terms, ModelVersion version, Room room, long now) {
        room.enter();
        try {
            Loading<T> loading = new Loading<>(terms, version, room, now);
            loading.thread.start();
            return loading;
        } catch (Throwable noThread) {
            room.leave();
            throw noThread;
        }
    }

    private void run() {
        boolean isUsed = false;
        try {
            takeRoom();
            T made = Objects.requireNonNull(terms.loader().load(version), "the loader gave null");
            isUsed = passes(made) && model.complete(made);
            if (!isUsed) {
                close(made);
            }
        } catch (Throwable failure) {
            model.completeExceptionally(failure);
        } finally {
            if (!isUsed) {
                room.leave();
            }
            hasEnded = true;
            terms.wake().run();
        }
    }

    private void takeRoom() {
        Optional<MemoryBudget> budget = terms.options().memory();
        if (budget.isEmpty()) {
            return;
        }
        long bytes = terms.bytes(version);
        if (!room.take(version.model() + " v" + version.version() + " (" + version.number() + ")", bytes)) {
            lacking = bytes;
            throw new ServingException(
                    bytes > budget.get().limit()
                            ? "it takes " + bytes + " bytes, and never fits in a memory budget of "
                                    + budget.get().limit()
                            : "it takes " + bytes + " bytes of memory, and " + budget.get());
        }
        hasRoom = true;
        terms.wake().run(); // others of this model may wait for it to have chosen
        if (model.isDone()) {
            throw new CancellationException("given up before it was loaded");
        }
    }

    private boolean passes(T made) {
        try {
            signature = version.signature(); // here, for requests never look at the store
            terms.options().warmUp().accept(made);
            SelfTesting.run(terms.options(), version, made);
            terms.options().check().accept(made);
            return true;
        } catch (Throwable failure) {
            model.completeExceptionally(failure);
            terms.wake().run(); // closing may take long
            return false;
        }
    }

    private void close(T made) {
        synchronized (this) {
            mayBeInterrupted = false;
            Thread.interrupted(); // what was meant for loading must not end closing
        }
        terms.close(version, made);
    }

    /** It takes too long. Does nothing if the model is there or the attempt has failed. */
    void timeOut() {
        giveUp(new TimeoutException("not loaded within " + terms.options().loadLimit()));
    }

    /** The version is not wanted any more, which is no failure. Does nothing if the model is there or the attempt has failed. */
    void cancel() {
        giveUp(new CancellationException("not wanted any more"));
    }

    private synchronized void giveUp(Exception why) {
        boolean isNew = model.completeExceptionally(why);
        if (isNew) {
            isGivenUp = true;
            if (mayBeInterrupted) {
                thread.interrupt();
            }
        }
    }

    /** Whether nobody waits for it, and its model is closed as soon as there is one. */
    boolean isGivenUp() {
        return isGivenUp;
    }

    /** Where its model is, and stays if it is {@linkplain #take taken}. */
    Room room() {
        return room;
    }

    /** Whether it has its memory, where that is counted. */
    boolean hasRoom() {
        return hasRoom;
    }

    /** How many bytes it needs and were not free; {@link #ENOUGH} if that is not its problem. */
    long lacking() {
        return lacking;
    }

    /** Whether its thread is done. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** The model, once it is there and has passed; the first time only, because it may be closed by the time that this thread is done. For the serving thread. */
    Optional<T> take() {
        if (isTaken || !model.isDone() || model.isCompletedExceptionally()) {
            return Optional.empty();
        }
        isTaken = true;
        return Optional.of(model.join());
    }

    /** What the model takes, for whoever has {@linkplain #take taken} it. */
    Optional<Signature> signature() {
        return signature;
    }

    /** Why there will be no model, once that is known; empty if it was cancelled and may still return in time. */
    Optional<Throwable> problem(long now) {
        if (!model.isCompletedExceptionally()) {
            return Optional.empty();
        }
        Throwable problem = model.handle((made, why) -> why).join();
        if (!(problem instanceof CancellationException)) {
            return Optional.of(problem);
        }
        return left(now) > 0 || hasEnded
                ? Optional.empty()
                : Optional.of(new TimeoutException("an earlier attempt has not returned within "
                        + terms.options().loadLimit()));
    }

    /** How many nanoseconds it has left; not above zero if none. */
    long left(long now) {
        return deadline - now;
    }
}
