package dev.modelregistry.core.codec;

/**
 * What a cell holds to which many processes add.
 *
 * @param report which report it took last: to find out whether one was taken
 * @param sum of all of them
 * @param <V> what is added up
 */
public record Reported<V>(String report, V sum) {}
