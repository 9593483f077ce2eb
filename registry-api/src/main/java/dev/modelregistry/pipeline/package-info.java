/**
 * The rules under which models live: which stages there are, how a version gets from one to the next and what it must pass on the way.
 * Start with {@link dev.modelregistry.pipeline.Pipeline}; its {@link dev.modelregistry.pipeline.Transition}s have {@link
 * dev.modelregistry.pipeline.Gate}s, its {@link dev.modelregistry.pipeline.ModelPattern}s say whose rules they are. Beside it stand the
 * {@link dev.modelregistry.pipeline.NamingConvention} for what is new, the {@link dev.modelregistry.pipeline.Rollback} that says how far
 * back, and {@link dev.modelregistry.pipeline.BreakGlass} for when the rules must not hold. All of it is data: immutable, equal by value,
 * readable through accessors.
 */
@NullMarked
package dev.modelregistry.pipeline;

import org.jspecify.annotations.NullMarked;
