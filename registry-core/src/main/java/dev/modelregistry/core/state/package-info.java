/**
 * What is true of a model after each of its commits. {@link dev.modelregistry.core.state.ModelState} is immutable and shares structure with
 * the states before it; {@link dev.modelregistry.core.state.Fold} makes the next one from a commit. Pure: no store, no clock, no JSON.
 */
@NullMarked
package dev.modelregistry.core.state;

import org.jspecify.annotations.NullMarked;
