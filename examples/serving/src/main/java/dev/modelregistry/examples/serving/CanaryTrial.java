package dev.modelregistry.examples.serving;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts a canary and looks on: the serving processes decide. */
final class CanaryTrial {
    private final RegisteredModel model;
    private final RolloutPlan plan;
    private final Duration patience;

    /** @param patience how long to look on */
    CanaryTrial(RegisteredModel model, RolloutPlan plan, Duration patience) {
        this.model = model;
        this.plan = plan;
        this.patience = patience;
    }

    /**
     * How a canary ended.
     *
     * @param took from its start to its end
     * @param by who ended it
     */
    record End(Outcome outcome, Duration took, String by) {}

    /** Empty if it is under way still when patience has ended. */
    Optional<End> of(ModelVersion candidate, String reason) throws InterruptedException {
        CompletableFuture<Commit> last = new CompletableFuture<>();
        try (RegisteredModel.Watch watch = model.watch(commit -> {
            if (commit.events().stream().anyMatch(RolloutEnded.class::isInstance)) {
                last.complete(commit);
            }
        })) {
            Rollout rollout = model.rollouts().start(candidate, plan, because(reason));
            return Optional.of(end(rollout, last.get(patience.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException undecided) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new AssertionError("nobody fails it", impossible);
        }
    }

    private static End end(Rollout rollout, Commit last) {
        Outcome outcome = last.events().stream()
                .filter(RolloutEnded.class::isInstance)
                .map(event -> ((RolloutEnded) event).outcome())
                .findFirst()
                .orElseThrow();
        return new End(
                outcome,
                Duration.between(rollout.started().at(), last.time()),
                last.actor().toString());
    }
}
