package dev.modelregistry.core.serve;

import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import dev.modelregistry.serving.ServingStatus.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The models that were replaced, until they are closed: once, because the serving thread alone begins it, and on a thread of its own. Others may ask for their {@link #status}. */
final class Drain<T> {
    private final Terms<T> terms;
    private final List<Leaving<T>> leaving = new CopyOnWriteArrayList<>();

    Drain(Terms<T> terms) {
        this.terms = terms;
    }

    /** A model on its way out. */
    private static final class Leaving<T> {
        final Loaded<T> loaded;
        long limit;
        boolean isLate;
        boolean isClosing;

        Leaving(Loaded<T> loaded, long limit) {
            this.loaded = loaded;
            this.limit = limit;
        }
    }

    /** Lets nobody get this model any more. The table that is published must not name it, or requests would look for another one in vain. */
    void add(Loaded<T> loaded, long now) {
        leaving.add(new Leaving<>(loaded, now + terms.options().drainLimit().toNanos()));
        loaded.retire();
    }

    /** Whether this model is in use, or being closed, for longer than the limit. */
    boolean isOverdue(Loaded<T> loaded, long now) {
        return find(loaded)
                .filter(each -> each.limit - now <= 0 && (each.isClosing || !loaded.isIdle()))
                .isPresent();
    }

    /** Whether there is nothing here that is worth waiting for: what is overdue is not. */
    boolean isClear(long now) {
        return leaving.stream().allMatch(each -> isOverdue(each.loaded, now));
    }

    /** Lets requests have this model again, unless it is being closed; gives whether they may. */
    boolean takeBack(Loaded<T> loaded) {
        Optional<Leaving<T>> found = find(loaded).filter(each -> !each.isClosing);
        found.ifPresent(each -> {
            leaving.remove(each);
            loaded.readmit();
        });
        return found.isPresent();
    }

    private Optional<Leaving<T>> find(Loaded<T> loaded) {
        return leaving.stream().filter(each -> each.loaded == loaded).findAny();
    }

    /** Closes what nobody has any more, and tells of what is in use for too long. */
    void turn(long now) {
        for (Leaving<T> each : leaving) {
            if (!each.isClosing && each.loaded.isIdle()) {
                each.isClosing = true;
                each.isLate = false;
                each.limit = now + terms.options().drainLimit().toNanos();
                begin(each);
            } else if (each.isClosing && !each.isLate && each.limit - now <= 0) {
                each.isLate = true;
                terms.alerts()
                        .raise(
                                Kind.CLOSE_FAILED,
                                each.loaded.version(),
                                "has not been closed within " + terms.options().drainLimit()
                                        + "; it is not used any more, and stays in memory until that is done",
                                null);
            } else if (!each.isLate && each.limit - now <= 0) {
                each.isLate = true;
                terms.alerts()
                        .raise(
                                Kind.DRAINS_SLOWLY,
                                each.loaded.version(),
                                "was replaced and is still in use by " + each.loaded.leases() + " after "
                                        + terms.options().drainLimit() + "; it stays loaded until they are through",
                                null);
            }
        }
    }

    private void begin(Leaving<T> each) {
        try {
            terms.threads().newThread(() -> close(each)).start();
        } catch (Throwable noThread) { // then here
            close(each);
        }
    }

    private void close(Leaving<T> each) {
        terms.close(each.loaded.version(), each.loaded.model());
        each.loaded.room().leave();
        leaving.remove(each);
        terms.wake().run();
    }

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    /** In how many nanoseconds there is something to do, if nothing happens before. */
    long pause(long now) {
        return leaving.stream()
                .filter(each -> !each.isLate)
                .mapToLong(each -> Math.max(0, each.limit - now))
                .min()
                .orElse(Held.NEVER);
    }

    Stream<ServingStatus.Version> status() {
        return leaving.stream()
                .map(each -> new ServingStatus.Version(
                        each.loaded.version().number(),
                        each.loaded.version().version(),
                        State.DRAINING,
                        each.loaded.leases(),
                        each.loaded.openLeases(),
                        Optional.empty(),
                        each.loaded.room().bytes()));
    }
}
