/**
 * Two servers under load, whose model changes while they answer: a good canary goes its way, a bad one is rolled back, and nobody has to do anything about it.
 *
 * <p>Start at {@link dev.modelregistry.examples.serving.ServingDemo}, the program. What a host has to write to serve a model is in two places: {@code OnnxLoader} (or {@code
 * TribuoLoader}), which makes files a model, and {@code PredictionServer}, which asks for it at each request.
 */
@NullMarked
package dev.modelregistry.examples.serving;

import org.jspecify.annotations.NullMarked;
