package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.await;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.shadow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.Until;
import dev.modelregistry.core.shadow.ShadowComparison;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.core.shadow.Uncompared;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.health.Shadowing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Requests that are copied to a shadow, and what is made of its answers. */
class ShadowsTest {
    private static final Shadowing ALL =
            Shadowing.standard().reportEvery(Duration.ofNanos(1)).deadline(Duration.ofMinutes(1));

    /** Serves both, when both are loaded. */
    private static Serving<FakeModel> serve(ServingGround ground, Shadowing shadowing) {
        Serving<FakeModel> serving = ground.serve(options().shadow(shadowing));
        Until.holds(() -> serving.table().shade() != null);
        return serving;
    }

    private static ShadowComparison seen(ServingGround ground, Predicate<ShadowComparison> isEnough) {
        Until.holds(() -> {
            ShadowTrial now = ground.shadowed();
            return now != null && isEnough.test(now.seen());
        });
        return ground.shadowed().seen();
    }

    @Test
    void theSameCallIsMadeWithTheCandidateAndItsAnswerIsNotGiven() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL.threshold(1.5));

            for (int i = 0; i < 10; i++) {
                assertThat(serving.<Integer, RuntimeException>call("user-" + i, FakeModel::use))
                        .isEqualTo(1);
            }

            ShadowComparison seen = seen(ground, each -> each.compared() == 10);
            assertThat(ground.shadowed().rollout()).isEqualTo(7);
            assertThat(ground.shadowed().version()).isEqualTo(2);
            assertThat(seen.numbers().meanDistance()).hasValue(1);
            assertThat(seen.flips().rate()).isEqualTo(1);
            assertThat(seen.uncompared()).isEqualTo(new Uncompared(0, 0, 0, 0, 0));
        }
    }

    @Test
    void labelsAndWhatTheHostTakesOfAnAnswerAreCompared() throws Exception {
        record Scored(String label, int version) {}
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL.output(answer -> ((Scored) answer).label()));

            serving.<Scored, RuntimeException>call("a", model -> new Scored("late", model.use()));
            serving.<Scored, RuntimeException>call(
                    "b", model -> new Scored(model.use() == 1 ? "late" : "on time", model.use()));

            ShadowComparison seen = seen(ground, each -> each.labels().count() == 2);
            assertThat(seen.labels().flips()).isEqualTo(1);
        }
    }

    @Test
    void onlyAPartOfTheRequestsIsCopied() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 0.1))) {
            Serving<FakeModel> serving = serve(ground, ALL.queue(100_000));
            List<Integer> asked = new CopyOnWriteArrayList<>();

            for (int i = 0; i < 10_000; i++) {
                serving.<Integer, RuntimeException>call("user-" + i, model -> {
                    if (model.number() == 2) {
                        asked.add(2);
                    }
                    return model.use();
                });
            }

            seen(ground, each -> each.compared() > 0 && each.compared() == asked.size() && asked.size() > 700);
            assertThat(asked).hasSizeBetween(700, 1_300);
        }
    }

    @Test
    void aCandidateThatFailsOrAnswersNothingHarmsNobody() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL);

            serving.<Integer, RuntimeException>call("a", model -> {
                if (model.number() == 2) {
                    throw new IllegalStateException("no such feature");
                }
                return 1;
            });
            serving.<Integer, RuntimeException>call("b", model -> model.number() == 2 ? null : 1);
            serving.<Double, RuntimeException>call("c", model -> model.number() == 2 ? Double.NaN : 1);
            serving.<Double, RuntimeException>call("d", model -> model.number() == 1 ? Double.NaN : 1);

            assertThat(seen(ground, each -> each.uncompared().incomparable() == 1)
                            .uncompared())
                    .isEqualTo(new Uncompared(0, 0, 2, 1, 1));
        }
    }

    @Test
    void whatControlFailsOnIsNotCopied() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL);
            List<Integer> asked = new CopyOnWriteArrayList<>();

            assertThatThrownBy(() -> serving.call("a", model -> {
                        asked.add(model.number());
                        throw new IllegalStateException("bad input");
                    }))
                    .hasMessage("bad input");
            serving.<Integer, RuntimeException>call("b", FakeModel::use);

            seen(ground, each -> each.compared() == 1);
            assertThat(asked).containsExactly(1);
        }
    }

    @Test
    void aSlowCandidateDelaysNoRequestAndWhatDoesNotFitIsDropped() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL.queue(5));
            for (int i = 0; i < 20; i++) {
                serving.<Integer, RuntimeException>call("user", model -> {
                    if (model.number() == 2) {
                        isAsked.countDown();
                        await(mayAnswer);
                    }
                    return model.use();
                });
                await(isAsked);
            }

            mayAnswer.countDown();

            ShadowComparison seen = seen(ground, each -> each.compared() == 6);
            assertThat(seen.uncompared().dropped()).isEqualTo(14);
        }
    }

    @Test
    void aCallPastItsDeadlineIsInterruptedAndCountsAsLate() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving =
                    serve(ground, ALL.deadline(Duration.ofSeconds(1)).queue(1));
            serving.<Integer, InterruptedException>call("slow", model -> {
                if (model.number() == 2) {
                    isAsked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.countDown();
                    }
                }
                return model.use();
            });
            await(isAsked);

            Until.holds(() -> {
                serving.<Integer, RuntimeException>call("next", FakeModel::use);
                return interrupted.getCount() == 0;
            });

            seen(ground, each -> each.uncompared().late() > 0);
        }
    }

    @Test
    void withoutAWordOfTheHostNothingIsCalledTwice() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = ground.serve();
            Until.holds(() -> serving.table().shade() != null);
            List<Integer> asked = new CopyOnWriteArrayList<>();

            serving.<Boolean, RuntimeException>call("a", model -> asked.add(model.number()));
            ground.close();
            ground.awaitThreads();

            assertThat(asked).containsExactly(1);
        }
    }

    @Test
    void aShadowThatIsReplacedWhileItAnswersIsClosedBehindIt() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL);
            FakeModel candidate = ground.only(2);
            serving.<Integer, RuntimeException>call("a", model -> {
                if (model.number() == 2) {
                    isAsked.countDown();
                    await(mayAnswer);
                }
                return model.use();
            });
            await(isAsked);

            ground.decide(ServingGround.production(1, 8));
            assertThat(candidate.closings()).isZero();
            mayAnswer.countDown();

            candidate.awaitClosed();
            seen(ground, each -> each.compared() == 1);
        }
    }

    @Test
    void whatCouldNotBeReportedIsReportedLater() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            ground.deaf = new StoreUnavailableException("the store is down");
            Serving<FakeModel> serving = serve(ground, ALL);
            CountDownLatch done = new CountDownLatch(10);
            for (int i = 0; i < 10; i++) {
                serving.<Integer, RuntimeException>call("user", model -> {
                    if (model.number() == 2) {
                        done.countDown();
                    }
                    return model.use();
                });
            }
            await(done);

            ground.deaf = null;
            serving.<Integer, RuntimeException>call("user", FakeModel::use);

            assertThat(seen(ground, each -> each.compared() == 11).compared()).isEqualTo(11);
        }
    }

    @Test
    void whatWasSeenIsReportedAlsoIfNothingComesAnyMore() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL.reportEvery(Duration.ofMillis(200)));

            for (int i = 0; i < 5; i++) {
                serving.<Integer, RuntimeException>call("user", FakeModel::use);
            }

            assertThat(seen(ground, each -> each.compared() == 5).compared()).isEqualTo(5);
        }
    }

    @Test
    void whatWasSeenIsReportedWhenServingEnds() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL.reportEvery(Duration.ofDays(1)));
            serving.<Integer, RuntimeException>call("user", model -> {
                if (model.number() == 2) {
                    isAsked.countDown();
                }
                return model.use();
            });
            await(isAsked);

            serving.close();

            seen(ground, each -> each.compared() == 1);
        }
    }

    @Test
    void nothingIsComparedWithAnythingButControl() throws Exception {
        try (ServingGround ground = new ServingGround(ServingGround.production(2, 5))) {
            Serving<FakeModel> serving = ground.serve(options().shadow(ALL));
            ground.loaders.put(1, version -> {
                throw new IllegalStateException("no memory");
            });

            ground.decide(shadow(1, 2, 7, 1)); // back to version 1, which cannot be loaded: version 2 goes on

            assertThat(serving.<Integer, RuntimeException>call("user", FakeModel::use))
                    .isEqualTo(2);
            assertThat(serving.table().shade()).isNull();
        }
    }

    @Test
    void anAnswerWithoutATextHasFailed() throws Exception {
        class Mute {
            private final boolean isMute;

            Mute(boolean isMute) {
                this.isMute = isMute;
            }

            @Override
            public String toString() {
                if (isMute) {
                    throw new IllegalStateException("mute");
                }
                return "late";
            }
        }
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL);

            serving.<Mute, RuntimeException>call("user", model -> new Mute(model.number() == 2));
            serving.<Mute, RuntimeException>call("user", model -> new Mute(false));

            assertThat(seen(ground, each -> each.labels().count() == 1).uncompared())
                    .isEqualTo(new Uncompared(0, 0, 1, 0, 0));
        }
    }

    @Test
    void theThreadThatAsksIsThereOnlyWhileThereIsSomethingToAsk() throws Exception {
        try (ServingGround ground = new ServingGround(shadow(1, 2, 7, 1))) {
            Serving<FakeModel> serving = serve(ground, ALL);
            int before = ground.threads.size();

            serving.<Integer, RuntimeException>call("user", FakeModel::use);
            seen(ground, each -> each.compared() == 1);

            Thread asked = ground.threads.get(before);
            asked.join(TimeUnit.SECONDS.toMillis(ServingGround.BOUND_SECONDS));
            assertThat(asked.isAlive()).isFalse();
        }
    }
}
