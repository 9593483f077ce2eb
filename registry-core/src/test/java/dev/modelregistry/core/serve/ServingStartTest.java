package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.BOUND_SECONDS;
import static dev.modelregistry.core.serve.ServingGround.SOON;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.nothing;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.modelregistry.ModelLoader;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.serving.ServingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How serving begins, or does not. */
class ServingStartTest {
    /** Starts it on another thread, which is given too. */
    private record Starting(Thread thread, CompletableFuture<Boolean> done) {
        static Starting of(Serving<FakeModel> serving) {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    serving.start();
                    done.complete(Thread.currentThread().isInterrupted());
                } catch (RuntimeException failure) {
                    done.completeExceptionally(failure);
                }
            });
            thread.start();
            return new Starting(thread, done);
        }

        void await() throws Exception {
            done.get(BOUND_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A load that tells that it has begun, and goes on when it may, or when it is interrupted. */
    private static final class Gate {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        ModelLoader<FakeModel> before(ModelLoader<FakeModel> loader) {
            return version -> {
                begun.countDown();
                try {
                    assertThat(open.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException stop) {
                    interrupted.countDown();
                    throw stop;
                }
                return loader.load(version);
            };
        }
    }

    @Test
    void itWaitsForControlAndForNothingElse() throws Exception {
        ServingPlan plan = rollout(1, 2, 1);
        Gate control = new Gate();
        Gate candidate = new Gate();
        try (ServingGround ground = new ServingGround(plan)) {
            ground.loaders.put(1, control.before(ground::model));
            ground.loaders.put(2, candidate.before(ground::model));
            Serving<FakeModel> serving = ground.serving(options());
            Starting starting = Starting.of(serving);
            ServingGround.await(control.begun);
            ServingGround.await(candidate.begun);
            ground.settle();
            assertThat(starting.done()).isNotDone();
            assertThatExceptionOfType(ServingException.class).isThrownBy(() -> serving.acquire("bob"));

            control.open.countDown();
            starting.await();

            assertThat(ask(serving, key(plan, 1))).isEqualTo(1);
            candidate.open.countDown();
            Until.holds(() -> ask(serving, key(plan, 1)) == 2);
        }
    }

    @Test
    void aCandidateThatFailsFailsNothingElse() throws Exception {
        ServingPlan plan = rollout(1, 2, 1);
        try (ServingGround ground = new ServingGround(plan)) {
            ground.loaders.put(2, version -> {
                throw new IOException("truncated");
            });

            Serving<FakeModel> serving = ground.serve();

            assertThat(ground.alert().version()).hasValue(2);
            assertThat(ask(serving, key(plan, 1))).isEqualTo(1);
        }
    }

    @Test
    void whereNothingIsInProductionItDoesNotBegin() throws Exception {
        try (ServingGround ground = new ServingGround(nothing(1))) {
            Serving<FakeModel> serving = ground.serving(options());

            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(serving::start)
                    .withMessage("nothing of model flights is in production; promote a version");
            ground.awaitThreads();
            assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(() -> serving.acquire("bob"));
        }
    }

    static List<Throwable> failures() {
        return List.of(
                new IOException("truncated"),
                new IllegalArgumentException("no such operator"),
                new UnsatisfiedLinkError("no such library"),
                new OutOfMemoryError("weights"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTheLoaderThrowsIsTheCauseAndNothingIsLeftRunning(Throwable failure) throws Exception {
        Gate candidate = new Gate();
        try (ServingGround ground = new ServingGround(rollout(1, 2, 1))) {
            ground.loaders.put(2, candidate.before(ground::model));
            ground.loaders.put(1, version -> {
                ServingGround.await(candidate.begun);
                throw ServingStartTest.<RuntimeException>sneaky(failure);
            });
            Serving<FakeModel> serving = ground.serving(options());

            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(serving::start)
                    .withMessage("version 1.1.0 (1) of model flights could not be loaded: " + failure)
                    .withCause(failure);
            ServingGround.await(candidate.interrupted);
            ground.awaitThreads();
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void whatWasLoadedBesideIsClosed() throws Exception {
        try (ServingGround ground = new ServingGround(rollout(1, 2, 1))) {
            Serving<FakeModel> serving = ground.serving(options());
            ground.loaders.put(1, version -> {
                Until.holds(() -> ground.models.size() == 1);
                ground.settle();
                throw new IOException("truncated");
            });

            assertThatExceptionOfType(ServingException.class).isThrownBy(serving::start);

            assertThat(ground.only(2).closings()).isEqualTo(1);
            ground.awaitThreads();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a host's loader must not give
    void aLoaderThatGivesNullHasFailed() {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, version -> null);

            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(ground::serve)
                    .withMessageContaining("the loader gave null");
        }
    }

    @Test
    void aModelThatFailsItsWarmUpOrItsCheckIsClosedAndDoesNotServe() {
        IllegalStateException failure = new IllegalStateException("0.3 is not 0.7");
        ServingOptions.Step<FakeModel> failing = model -> {
            throw failure;
        };
        for (ServingOptions<FakeModel> options :
                List.of(options().warmUp(failing), options().check(failing))) {
            try (ServingGround ground = new ServingGround(production(1, 1))) {
                assertThatExceptionOfType(ServingException.class)
                        .isThrownBy(() -> ground.serve(options))
                        .withCause(failure);
                assertThat(ground.only(1).closings()).isEqualTo(1);
            }
        }
    }

    @Test
    void itWarmsUpThenChecksThenServes() {
        AtomicBoolean isWarm = new AtomicBoolean();
        AtomicBoolean isChecked = new AtomicBoolean();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.serve(options()
                    .warmUp(model -> isWarm.set(!isChecked.get()))
                    .check(model -> isChecked.set(isWarm.get())));

            assertThat(isChecked).isTrue();
        }
    }

    @Test
    void aLoaderThatHangsIsInterruptedAndItsModelClosedIfItComesAfterAll() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, version -> {
                try {
                    assertThat(open.await(BOUND_SECONDS, TimeUnit.SECONDS)).isFalse();
                } catch (InterruptedException ignored) { // as native code would
                    interrupted.countDown();
                }
                ServingGround.await(open);
                Thread.currentThread().interrupt();
                return ground.model(version);
            });

            assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(() -> ground.serve(options().loadLimit(SOON).drainLimit(SOON)))
                    .withCauseInstanceOf(TimeoutException.class)
                    .withMessageContaining("not loaded within PT0.001S");
            ServingGround.await(interrupted);
            assertThat(ground.models).isEmpty();

            open.countDown();
            ground.awaitThreads();
            assertThat(ground.only(1).closings()).isEqualTo(1);
            assertThat(ground.only(1).closerWasInterrupted()).isFalse();
        }
    }

    @Test
    void aStoreThatCannotBeAskedIsSaidAsItIs() throws Exception {
        StoreUnavailableException down = new StoreUnavailableException("down");
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.outage(down);
            Serving<FakeModel> serving = ground.serving(options());

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(serving::start)
                    .isSameAs(down);
            ground.awaitThreads();
        }
    }

    @Test
    void aPlanThatMakesNoSenseIsRefused() throws Exception {
        ServingPlan plan = production(1, 1);
        ServingPlan withoutRoutes = new ServingPlan(
                plan.router(),
                plan.versions(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                plan.revision(),
                plan.knownAt());
        try (ServingGround ground = new ServingGround(withoutRoutes)) {
            Serving<FakeModel> serving = ground.serving(options());

            assertThatIllegalStateException()
                    .isThrownBy(serving::start)
                    .withMessageStartingWith("cannot serve model flights because of a bug: ");
            ground.awaitThreads();
        }
    }

    @Test
    void itFollowsThePlanBeforeAnythingIsLoaded() throws Exception {
        Gate first = new Gate();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, first.before(ground::model));
            Serving<FakeModel> serving = ground.serving(options());
            Starting starting = Starting.of(serving);
            ServingGround.await(first.begun);

            ground.decide(production(2, 2));
            starting.await();

            assertThat(ask(serving, "bob")).isEqualTo(2);
            ServingGround.await(first.interrupted);
        }
    }

    @Test
    void itIsStartedOnce() {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();

            assertThatIllegalStateException()
                    .isThrownBy(serving::start)
                    .withMessage("serving of model flights was started before; start each one once");
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
    }

    @Test
    void whatWasClosedBeforeIsNotStarted() {
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serving(options());
            serving.close();

            assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(serving::start);
            assertThat(ground.threads).isEmpty();
        }
    }

    @Test
    void whatIsClosedMeanwhileSaysSo() throws Exception {
        Gate gate = new Gate();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, gate.before(ground::model));
            Serving<FakeModel> serving = ground.serving(options());
            Starting starting = Starting.of(serving);
            ServingGround.await(gate.begun);

            serving.close();

            assertThat(starting.done())
                    .failsWithin(BOUND_SECONDS, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(RegistryClosedException.class);
            ServingGround.await(gate.interrupted);
            ground.awaitThreads();
        }
    }

    @Test
    void whoeverIsInterruptedWhileHeStartsLeavesNothingRunning() throws Exception {
        Gate gate = new Gate();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, gate.before(ground::model));
            Starting starting = Starting.of(ground.serving(options()));
            ServingGround.await(gate.begun);

            starting.thread().interrupt();

            assertThat(starting.done())
                    .failsWithin(BOUND_SECONDS, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(ServingException.class);
            ServingGround.await(gate.interrupted);
            ground.awaitThreads();
        }
    }

    @Test
    void withoutAThreadItDoesNotBegin() {
        OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
        Serving<FakeModel> serving = new Serving<>(
                ServingGround.MODEL,
                version -> new FakeModel(version.number()),
                options(),
                task -> {
                    throw failure;
                },
                () -> production(1, 1),
                ServingGround.HARDLY_EVER,
                troubles -> ServingGround.NOBODY,
                closed -> {});

        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(serving::start)
                .isSameAs(failure);
        assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(() -> serving.acquire("bob"));
    }
}
