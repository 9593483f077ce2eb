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
    private long askedAt;
    private int failures;

    /** @param threads makes the threads that it is asked on */
    public Checkup(HealthCheck check, ThreadFactory threads) {
        this.check = check;
        this.threads = threads;
    }

    /** Another rollout begins: what failed before counts no more. */
    public void beginAnew() {
        failures = 0;
    }

    /** Asks it, and does not wait. An answer that came after its limit is thrown away. */
    public void ask(Health health) {
        CompletableFuture<Optional<String>> pending = asked;
        if (pending != null && pending.isDone() && isLate()) {
            pending = null;
        }
        if (pending == null) {
            CompletableFuture<Optional<String>> question = new CompletableFuture<>();
            asked = question;
            askedAt = System.nanoTime();
            try {
                threads.newThread(() -> run(question, health)).start();
            } catch (Throwable noThread) {
                question.completeExceptionally(noThread);
            }
        }
    }

    private boolean isLate() {
        return System.nanoTime() - askedAt > check.limit().toNanos();
    }

    private void run(CompletableFuture<Optional<String>> question, Health health) {
        try {
            question.complete(Objects.requireNonNull(check.check().problem(health), check + " gave null"));
        } catch (Throwable failure) {
            question.completeExceptionally(failure);
        }
    }

    /** What it answered when it was last asked, waiting for that no longer than so many nanoseconds, nor than its limit. */
    public Answer answer(long atMost) {
        CompletableFuture<Optional<String>> pending = asked;
        if (pending == null) {
            return unknown("it was not asked");
        }
        long left = check.limit().toNanos() - (System.nanoTime() - askedAt);
        try {
            Optional<String> problem = pending.get(Math.max(0, Math.min(atMost, left)), TimeUnit.NANOSECONDS);
            asked = null;
            return answer(problem);
        } catch (TimeoutException late) {
            return unknown(isLate() ? "no answer within " + check.limit() : "it has not answered yet");
        } catch (ExecutionException failure) {
            asked = null;
            return unknown(String.valueOf(failure.getCause()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unknown("interrupted");
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
