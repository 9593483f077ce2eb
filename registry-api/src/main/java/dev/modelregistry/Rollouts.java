package dev.modelregistry;

import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.ShadowReport;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.rollout.Deployment;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model's traffic moves to other versions; one rollout at a time. While one is under way its candidates are in {@link
 * dev.modelregistry.id.Stage#CANARY}, and {@link dev.modelregistry.id.Stage#PRODUCTION} is control: whoever resolves it gets control, and who is
 * served by {@link ServedModel} gets what the rollout chooses. Control and candidates cannot be promoted or archived by hand until it ends.
 *
 * <p>Each change is one commit, or none where nothing would change, and one that is refused leaves everything as it was. A change that was decided by what was read belongs behind {@link
 * Change#ifRevisionIs}. All of it is in the journal: each process serves the same split, within its freshness, and a restart goes on where it was.
 */
public interface Rollouts {
    /**
     * Puts a version into production under supervision: everybody gets it at once, and it is watched for a while with the old version kept warm. If nothing speaks against it, it is recorded as good and the old one is archived;
     * if it fails, the old one answers again. The candidate's errors may be 5 % at most; for other rules use {@link #start(ModelVersion, RolloutPlan, Change)} with a canary that has an {@link
     * dev.modelregistry.health.Analysis}, and {@link #watch}.
     *
     * <p>Returns when that is decided, or undecided two looks after the window. If this process dies, those that serve the model finish it by the same rules; the checks are this process's alone.
     *
     * @param window how long it is watched, whole milliseconds up to a year
     * @param checks asked at each look
     * @param change a reason and an actor alone; it is more than one commit
     * @return what came of it
     * @throws dev.modelregistry.error.RegistryException as {@link #start(ModelVersion, RolloutPlan, Change)}
     */
    Deployment deployWithMonitoring(ModelVersion version, Duration window, List<HealthCheck> checks, Change change);

    /**
     * Judges the canary that is under way and moves it as its {@linkplain RolloutPlan#analysis analysis} says, until it has ended. Any number of processes may do so, serving ones do anyway: one takes each step. While this one
     * watches, the others promote nothing, so that its checks are heard; they roll back all the same. Of two who watch the same rollout, the checks of the one that looked last are heard.
     *
     * @param atMost for how long, up to 365 days
     * @param checks asked at each look
     * @param change who watches; its reason stands before those of the verdicts
     * @return what came of it
     * @throws dev.modelregistry.error.RejectedException if no rollout with an analysis is under way
     */
    Deployment watch(Duration atMost, List<HealthCheck> checks, Change change);

    /**
     * What is thought of the canary that is under way, by what all processes have reported; empty if none with an {@linkplain RolloutPlan#analysis analysis} is. The host's checks have no part in it.
     */
    Optional<RolloutVerdict> verdict();

    /**
     * How the answers of the model's last {@linkplain RolloutPolicy.Shadow shadow} compare with control's, by what all processes have reported; also when it is over. Empty if nothing was compared: see {@link
     * dev.modelregistry.serving.ServingOptions#shadow}.
     */
    Optional<ShadowReport> shadow();

    /**
     * Whether a version answered as control did when it was the model's last shadow. For a gate: {@code RegistryBuilder.check("shadow", candidate -> rollouts.shadow(candidate.version(), rule).outcome())}.
     *
     * @return no data if the last shadow was another version, or nothing was compared
     */
    ShadowVerdict shadow(ModelVersion version, ShadowRule rule);

    /** The rollout that is under way; the same as {@link ModelView#rollout()}. */
    Optional<Rollout> current();

    /**
     * Begins to move traffic to a version. It must pass the gates into the canary stage, unless it is there, and those from there to production, for it will serve
     * as what is there does; a {@linkplain RolloutPolicy.Shadow shadow} serves nobody, and needs not pass the latter. Another version in a canary stage that holds one is archived. Does nothing if just this is under way.
     *
     * @param candidate the version
     * @return the rollout
     * @throws dev.modelregistry.error.InvalidInputException if the candidate is in production, the policy is a split, an override names a version that takes no part or
     *     sends a key to a shadow, somebody is to be left out and nothing is in production to answer them, or the pipeline has no canary stage
     * @throws dev.modelregistry.error.NotFoundException if there is no such version
     * @throws dev.modelregistry.error.RejectedException if another rollout is under way, a gate does not hold, or nothing is in production for the candidate to be
     *     compared with and the policy is not {@linkplain RolloutPolicy#immediate() immediate}
     */
    Rollout start(ModelVersion candidate, RolloutPlan plan, Change change);

    /** Begins to move everybody's traffic to a version; see {@link #start(ModelVersion, RolloutPlan, Change)}. */
    default Rollout start(ModelVersion candidate, RolloutPolicy policy, Change change) {
        return start(candidate, RolloutPlan.of(policy), change);
    }

    /**
     * Begins to split traffic between versions, which the {@linkplain RolloutPolicy.Split policy} names; one that it does not name may be in production and
     * answers whoever is outside the split. Each of the others must pass the gates as for {@link #start(ModelVersion, RolloutPlan, Change)}, and they enter the canary stage together, also where it holds one.
     *
     * @return the rollout
     * @throws dev.modelregistry.error.InvalidInputException if the policy is no split, or names no version beside the one in production
     * @throws dev.modelregistry.error.NotFoundException if it names a version that does not exist
     * @throws dev.modelregistry.error.RejectedException as for one candidate
     */
    Rollout start(RolloutPlan split, Change change);

    /**
     * Moves a canary to another of its steps, forward or back. Keys that the candidate gains come from control, and those that it loses go back there.
     *
     * @param step which one, from 0
     * @return the rollout
     * @throws dev.modelregistry.error.InvalidInputException if it has no such step
     * @throws dev.modelregistry.error.RejectedException if no canary is under way, or a candidate that gets more keys may not serve any more: it has
     *     lost a file, or descends from something that is quarantined
     */
    Rollout moveTo(int step, Change change);

    /**
     * Changes the shares of a split. No key goes from one candidate to another while control has any.
     *
     * @param weights of just the versions that take part: version number → share, summing to 1 within {@link RolloutPolicy.Split#TOLERANCE}; 0 is left out
     * @return the rollout
     * @throws dev.modelregistry.error.InvalidInputException if the weights are none of a split, or name a version that takes no part
     * @throws dev.modelregistry.error.RejectedException if no split is under way, a candidate that gets more keys may not serve any more, or the
     *     slots would be in more than 4,096 pieces
     */
    Rollout reweigh(Map<Integer, Double> weights, Change change);

    /**
     * Keeps the rollout as it is until it is resumed: only people move it. Does nothing if it is paused already.
     *
     * @return the rollout
     * @throws dev.modelregistry.error.RejectedException if none is under way
     */
    Rollout pause(Change change);

    /**
     * Ends a pause; does nothing if there is none.
     *
     * @return the rollout
     * @throws dev.modelregistry.error.RejectedException if none is under way
     */
    Rollout resume(Change change);

    /**
     * Ends the rollout with a winner, in one commit. A candidate goes to production and is recorded as good, control is recorded as good and archived; the
     * other candidates leave the canary stage. Control may win, too: then all candidates leave. After a shadow the candidate stays in the canary stage, for it served nobody. Does nothing if the winner is in
     * production already and no rollout is under way.
     *
     * @return the winner in its stage
     * @throws dev.modelregistry.error.InvalidInputException if the version takes no part
     * @throws dev.modelregistry.error.RejectedException if no rollout is under way, or the version may not serve any more: it has expired, or descends from something that is quarantined
     */
    Occupancy complete(ModelVersion winner, Change change);

    /**
     * Ends the rollout without a winner, in one commit: everybody gets control, and the candidates leave the canary stage, for the pipeline's {@linkplain
     * dev.modelregistry.pipeline.Pipeline#failedTo() stage for such} while there is room, and else for the archive. Nothing is said against them. To say so use {@link
     * RegisteredModel#rollbackFrom(ModelVersion, Change)}, which ends the rollout too. Does nothing if none is under way.
     */
    void abort(Change change);
}
