/**
 * What a training run leaves behind: its {@link dev.modelregistry.run.RunStatus}, the {@link dev.modelregistry.run.MetricPoint}s of its
 * series and what they come to. Begin with {@link dev.modelregistry.ModelRegistry#startRun}.
 */
@NullMarked
package dev.modelregistry.run;

import org.jspecify.annotations.NullMarked;
