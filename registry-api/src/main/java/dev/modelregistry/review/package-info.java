/**
 * How versions are judged on their way through a pipeline: {@link dev.modelregistry.review.CheckOutcome} is what a check says of a version,
 * {@link dev.modelregistry.review.Simulation} what a promotion would say now, and {@link dev.modelregistry.review.Review} what has been
 * said so far by people and by other processes.
 */
@NullMarked
package dev.modelregistry.review;

import org.jspecify.annotations.NullMarked;
