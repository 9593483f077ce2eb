package dev.modelregistry.run;

import java.time.Instant;

/**
 * One point of a metric series.
 *
 * @param step the training step, epoch or whatever the run counts by
 * @param time when it was measured, to the microsecond
 * @param value may be infinite or not a number: that a training diverged is a fact, too
 */
public record MetricPoint(long step, Instant time, double value) {}
