package dev.modelregistry.core.judge;

import dev.modelregistry.health.RolloutVerdict.Decision;

/**
 * What to do with a candidate.
 *
 * @param decision what
 * @param reason why, in words that quote the numbers
 */
public record CanaryVerdict(Decision decision, String reason) {}
