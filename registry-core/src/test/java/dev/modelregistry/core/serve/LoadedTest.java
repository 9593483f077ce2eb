package dev.modelregistry.core.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Race;
import dev.modelregistry.serving.ServingOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadedTest {
    private final AtomicInteger wakeUps = new AtomicInteger();

    private Loaded<FakeModel> loaded() {
        return new Loaded<>(
                new FakeVersion(ServingGround.MODEL, 1),
                new FakeModel(1),
                Optional.empty(),
                false,
                new Scores(ServingGround.MODEL, ServingOptions.standard()),
                wakeUps::incrementAndGet,
                new Room(Optional.empty()));
    }

    @Test
    void nobodyEntersARetiredModel() {
        Loaded<FakeModel> loaded = loaded();
        assertThat(loaded.enter(Loaded.stripe())).isTrue();
        loaded.leave(Loaded.stripe());

        loaded.retire();

        assertThat(loaded.enter(Loaded.stripe())).isFalse();
        assertThat(loaded.isIdle()).isTrue();
    }

    @Test
    void itIsIdleWhenTheLastOneHasLeftWhicheverThreadThatIs() throws Exception {
        Loaded<FakeModel> loaded = loaded();
        int mine = Loaded.stripe();
        loaded.enter(mine);
        int other = Race.all(1, racer -> {
                    loaded.enter(Loaded.stripe());
                    return Loaded.stripe();
                })
                .get(0);
        assertThat(loaded.leases()).isEqualTo(2);
        loaded.retire();
        assertThat(loaded.isIdle()).isFalse();

        loaded.leave(other);
        assertThat(loaded.isIdle()).isFalse();
        loaded.leave(mine);

        assertThat(loaded.isIdle()).isTrue();
        assertThat(loaded.leases()).isZero();
        assertThat(wakeUps.get()).as("times told that it may be idle").isPositive();
    }

    @Test
    void nobodyIsToldWhileItServes() {
        Loaded<FakeModel> loaded = loaded();

        loaded.enter(Loaded.stripe());
        loaded.leave(Loaded.stripe());

        assertThat(wakeUps.get()).isZero();
    }

    /** The race that the order of counting and looking is about, many times. */
    @Test
    void nobodyHasAModelThatWasSeenIdleAfterItWasRetired() {
        int rounds = 20_000;
        CyclicBarrier start = new CyclicBarrier(2);
        List<Loaded<FakeModel>> all =
                IntStream.range(0, rounds).mapToObj(i -> loaded()).toList();

        Race.all(2, racer -> {
            for (Loaded<FakeModel> loaded : all) {
                start.await(ServingGround.BOUND_SECONDS, TimeUnit.SECONDS);
                if (racer == 0) {
                    int stripe = Loaded.stripe();
                    if (loaded.enter(stripe)) {
                        loaded.model().use();
                        loaded.leave(stripe);
                    }
                } else {
                    loaded.retire();
                    if (loaded.isIdle()) {
                        loaded.model().close();
                    }
                }
            }
            return racer;
        });

        assertThat(all).allSatisfy(loaded -> assertThat(loaded.isIdle()).isTrue());
    }
}
