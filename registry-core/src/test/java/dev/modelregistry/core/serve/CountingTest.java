package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static dev.modelregistry.core.serve.ServingGround.watched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Lease;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.Moments;
import dev.modelregistry.core.judge.Tally;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.Route;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is counted while a canary is judged, and to which arm. */
class CountingTest {
    private static final ServingPlan HALF = watched(rollout(1, 2, 7), 5);
    private static final String CONTROLS = key(HALF, 0);
    private static final String CANDIDATES = key(HALF, 1);

    private static Arms<Tally> tallies(Trial trial) {
        return new Arms<>(
                trial.seen().candidate().tally(), trial.seen().control().tally());
    }

    private static boolean has(Trial trial, long requests) {
        Arms<Tally> tallies = tallies(trial);
        return tallies.candidate().requests() + tallies.control().requests() >= requests;
    }

    /** One whose versions have been loaded, so that it counts if it is to. */
    private static Serving<FakeModel> serveBoth(ServingGround ground, ServingPlan plan) {
        Serving<FakeModel> serving = ground.serve();
        counts(serving, plan);
        return serving;
    }

    private static void counts(Serving<FakeModel> serving, ServingPlan plan) {
        int last = plan.versions().get(plan.versions().size() - 1).number();
        Until.holds(() -> serving.route(CANDIDATES).number() == last);
    }

