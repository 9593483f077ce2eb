package dev.modelregistry.core.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Until;
import dev.modelregistry.serving.ServingOptions;
import org.junit.jupiter.api.Test;

class LoadingTest {
    /** Whoever took it a second time would close it a second time. */
    @Test
    void aModelIsTakenOnceAlsoBeforeItsThreadIsDone() {
        ServingOptions<FakeModel> options = ServingGround.options();
        FakeModel model = new FakeModel(1);
        Terms<FakeModel> terms = new Terms<>(
                version -> model,
                options,
                Thread::new,
                new Alerts(ServingGround.MODEL, options.onAlert(), Thread::new),
                new Scores(ServingGround.MODEL, options),
                () -> {});

        Loading<FakeModel> loading =
                Loading.start(terms, new FakeVersion(ServingGround.MODEL, 1), terms.room(), System.nanoTime());

        Until.holds(() -> loading.take().filter(taken -> taken == model).isPresent());
        assertThat(loading.take()).isEmpty();
        Until.holds(loading::hasEnded);
        assertThat(loading.take()).isEmpty();
    }
}
