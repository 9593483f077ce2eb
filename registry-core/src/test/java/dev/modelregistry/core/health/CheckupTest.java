package dev.modelregistry.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Until;
import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.State;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.HealthCheck.Check;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckupTest {
    private static final Health HEALTH = Trial.none(1, 1).health();
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final long PATIENCE = 30_000;

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Health> asked = new ArrayList<>();
    private final Deque<Optional<String>> answers = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void nothingHangsOn() throws InterruptedException {
        release.countDown();
        for (Thread thread : threads) {
            thread.join(PATIENCE);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    /** Answers what is next. */
    private Optional<String> answer(Health health) {
        asked.add(health);
        return answers.remove();
    }

    private static Answer ask(Checkup checkup) {
        checkup.ask(HEALTH);
        return checkup.answer(Long.MAX_VALUE);
    }

    private Checkup checkup(int failures, Check check) {
        return new Checkup(HealthCheck.of("orders", check).failures(failures), this::atOnce);
    }

    /** Has run when it is started, so that no limit depends on how busy this machine is. */
    private Thread atOnce(Runnable task) {
        return new Thread(task) {
            @Override
            public void start() {
                run();
            }
        };
    }

    private Thread aside(Runnable task) {
        Thread thread = new Thread(task, "checkup");
        threads.add(thread);
        return thread;
    }

    private static Answer answer(State state, String words) {
        return new Answer("orders", state, words);
    }

    @Test
    void isFineIfNothingIsWrong() {
        answers.add(Optional.empty());

        assertThat(ask(checkup(1, this::answer))).isEqualTo(answer(State.FINE, ""));
        assertThat(asked).containsExactly(HEALTH);
        assertThat(asked.get(0)).isSameAs(HEALTH);
    }

    @Test
    void hasFailedWhenItFailsSoManyTimesInARow() {
        Checkup checkup = checkup(3, this::answer);
        answers.addAll(List.of(Optional.of("a"), Optional.of("b"), Optional.of("c"), Optional.of("d")));

        assertThat(ask(checkup)).isEqualTo(answer(State.FAILING, "a"));
        assertThat(ask(checkup)).isEqualTo(answer(State.FAILING, "b"));
        assertThat(ask(checkup)).isEqualTo(answer(State.FAILED, "c"));
        assertThat(ask(checkup)).isEqualTo(answer(State.FAILED, "d"));
    }

    @Test
    void onceIsEnoughIfTheHostSaysSo() {
        answers.add(Optional.of("no orders for a minute"));

        assertThat(ask(checkup(1, this::answer))).isEqualTo(answer(State.FAILED, "no orders for a minute"));
    }

    @Test
    void beginsToCountAnewWhenNothingIsWrongInBetween() {
        Checkup checkup = checkup(2, this::answer);
        answers.addAll(List.of(Optional.of("a"), Optional.empty(), Optional.of("b"), Optional.of("c")));

        assertThat(ask(checkup).state()).isEqualTo(State.FAILING);
        assertThat(ask(checkup)).isEqualTo(answer(State.FINE, ""));
        assertThat(ask(checkup)).isEqualTo(answer(State.FAILING, "b"));
        assertThat(ask(checkup)).isEqualTo(answer(State.FAILED, "c"));
    }

    @Test
    void whatIsThrownTellsNothingNeitherGoodNorBad() {
        Checkup checkup = checkup(2, health -> {
            Optional<String> next = answer(health);
            if (next.isEmpty()) {
                throw new IOException("connection refused");
            }
            return next;
        });
        answers.addAll(List.of(Optional.of("a"), Optional.empty(), Optional.of("b")));

        assertThat(ask(checkup).state()).isEqualTo(State.FAILING);
        assertThat(ask(checkup)).isEqualTo(answer(State.UNKNOWN, "java.io.IOException: connection refused"));
        assertThat(ask(checkup).state()).isEqualTo(State.FAILED);
    }

    @Test
    void anErrorIsCaughtLikeAnythingThatIsThrown() {
        Checkup checkup = checkup(1, health -> {
            throw new StackOverflowError();
        });

        assertThat(ask(checkup)).isEqualTo(answer(State.UNKNOWN, "java.lang.StackOverflowError"));
        assertThat(ask(checkup).state()).isEqualTo(State.UNKNOWN);
    }

    /** As a check may that was compiled without a look at what is null. */
    @Test
    @SuppressWarnings({"NullAway", "NullOptional"})
    void noAnswerAtAllTellsNothing() {
        Checkup checkup = checkup(1, health -> null);

        assertThat(ask(checkup))
                .isEqualTo(answer(State.UNKNOWN, "java.lang.NullPointerException: health check 'orders' gave null"));
        assertThat(ask(checkup).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void whatIsWrongIsPutInALineThatCanBeStored() {
        answers.add(Optional.of("a\nb" + "x".repeat(600)));

        assertThat(ask(checkup(1, this::answer)).words()).isEqualTo("a b" + "x".repeat(497) + "…");
    }

    @Test
    void aCheckThatHangsTellsNothingWithinItsLimitAndIsNotAskedAgainBeforeItReturns() throws InterruptedException {
        Check hanging = health -> {
            asked.add(health);
            release.await();
            return Optional.of("late");
        };
        Checkup checkup = new Checkup(
                HealthCheck.of("orders", hanging).failures(2).limit(SHORT),
                task -> release.getCount() > 0 ? aside(task) : atOnce(task));

        assertThat(ask(checkup)).isEqualTo(answer(State.UNKNOWN, "no answer within PT0.02S"));
        assertThat(ask(checkup)).isEqualTo(answer(State.UNKNOWN, "no answer within PT0.02S"));
        assertThat(threads).hasSize(1);

        release.countDown();
        threads.get(0).join(PATIENCE);
        assertThat(asked).hasSize(1);
        assertThat(ask(checkup))
                .as("asked anew: what came late tells nothing")
                .isEqualTo(answer(State.FAILING, "late"));
        assertThat(asked).hasSize(2);
        assertThat(ask(checkup)).isEqualTo(answer(State.FAILED, "late"));
        assertThat(asked).hasSize(3);
    }

    @Test
    void whoWaitsNoLongerThanItLikesHearsItAtTheNextLook() throws InterruptedException {
        Check slow = health -> {
            release.await();
            return Optional.of("few");
        };
        Checkup checkup = new Checkup(HealthCheck.of("orders", slow), this::aside);

        checkup.ask(HEALTH);
        assertThat(checkup.answer(0)).isEqualTo(answer(State.UNKNOWN, "it has not answered yet"));
        release.countDown();
        threads.get(0).join(PATIENCE);

        checkup.ask(HEALTH);
        assertThat(checkup.answer(0)).isEqualTo(answer(State.FAILING, "few"));
        assertThat(threads).hasSize(1);
    }

    @Test
    void anotherRolloutCountsFailuresAnew() {
        Checkup checkup = checkup(2, this::answer);
        answers.addAll(List.of(Optional.of("a"), Optional.of("b")));

        assertThat(ask(checkup).state()).isEqualTo(State.FAILING);
        checkup.beginAnew();
        assertThat(ask(checkup).state()).isEqualTo(State.FAILING);
    }

    @Test
    void anAnswerThatCameInTimeCountsHoweverLateItIsHeard() throws InterruptedException {
        answers.add(Optional.of("few"));
        HealthCheck quick = HealthCheck.of("orders", this::answer).limit(SHORT);
        Checkup checkup = new Checkup(quick, this::atOnce);
        checkup.ask(HEALTH);
        long asked = System.nanoTime();
        Until.holds(() -> System.nanoTime() - asked > 2 * SHORT.toNanos());

        checkup.ask(HEALTH);

        assertThat(checkup.answer(0)).isEqualTo(answer(State.FAILING, "few"));
    }

    @Test
    void whatWasAskedAboutAnotherRolloutTellsNothing() throws InterruptedException {
        Check slow = health -> {
            asked.add(health);
            release.await();
            return Optional.of("bad");
        };
        Checkup checkup = new Checkup(HealthCheck.of("orders", slow).failures(1), this::aside);
        checkup.ask(HEALTH);
        checkup.beginAnew();

        checkup.ask(HEALTH);
        assertThat(checkup.answer(0))
                .isEqualTo(answer(State.UNKNOWN, "it has not answered yet what it was asked about another rollout"));
        release.countDown();
        threads.get(0).join(PATIENCE);

        assertThat(ask(checkup)).as("asked anew").isEqualTo(answer(State.FAILED, "bad"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void whereThereIsNoThreadNothingIsKnown() {
        Checkup checkup = new Checkup(HealthCheck.of("orders", this::answer), task -> {
            throw new OutOfMemoryError("no native thread");
        });

        assertThat(checkup.answer(0)).isEqualTo(answer(State.UNKNOWN, "it was not asked"));
        assertThat(ask(checkup)).isEqualTo(answer(State.UNKNOWN, "java.lang.OutOfMemoryError: no native thread"));
    }

    @Test
    void isAskedOnAThreadThatWasMadeForIt() {
        List<String> names = new ArrayList<>();
        Check check = health -> {
            names.add(Thread.currentThread().getName());
            return Optional.empty();
        };
        Checkup checkup = new Checkup(HealthCheck.of("orders", check), this::aside);

        assertThat(ask(checkup).state()).isEqualTo(State.FINE);
        assertThat(ask(checkup).state()).isEqualTo(State.FINE);
        assertThat(names).containsExactly("checkup", "checkup");
        assertThat(threads).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void whoIsInterruptedLearnsNothingAndStaysSo() {
        Check hanging = health -> {
            release.await();
            return Optional.empty();
        };
        Checkup checkup = new Checkup(HealthCheck.of("orders", hanging), this::aside);

        Thread.currentThread().interrupt();
        Answer answer = ask(checkup);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answer).isEqualTo(answer(State.UNKNOWN, "interrupted"));
        release.countDown();
        assertThat(ask(checkup)).as("the same question").isEqualTo(answer(State.FINE, ""));
        assertThat(threads).hasSize(1);
    }

    @Test
    void theLongestLimitIsWaitedFor() {
        answers.add(Optional.empty());
        HealthCheck patient = HealthCheck.of("orders", this::answer).limit(Duration.ofDays(365));

        assertThat(ask(new Checkup(patient, this::atOnce)).state()).isEqualTo(State.FINE);
    }
}
