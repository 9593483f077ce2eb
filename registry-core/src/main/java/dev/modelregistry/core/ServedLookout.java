package dev.modelregistry.core;

import dev.modelregistry.core.Controller.Looked;
import dev.modelregistry.core.health.ShadowCells;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.serve.Lookout;
import dev.modelregistry.core.serve.Troubles;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process that serves a model does about its canary. */
final class ServedLookout implements Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(ServedLookout.class);

    private final Controller controller;
    private final ShadowCells shadows;
    private final ServingOptions<?> options;
    private final Actor actor;
    private final Troubles troubles;
    private @Nullable Stuck stuck;

    ServedLookout(
            Controller controller, ShadowCells shadows, ServingOptions<?> options, Actor actor, Troubles troubles) {
        this.controller = controller;
        this.shadows = shadows;
        this.options = options;
        this.actor = actor;
        this.troubles = troubles;
    }

    @Override
    public void report(Trial seen) {
        controller.report(seen);
    }

    @Override
    public void report(ShadowTrial seen) {
        shadows.add(seen);
    }

    @Override
    public void look() {
        Optional<Looked> looked = controller.look();
        if (looked.isPresent()) {
            tell(looked.get());
            if (options.movesRollouts()) {
                move(looked.get());
            }
        }
    }

    private void tell(Looked looked) {
        try {
            options.onVerdict().accept(looked.rollout(), looked.verdict());
        } catch (Throwable failure) {
            LOG.warn("The host failed to hear of a verdict", failure);
        }
    }

    private void move(Looked looked) {
        RolloutVerdict verdict = looked.verdict();
        try {
            if (looked.isDoubted()) {
                controller.doubt(looked.rollout()); // or another process, whose checks are fine, would promote it
            }
            if (controller.follow(looked, actor, "judged") && verdict.decision() == Decision.ROLL_BACK) {
                raise(Kind.ROLLED_BACK, looked, "the candidate was rolled back: " + verdict.reason(), null);
            }
        } catch (StoreUnavailableException | ConflictException | OutcomeUnknownException passing) {
            LOG.debug("The rollout could not be moved; it is tried again at the next look", passing);
        } catch (RuntimeException failure) {
            tellOnce(looked, failure);
        }
    }

    /** For each step and decision once: a canary that is stuck may be so for long. */
    private void tellOnce(Looked looked, RuntimeException failure) {
        Stuck now = new Stuck(
                looked.rollout().changed().revision(), looked.verdict().decision());
        if (!now.equals(stuck)) {
            stuck = now;
            String words = "the rollout could not be moved (" + now.decision() + "): " + failure.getMessage()
                    + "; it is tried again at each look";
            raise(Kind.ROLLOUT_STUCK, looked, words, failure);
        }
    }

    private record Stuck(long step, Decision decision) {}

    private void raise(Kind kind, Looked looked, String words, @Nullable Throwable cause) {
        troubles.raise(kind, OptionalInt.of(looked.rollout().candidates().get(0)), words, cause);
    }
}
