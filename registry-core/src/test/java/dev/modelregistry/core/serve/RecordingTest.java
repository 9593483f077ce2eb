package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.BOUND_SECONDS;
import static dev.modelregistry.core.serve.ServingGround.await;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.serving.PredictionSink.Entry;
import dev.modelregistry.serving.PredictionSink.Exposure;
import dev.modelregistry.serving.PredictionSink.Prediction;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a host's sink is told of requests. */
class RecordingTest {
    private static final ServingPlan HALF = rollout(1, 2, 7);
    private static final String CONTROLS = key(HALF, 0);
    private static final String CANDIDATES = key(HALF, 1);

    private final List<Entry> kept = new CopyOnWriteArrayList<>();

    private List<Prediction> predictions(int count) {
        Until.holds(() -> kept.stream().filter(Prediction.class::isInstance).count() >= count);
        return kept.stream()
                .filter(Prediction.class::isInstance)
                .map(Prediction.class::cast)
                .toList();
    }

    private List<Exposure> exposures() {
        return kept.stream()
                .filter(Exposure.class::isInstance)
                .map(Exposure.class::cast)
                .toList();
    }

    @Test
    void answersAndFailuresAreKeptWithWhoAnswered() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 3))) {
            Serving<FakeModel> serving = ground.serve(options().sink(kept::addAll));
            IllegalStateException failure = new IllegalStateException("NaN");

            assertThat(serving.<Integer, RuntimeException>call("4711", FakeModel::use))
                    .isEqualTo(1);
            assertThatThrownBy(() -> serving.call("4712", model -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            try (Lease<FakeModel> lease = serving.acquire()) {
                lease.failed();
            }

            List<Prediction> predictions = predictions(3);
            assertThat(predictions)
                    .extracting(Prediction::key)
                    .containsExactly(Optional.of("4711"), Optional.of("4712"), Optional.empty());
            assertThat(predictions).extracting(Prediction::route).containsOnly(serving.route(""));
            assertThat(predictions).extracting(Prediction::hasFailed).containsExactly(false, true, true);
            assertThat(predictions)
                    .extracting(Prediction::answer)
                    .containsExactly(Optional.of(1), Optional.empty(), Optional.empty());
            assertThat(predictions)
                    .extracting(Prediction::failure)
                    .containsExactly(Optional.empty(), Optional.of(failure), Optional.empty());
            assertThat(predictions)
                    .extracting(Prediction::took)
                    .allMatch(took -> took.compareTo(Duration.ZERO) > 0 && took.compareTo(Duration.ofMinutes(1)) < 0);
            assertThat(exposures()).as("without a rollout").isEmpty();
        }
    }

    @Test
    void exposuresAreToldOnceForAKeyAndAStamp() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = ground.serve(options().sink(kept::addAll));
            Until.holds(() -> serving.route(CANDIDATES).number() == 2);

            for (int i = 0; i < 3; i++) {
                serving.acquire(CONTROLS).close();
                serving.acquire(CANDIDATES).close();
                serving.acquire("").close();
                serving.acquire().close();
            }
            predictions(12);
            assertThat(exposures())
                    .extracting(Exposure::key, Exposure::route)
                    .containsExactly(
                            tuple(Optional.of(CONTROLS), serving.route(CONTROLS)),
                            tuple(Optional.of(CANDIDATES), serving.route(CANDIDATES)));

            ground.decide(rollout(1, 2, 8));
            serving.acquire(CANDIDATES).close();
            predictions(13);
            assertThat(exposures())
                    .extracting(exposure -> exposure.route().revision())
                    .containsExactly(7L, 7L, 8L);
        }
    }

    @Test
    void aSinkThatFailsCostsItsRecordsAndNothingElse() throws Exception {
        Semaphore failures = new Semaphore(1);
        try (ServingGround ground = new ServingGround(production(1, 3))) {
            Serving<FakeModel> serving = ground.serve(options().sink(records -> {
                if (failures.tryAcquire()) {
                    throw new IOException("disk full");
                }
                kept.addAll(records);
            }));

            serving.acquire("lost").close();
            ServingAlert alert = ground.alert();
            serving.acquire("kept").close();

            assertThat(alert.kind()).isEqualTo(Kind.RECORDS_DROPPED);
            assertThat(alert.words())
                    .isEqualTo("the sink of predictions failed, and records are dropped until it takes them again");
            assertThat(alert.cause().orElseThrow()).hasMessage("disk full");
            assertThat(predictions(1)).extracting(Prediction::key).containsExactly(Optional.of("kept"));
        }
    }

    @Test
    void aSlowSinkDelaysNoRequestAndOnlySoManyRecordsWaitForIt() throws Exception {
        CountDownLatch isSlow = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(production(1, 3))) {
            Serving<FakeModel> serving = ground.serve(options()
                    .sink(
                            records -> {
                                isSlow.countDown();
                                await(mayGoOn);
                                kept.addAll(records);
                            },
                            10));
            serving.acquire("first").close();
            await(isSlow);

            for (int i = 0; i < 100; i++) {
                serving.acquire("more").close();
            }
            ServingAlert alert = ground.alert();
            assertThat(alert.words())
                    .as("told while it hangs")
                    .isEqualTo(
                            "the sink of predictions is too slow, and records are dropped until it takes them again");
            mayGoOn.countDown();
            assertThat(predictions(11)).hasSize(11);
        }
    }

    @Test
    void anExposureThatWasDroppedIsToldTheNextTime() throws Exception {
        CountDownLatch isSlow = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = ground.serve(options()
                    .sink(
                            records -> {
                                isSlow.countDown();
                                await(mayGoOn);
                                kept.addAll(records);
                            },
                            1));
            Until.holds(() -> serving.route(CANDIDATES).number() == 2);
            serving.acquire("").close();
            await(isSlow);
            serving.acquire("").close(); // fills the queue
            serving.acquire(CANDIDATES).close();
            mayGoOn.countDown();
            predictions(2);

            Until.holds(() -> {
                serving.acquire(CANDIDATES).close();
                return !exposures().isEmpty();
            });

            assertThat(exposures()).extracting(Exposure::key).containsOnly(Optional.of(CANDIDATES));
        }
    }

    @Test
    void noRecordIsLostBetweenThreadsThatComeAndGo() throws Exception {
        try (ServingGround ground = new ServingGround(production(1, 3))) {
            Serving<FakeModel> serving = ground.serve(options().sink(kept::addAll, 100_000));

            Race.all(4, racer -> {
                for (int i = 0; i < 1_000; i++) {
                    serving.acquire("user").close();
                    if (i % 100 == 0) {
                        int soFar = kept.size();
                        Until.holds(() -> kept.size() > soFar || kept.size() == 4_000);
                    }
                }
                return racer;
            });

            assertThat(predictions(4_000)).hasSize(4_000);
            for (Thread thread : ground.threads.subList(1, ground.threads.size())) {
                thread.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
            }
            assertThat(ground.threads.stream().filter(Thread::isAlive)).hasSizeLessThanOrEqualTo(1);
        }
    }
}
