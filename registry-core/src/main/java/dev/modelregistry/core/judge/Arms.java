package dev.modelregistry.core.judge;

/**
 * The same of both arms of a rollout.
 *
 * @param candidate of the version that is on trial
 * @param control of the version that it would replace, from the same time
 */
public record Arms<T>(T candidate, T control) {}