    @Test
    void requestsAndErrorsOfBothArmsAreReported() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);

            for (int i = 0; i < 5; i++) {
                ask(serving, CONTROLS);
            }
            for (int i = 0; i < 3; i++) {
                try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                    lease.failed();
                    lease.failed();
                }
            }
            ask(serving, CANDIDATES);

            Trial heard = ground.heard(trial -> has(trial, 9));
            assertThat(tallies(heard)).isEqualTo(new Arms<>(new Tally(4, 3), new Tally(5, 0)));
            assertThat(heard.errors().seen()).isEqualTo(tallies(heard));
            assertThat(heard.rollout()).isEqualTo(5);
            assertThat(heard.step()).isEqualTo(7);
            assertThat(heard.seen().candidate().latencies().quantile(1))
                    .isBetween(1L, Duration.ofMinutes(1).toNanos());
        }
    }

    @Test
    void aCallThatThrowsCountsAsAnErrorAndThrowsTheSame() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            Exception broken = new Exception("NaN");

            assertThat(serving.<Integer, RuntimeException>call(CANDIDATES, FakeModel::use))
                    .isEqualTo(2);
            assertThatThrownBy(() -> serving.call(CANDIDATES, model -> {
                        throw broken;
                    }))
                    .isSameAs(broken);

            assertThat(tallies(ground.heard(trial -> has(trial, 2))).candidate())
                    .isEqualTo(new Tally(2, 1));
        }
    }

    @Test
    void howLongARequestTookIsFromAcquiringToClosing() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);

            long began = System.nanoTime();
            long least;
            try (Lease<FakeModel> lease = serving.acquire(CONTROLS)) {
                long inside = System.nanoTime();
                while (System.nanoTime() - inside < Duration.ofMillis(20).toNanos()) {
                    lease.model().use();
                }
                least = System.nanoTime() - inside;
            }
            long most = System.nanoTime() - began;

            Trial heard = ground.heard(trial -> has(trial, 1));
            assertThat(heard.seen().control().latencies().quantile(1)).isBetween(least, most + most / 16);
        }
    }

    @Test
    void whatNoSlotDecidedIsNotCompared() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);

            for (int i = 0; i < 100; i++) {
                ask(serving, ""); // control by rule, not by chance
            }
            ask(serving, CONTROLS);

            assertThat(tallies(ground.heard(trial -> has(trial, 1))).control().requests())
                    .isEqualTo(1);
        }
    }

    @Test
    void requestsWithoutAKeyThatGoByWeightAreCompared() throws Exception {
        ServingPlan byWeight = watched(rollout(1, 2, 7, 0, 65_536, MissingKey.BY_WEIGHT), 5);
        try (ServingGround ground = new ServingGround(byWeight)) {
            Serving<FakeModel> serving = serveBoth(ground, byWeight);

            serving.acquire().close();

            assertThat(tallies(ground.heard(trial -> has(trial, 1))).candidate().requests())
                    .isEqualTo(1);
        }
    }

    @Test
    void nothingIsCountedWhileControlAnswersForACandidateThatIsNotLoaded() throws Exception {
        CountDownLatch mayLoad = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(HALF)) {
            ground.loaders.put(2, version -> {
                ServingGround.await(mayLoad);
                return ground.model(version);
            });
            Serving<FakeModel> serving = ground.serve();
            assertThat(ask(serving, CANDIDATES)).isEqualTo(1);

            mayLoad.countDown();
            Until.holds(() -> serving.route(CANDIDATES).number() == 2);
            ask(serving, CONTROLS);

            assertThat(tallies(ground.heard(trial -> has(trial, 1))))
                    .isEqualTo(new Arms<>(new Tally(0, 0), new Tally(1, 0)));
        }
    }

    @Test
    void countsOfAnotherStepAreApartAndEvidenceGoesOn() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            ask(serving, CANDIDATES);
            ground.heard(trial -> has(trial, 1));

            ground.decide(watched(rollout(1, 2, 8), 5));
            ask(serving, CONTROLS);

            Trial heard = ground.heard(trial -> trial.step() == 8 && has(trial, 1));
            assertThat(tallies(heard)).isEqualTo(new Arms<>(new Tally(0, 0), new Tally(1, 0)));
            assertThat(heard.errors().seen()).isEqualTo(new Arms<>(new Tally(1, 0), new Tally(1, 0)));
        }
    }

    @Test
    void aRequestThatEndsAfterTheStepCountsForItsOwn() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            Lease<FakeModel> late = serving.acquire(CANDIDATES);
            ground.decide(watched(rollout(1, 2, 8), 5));
            ask(serving, CONTROLS);

            late.close();

            Trial heard =
                    ground.heard(trial -> trial.errors().seen().candidate().requests() == 1 && has(trial, 1));
            assertThat(tallies(heard).candidate().requests()).isZero();
        }
    }

    @Test
    void whatCouldNotBeReportedIsReportedLater() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            ground.deaf = new StoreUnavailableException("the store is down");
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            for (int i = 0; i < 100; i++) {
                ask(serving, CANDIDATES);
            }
            ground.settle();
            assertThat(ground.reports).isEmpty();

            ground.deaf = null;

            assertThat(tallies(ground.heard(trial -> has(trial, 100))).candidate())
                    .isEqualTo(new Tally(100, 0));
        }
    }

    @Test
    void nothingIsCountedWhereNothingIsJudged() throws Exception {
        ServingPlan unjudged = rollout(1, 2, 7);
        try (ServingGround ground = new ServingGround(unjudged)) {
            Serving<FakeModel> serving = serveBoth(ground, unjudged);
            ask(serving, CANDIDATES);

            ground.decide(watched(unjudged, 5));
            ask(serving, CONTROLS);

            assertThat(tallies(ground.heard(trial -> has(trial, 1))))
                    .isEqualTo(new Arms<>(new Tally(0, 0), new Tally(1, 0)));
        }
    }

    @Test
    void theThreadThatReportsEndsWithTheRollout() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            ask(serving, CANDIDATES);
            ground.heard(trial -> has(trial, 1));
            long alive = ground.threads.stream().filter(Thread::isAlive).count();

            ground.decide(production(1, 9));

            Until.holds(() -> ground.threads.stream().filter(Thread::isAlive).count() < alive);
            ServingPlan next = watched(rollout(1, 3, 10), 10);
            ground.decide(next);
            counts(serving, next);
            ask(serving, CONTROLS);
            assertThat(ground.heard(trial -> trial.rollout() == 10 && has(trial, 1))
                            .step())
                    .isEqualTo(10);
        }
    }

    @Test
    void scoresComeWithTheRequestOrLaterByItsIdOrByItsStamp() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            Route stamp;
            try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                lease.score(1);
                lease.awaitScore("order-4711");
                stamp = lease.route();
            }

            serving.score("order-4711", 3);
            serving.score(stamp, CANDIDATES, 5);
            serving.score(stamp, "", 1_000); // no slot decided
            serving.score(serving.route(CONTROLS), CONTROLS, 7);

            Trial heard =
                    ground.heard(trial -> trial.seen().candidate().scores().count() == 3
                            && trial.seen().control().scores().count() == 1);
            assertThat(heard.seen().candidate().scores()).isEqualTo(Moments.of(1, 3, 5));
            assertThat(heard.seen().control().scores()).isEqualTo(Moments.of(7));
        }
    }

    @Test
    void aScoreForAnUnknownRequestIsAClearError() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                lease.awaitScore("once");
                assertThatThrownBy(() -> lease.score(Double.NaN))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessage("score NaN is not from -1e100 to 1e100; leave it out if there is none");
                assertThatThrownBy(() -> lease.awaitScore(""))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageStartingWith("the id of a request of model flights is empty");
            }
            serving.score("once", 1);

            for (String unknown : new String[] {"once", "never"}) {
                assertThatThrownBy(() -> serving.score(unknown, 1))
                        .isInstanceOf(NotFoundException.class)
                        .hasMessageStartingWith(
                                "no request '" + unknown
                                        + "' of model flights waits for a score in this process: it was never announced here, has got its score, or has waited for more than PT24H");
            }
            assertThatThrownBy(() -> serving.score("once", Double.POSITIVE_INFINITY))
                    .isInstanceOf(InvalidInputException.class);
            Route other = new Route(
                    ModelName.of("fares"),
                    2,
                    serving.route(CONTROLS).version(),
                    serving.route(CONTROLS).arm(),
                    7);
            assertThatThrownBy(() -> serving.score(other, "a", 1))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageEndingWith("is not of model flights, which is served here");
            assertThat(ask(serving, CANDIDATES)).isEqualTo(2);
        }
    }

    @Test
    void aScoreIsTakenAndCountsForNobodyWhereNothingIsJudged() throws Exception {
        ServingPlan alone = production(1, 1);
        try (ServingGround ground = new ServingGround(alone)) {
            Serving<FakeModel> serving = serveBoth(ground, alone);
            Route stamp;
            try (Lease<FakeModel> lease = serving.acquire("customer")) {
                lease.score(1);
                lease.failed();
                lease.awaitScore("order");
                stamp = lease.route();
            }

            serving.score("order", 1);
            serving.score(stamp, "customer", 1);

            assertThat(ground.reports).isEmpty();
        }
    }

    @Test
    void onlyAsManyScoresAreAwaitedAsTheHostWishes() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = ground.serve(ServingGround.options().awaitScores(Duration.ofHours(1), 10));
            for (int i = 0; i < 1_000; i++) {
                try (Lease<FakeModel> lease = serving.acquire(CONTROLS)) {
                    lease.awaitScore("order-" + i);
                }
            }

            Until.holds(() -> {
                int known = 0;
                for (int i = 0; i < 1_000; i++) {
                    known += isKnown(serving, "order-" + i) ? 1 : 0;
                }
                return known <= 10;
            });
        }
    }

    private static boolean isKnown(Serving<FakeModel> serving, String id) {
        try {
            serving.score(id, 1);
            return true;
        } catch (NotFoundException unknown) {
            return false;
        }
    }

    @Test
    void aClosedLeaseTakesNoWord() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            Lease<FakeModel> lease = serving.acquire(CONTROLS);
            lease.close();

            assertThatThrownBy(lease::failed)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("was closed already: say that it failed before");
            assertThatThrownBy(() -> lease.score(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> lease.awaitScore("a")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void manyThreadsAreCountedToTheLastRequest() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = serveBoth(ground, HALF);
            Race.all(4, racer -> {
                for (int i = 0; i < 5_000; i++) {
                    try (Lease<FakeModel> lease = serving.acquire(i % 2 == 0 ? CONTROLS : CANDIDATES)) {
                        if (i % 10 == 0) {
                            lease.failed();
                        }
                    }
                }
                return racer;
            });

            assertThat(tallies(ground.heard(trial -> has(trial, 20_000))))
                    .isEqualTo(new Arms<>(new Tally(10_000, 0), new Tally(10_000, 2_000)));
        }
    }
}
