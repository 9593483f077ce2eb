/**
 * What a training run collects in its process: {@link dev.modelregistry.core.run.Unsaved} is what it said and did not save yet, {@link
 * dev.modelregistry.core.run.Surroundings} what is found out about the process unasked.
 */
@NullMarked
package dev.modelregistry.core.run;

import org.jspecify.annotations.NullMarked;
