package dev.modelregistry.core.health;

import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.State;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.HealthCheck;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks a check of the host's again and again, on a thread of its own each time, and never a second time while it has not answered. For one thread. */
public final class Checkup {
    private static final int MAX_WORDS = 500;

    private final HealthCheck check;
    private final ThreadFactory threads;
    private @Nullable CompletableFuture<Optional<String>> asked;
    private int failures;

    /** @param threads makes the threads that it is asked on */
    public Checkup(HealthCheck check, ThreadFactory threads) {
        this.check = check;
        this.threads = threads;
    }

    /** Asks it, and waits for the answer as long as it may take. */
    public Answer ask(Health health) {
        try {
            return answer(await(health));
        } catch (TimeoutException late) {
            return unknown("no answer within " + check.limit());
        } catch (ExecutionException failure) {
            return unknown(String.valueOf(failure.getCause()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unknown("interrupted");
        }
    }

    private Optional<String> await(Health health) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Optional<String>> pending = asked;
        if (pending == null) {
            CompletableFuture<Optional<String>> question = new CompletableFuture<>();
            threads.newThread(() -> run(question, health)).start();
            asked = question;
            pending = question;
        }
        try {
            return pending.get(check.limit().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (pending.isDone()) {
                asked = null;
            }
        }
    }

    private void run(CompletableFuture<Optional<String>> question, Health health) {
        try {
            question.complete(Objects.requireNonNull(check.check().problem(health), check + " gave null"));
        } catch (Throwable failure) {
            question.completeExceptionally(failure);
        }
    }

    private Answer answer(Optional<String> problem) {
        failures = problem.isPresent() ? failures + 1 : 0;
        State state = problem.isEmpty() ? State.FINE : failures < check.failures() ? State.FAILING : State.FAILED;
        return new Answer(check.name(), state, Texts.line(problem.orElse(""), MAX_WORDS));
    }

    private Answer unknown(String why) {
        return new Answer(check.name(), State.UNKNOWN, Texts.line(why, MAX_WORDS));
    }
}
