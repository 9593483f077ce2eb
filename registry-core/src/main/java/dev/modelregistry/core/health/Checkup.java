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
    private @Nullable Question asked;
    private boolean isStale;
    private int failures;

    /** That it was asked, and what it said. */
    private static final class Question {
        final CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        final long askedAt = System.nanoTime();
        volatile long took;

        /** Whether its answer came after so many nanoseconds; false if there is none. */
        boolean cameAfter(long limit) {
            return answer.isDone() && took > limit;
        }
    }

    /** @param threads makes the threads that it is asked on */
    public Checkup(HealthCheck check, ThreadFactory threads) {
        this.check = check;
        this.threads = threads;
    }

    /** Another rollout begins: what failed before counts no more, nor what is still to be answered. */
    public void beginAnew() {
        failures = 0;
        isStale = asked != null;
    }

    /** Asks it, and does not wait. An answer that came after its limit is thrown away. */
    public void ask(Health health) {
        Question pending = asked;
        boolean isUseless = pending != null
                && pending.answer.isDone()
                && (isStale || pending.cameAfter(check.limit().toNanos()));
        if (pending == null || isUseless) {
            Question question = new Question();
            asked = question;
            isStale = false;
            try {
                threads.newThread(() -> run(question, health)).start();
            } catch (Throwable noThread) {
                question.answer.completeExceptionally(noThread);
            }
        }
    }

    private void run(Question question, Health health) {
        try {
            Optional<String> problem = Objects.requireNonNull(check.check().problem(health), check + " gave null");
            question.took = System.nanoTime() - question.askedAt;
            question.answer.complete(problem);
        } catch (Throwable failure) {
            question.answer.completeExceptionally(failure);
        }
    }

    /** What it answered when it was last asked, waiting for that no longer than so many nanoseconds, nor than its limit. */
    public Answer answer(long atMost) {
        Question pending = asked;
        if (pending == null) {
            return unknown("it was not asked");
        }
        if (isStale) {
            return unknown("it has not answered yet what it was asked about another rollout");
        }
        long limit = check.limit().toNanos();
        long left = limit - (System.nanoTime() - pending.askedAt);
        try {
            Optional<String> problem = pending.answer.get(Math.max(0, Math.min(atMost, left)), TimeUnit.NANOSECONDS);
            asked = null;
            return pending.cameAfter(limit) ? unknown("no answer within " + check.limit()) : answer(problem);
        } catch (TimeoutException late) {
            return unknown(
                    left <= 0 || atMost >= left ? "no answer within " + check.limit() : "it has not answered yet");
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
