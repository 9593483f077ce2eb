package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.BOUND_SECONDS;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Serving goes on after what was given up, cut off or slow. */
class ServingRecoveryTest {
    @Test
    void whatIsWantedAgainWhileItsCancelledLoadIsEndingIsNoFailure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve();
            ground.loaders.put(2, version -> {
                begun.countDown();
                Until.holds(() -> mayEnd.getCount() == 0); // whoever interrupts it
                return ground.model(version);
            });
            ground.decide(production(2, 2));
            ServingGround.await(begun);

            ground.decide(production(1, 3));
            ground.decide(production(2, 4));
            assertThat(ground.alerts).isEmpty();
            mayEnd.countDown();

            Until.holds(() -> ask(serving, "bob") == 2);
            assertThat(ground.alerts).isEmpty();
        }
    }

    @Test
    void anOutageWhileTheFirstVersionLoadsDoesNotEndTheBeginning() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            ground.loaders.put(1, version -> {
                begun.countDown();
                ServingGround.await(mayEnd);
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serving(options());
            Thread starting = new Thread(serving::start);
            starting.start();
            ServingGround.await(begun);

            ground.outage(new StoreUnavailableException("down"));
            ground.settle();
            assertThat(ground.alert().kind()).isEqualTo(Kind.STORE_UNREACHABLE);
            mayEnd.countDown();

            starting.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
            assertThat(starting.isAlive()).isFalse();
            assertThat(ask(serving, "bob")).isEqualTo(1);
        }
    }

    @Test
    void closingEndsAStartThatWaitsForTheStore() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Serving<FakeModel> serving = new Serving<>(
                ServingGround.MODEL,
                version -> new FakeModel(version.number()),
                options().drainLimit(Duration.ofMillis(1)),
                task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                },
                () -> {
                    reading.countDown();
                    ServingGround.await(mayEnd);
                    return production(1, 1);
                },
                ServingGround.HARDLY_EVER,
                troubles -> ServingGround.NOBODY,
                closed -> {});

        Race.all(2, racer -> {
            if (racer == 0) {
                assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(serving::start);
            } else {
                ServingGround.await(reading);
                serving.close();
            }
            return racer;
        });

        mayEnd.countDown();
        assertThatExceptionOfType(RegistryClosedException.class).isThrownBy(() -> serving.acquire("bob"));
    }

    @Test
    void aCloserThatHangsIsTold() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        ServingOptions<FakeModel> options = options()
                .drainLimit(Duration.ofMillis(1))
                .closer(model -> {
                    ServingGround.await(mayEnd);
                    model.close();
                });
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options);
            try (Lease<FakeModel> lease = serving.acquire("bob")) {
                assertThat(lease.model().use()).isEqualTo(1);
            }

            ground.decide(production(2, 2));

            ServingAlert alert = ground.alert();
            assertThat(alert.kind()).isEqualTo(Kind.CLOSE_FAILED);
            assertThat(alert.words())
                    .isEqualTo(
                            "version 1.1.0 (1) has not been closed within PT0.001S; it is not used any more, and stays"
                                    + " in memory until that is done");
            assertThat(ask(serving, "bob")).isEqualTo(2);
            mayEnd.countDown();
            Until.holds(() -> serving.status().versions().size() == 1);
        }
    }
}
