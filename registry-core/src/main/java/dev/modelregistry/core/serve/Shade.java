package dev.modelregistry.core.serve;

/**
 * That requests are copied to a shadow.
 *
 * @param rollout the commit that began it
 * @param share the part of the requests, above 0 and at most 1
 * @param version the candidate's number
 */
public record Shade(long rollout, double share, int version) {}
