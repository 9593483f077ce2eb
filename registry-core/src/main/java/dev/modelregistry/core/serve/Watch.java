package dev.modelregistry.core.serve;

import dev.modelregistry.health.Analysis;

/**
 * That a canary is judged.
 *
 * @param rollout the commit that began it
 * @param step the commit by which requests go where they do
 * @param analysis how
 */
public record Watch(long rollout, long step, Analysis analysis) {}
