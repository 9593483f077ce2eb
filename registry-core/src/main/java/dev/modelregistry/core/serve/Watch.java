package dev.modelregistry.core.serve;

import dev.modelregistry.core.judge.Onsets;
import dev.modelregistry.health.Analysis;
import java.time.Duration;
import java.time.Instant;

/**
 * That a canary is judged.
 *
 * @param rollout the commit that began it
 * @param step the commit by which requests go where they do
 * @param since when that was
 * @param bake how long the step is watched at least
 * @param analysis how
 */
public record Watch(long rollout, long step, Instant since, Duration bake, Analysis analysis) {
    /** In which part of the step it is, from 0. */
    int part(Instant now) {
        if (bake.isZero()) {
            return Onsets.PARTS - 1;
        }
        double passed = Duration.between(since, now).toMillis() / (double) bake.toMillis();
        return (int) Math.max(0, Math.min(Onsets.PARTS - 1, Math.floor(passed * Onsets.PARTS)));
    }
}
