package dev.modelregistry.core;

import dev.modelregistry.core.Controller.Looked;
import dev.modelregistry.core.health.ShadowCells;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.serve.Lookout;
import dev.modelregistry.core.serve.Troubles;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import java.util.Optional;
import java.util.OptionalInt;
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
        Decision decision = looked.verdict().decision();
        OptionalInt candidate = OptionalInt.of(looked.rollout().candidates().get(0));
        try {
            boolean waits = decision == Decision.PROMOTE && controller.isHeld();
            if (!waits && controller.follow(looked, actor, "judged") && decision == Decision.ROLL_BACK) {
                troubles.raise(
                        Kind.ROLLED_BACK,
                        candidate,
                        "the candidate was rolled back: " + looked.verdict().reason(),
                        null);
            }
        } catch (RuntimeException failure) {
            troubles.raise(
                    Kind.ROLLOUT_STUCK,
                    candidate,
                    "the rollout could not be moved (" + looked.verdict().decision() + "): " + failure.getMessage()
                            + "; it is tried again at the next look",
                    failure);
        }
    }
}
