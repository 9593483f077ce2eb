package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Until;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ServingStressTest {
    private static final int SWITCHES = 1_000;
    private static final int THREADS = 6;

    @Test
    void noRequestFailsAndNoModelIsUsedAfterItWasClosedWhileTheTableIsSwitchedAThousandTimes() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        try (ServingGround ground = new ServingGround(production(1, 1))) {
            Serving<FakeModel> serving = ground.serve(options());
            List<Long> counts = Race.all(THREADS, racer -> {
                if (racer > 0) {
                    long requests = 0;
                    while (!isOver.get()) {
                        ServingGround.ask(serving, "customer-" + requests++ % 100);
                    }
                    return requests;
                }
                try {
                    for (int number = 2; number <= SWITCHES + 1; number++) {
                        int next = number;
                        ground.plan(next % 2 == 0 ? production(next, next) : rollout(next, next - 1, next));
                        serving.wake();
                        Until.holds(() -> serving.route("").number() == next);
                    }
                } finally {
                    isOver.set(true);
                }
                return 1L;
            });
            serving.close();

            assertThat(counts).allSatisfy(count -> assertThat(count).isPositive());
            assertThat(ground.alerts).isEmpty();
            assertThat(ground.models)
                    .hasSize(SWITCHES + 1)
                    .allSatisfy(model -> assertThat(model.closings())
                            .as("closings of version %s", model.number())
                            .isEqualTo(1));
        }
    }
}
