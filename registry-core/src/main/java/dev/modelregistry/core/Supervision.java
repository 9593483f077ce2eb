package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.Controller.Looked;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.Deployment;
import dev.modelregistry.rollout.Outcome;
import dev.modelregistry.rollout.Rollout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches a rollout from its beginning to its end in the caller's thread, as a deploying process does. For one call. */
final class Supervision {
    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

    private final Engine engine;
    private final ModelName model;
    private final Author author;
    private final Controller controller;
    private @Nullable RolloutVerdict last;

    Supervision(Engine engine, ModelName model, Author author, List<HealthCheck> checks) {
        this.engine = engine;
        this.model = model;
        this.author = author;
        this.controller =
                new Controller(engine, model, checks, engine.servings().threads());
    }

    /** Returns when the rollout has ended, or the time is over, or the thread was interrupted. */
    Deployment watch(Rollout rollout, Duration atMost) {
        long lookEvery = rollout.plan().analysis().orElseThrow().lookEvery().toNanos();
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            return watch(rollout, lookEvery, deadline);
        } finally {
            release(rollout);
        }
    }

    private void release(Rollout rollout) {
        try {
            controller.release(rollout);
        } catch (RegistryException unreachable) { // then the hold runs out
            LOG.debug("Model '{}': the others wait until the hold runs out", model, unreachable);
        }
    }

    private Deployment watch(Rollout rollout, long lookEvery, long deadline) {
        while (true) {
            try {
                look(rollout);
                ModelState state = engine.journal(model).state(Freshness.latest());
                if (!isUnderWay(state, rollout)) {
                    return new Deployment(Optional.of(outcome(state, rollout)), Optional.ofNullable(last));
                }
            } catch (StoreUnavailableException | ConflictException | OutcomeUnknownException passing) {
                LOG.warn("Model '{}': cannot look at the rollout; it is tried again", model, passing);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return new Deployment(Optional.empty(), Optional.ofNullable(last));
            }
            LockSupport.parkNanos(this, Math.min(left, lookEvery));
        }
    }

    private void look(Rollout rollout) {
        controller.hold(rollout); // before the checks are asked, which may take long
        Optional<Looked> looked = controller.look().filter(each -> isSame(each.rollout(), rollout));
        if (looked.isPresent()) {
            last = looked.get().verdict();
            try {
                controller.follow(looked.get(), author.actor(), author.change().reason());
            } catch (StoreUnavailableException | ConflictException | OutcomeUnknownException passing) {
                throw passing;
            } catch (RegistryException stuck) {
                LOG.warn("Model '{}': the rollout could not be moved; it is tried again", model, stuck);
            }
        }
    }

    private static boolean isUnderWay(ModelState state, Rollout rollout) {
        return state.rollout() != null
                && state.rollout().started().revision() == rollout.started().revision();
    }

    private static boolean isSame(Rollout one, Rollout other) {
        return one.started().revision() == other.started().revision();
    }

    /** How it ended, told from what the candidate did since it began. */
    private static Outcome outcome(ModelState state, Rollout rollout) {
        VersionState candidate = state.version(rollout.candidates().get(0));
        long began = rollout.started().revision();
        if (candidate == null) {
            return Outcome.ABORTED;
        }
        boolean failed = candidate.record().failed() != null
                && candidate.record().failed().revision() > began;
        boolean isGood = candidate.record().good() > began;
        return failed ? Outcome.ROLLED_BACK : isGood ? Outcome.COMPLETED : Outcome.ABORTED;
    }
}
