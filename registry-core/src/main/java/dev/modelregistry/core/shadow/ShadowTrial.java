package dev.modelregistry.core.shadow;

/**
 * What was seen of a shadow.
 *
 * @param rollout the commit that began it
 * @param version the candidate's number
 * @param seen how its answers compare
 */
public record ShadowTrial(long rollout, int version, ShadowComparison seen) {
    /** With what another process saw. Of two rollouts the later one counts alone; of one in which the host's thresholds differ, the one that saw more. */
    public ShadowTrial plus(ShadowTrial other) {
        if (rollout != other.rollout) {
            return rollout > other.rollout ? this : other;
        }
        if (!seen.numbers().threshold().equals(other.seen.numbers().threshold())) {
            return seen.compared() >= other.seen.compared() ? this : other;
        }
        return new ShadowTrial(rollout, version, seen.plus(other.seen));
    }
}
