/**
 * Measures what the registry costs. Start at {@link dev.modelregistry.examples.benchmarks.Benchmarks}, the program; each benchmark is one
 * class that says in its first sentence what is compared with what.
 */
@NullMarked
package dev.modelregistry.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
