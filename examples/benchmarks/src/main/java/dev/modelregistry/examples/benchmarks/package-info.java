/** The benchmarks. */
@NullMarked
package dev.modelregistry.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
