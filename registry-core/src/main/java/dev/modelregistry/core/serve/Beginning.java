package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ServingException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Whether serving has begun, which it does when control answers; if the first attempt at that fails, it never will. Thread-safe. */
final class Beginning {
    private final String served;
    private final String noun;
    private final CompletableFuture<Optional<RuntimeException>> outcome = new CompletableFuture<>();

    /**
     * It has not.
     *
     * @param served what is to be served, such as {@code model flights}
     * @param noun what of it is in production, such as {@code version}
     */
    Beginning(String served, String noun) {
        this.served = served;
        this.noun = noun;
    }

    /** What is to be served. */
    String served() {
        return served;
    }

    /** Returns when serving has begun, or throws why it never will. */
    void await() {
        try {
            outcome.get().ifPresent(failure -> {
                throw failure;
            });
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ServingException(
                    "interrupted while the first " + noun + " of " + served + " was loading; serve it again",
                    interrupted);
        }
    }

    /** Whether that is not known yet. */
    boolean isOpen() {
        return !outcome.isDone();
    }

    /** Something answers. */
    void begin() {
        outcome.complete(Optional.empty());
    }

    /** Why it cannot be known what to serve. */
    RuntimeException unknown(Throwable unreachable) {
        return unreachable instanceof RuntimeException cause
                ? cause
                : new ServingException("cannot ask what of " + served + " to serve", unreachable);
    }

    void fail(RuntimeException failure) {
        outcome.complete(Optional.of(failure));
    }

    /**
     * Looks whether it has begun.
     *
     * @param plan what is followed, if anything is
     * @param unreachable why the registry could not be asked, if so
     * @param answers whether anything answers
     * @param failures gives why a version could not be loaded, null if that is not known
     * @return why it will never begin, if so
     */
    Optional<RuntimeException> see(
            @Nullable ServingPlan plan,
            @Nullable Throwable unreachable,
            boolean answers,
            IntFunction<@Nullable Throwable> failures) {
        if (answers) {
            begin();
            return Optional.empty();
        }
        if (plan == null && unreachable != null) {
            return Optional.of(unknown(unreachable));
        }
        if (plan == null || plan.versions().isEmpty()) {
            return Optional.of(nothing());
        }
        ModelVersion control = plan.versions().get(0);
        return Optional.ofNullable(failures.apply(control.number()))
                .map(cause -> new ServingException(
                        Alerts.name(control) + " of " + served + " could not be loaded: " + cause, cause));
    }

    ServingException nothing() {
        return new ServingException("nothing of " + served + " is in production; promote a " + noun);
    }

    ServingException notYet() {
        return new ServingException("what is in production of " + served
                + " is not loaded, nor is anything that served before; the status says why");
    }
}
