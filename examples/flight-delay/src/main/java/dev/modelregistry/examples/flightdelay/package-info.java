/**
 * Predicts which flights leave late, and has everything a model registry is for: two versions of a model that are
 * really trained, measured on data they have not seen, exported to ONNX and served from the exported files alone.
 *
 * <p>Start at {@link dev.modelregistry.examples.flightdelay.FlightDelay}, the program, and {@code TrainingJob}, which
 * registers: these two are all there is about the registry. {@code DelayModel} trains; {@code OnnxPredictor} serves what
 * it exported and shares nothing with it but the two files of a version.
 */
@NullMarked
package dev.modelregistry.examples.flightdelay;

import org.jspecify.annotations.NullMarked;
