/**
 * The engine behind the API's interfaces. {@link dev.modelregistry.core.CoreEngine} is what the API finds; {@code DefaultRegistry} is where
 * a call arrives. Below it: {@code decide} (may this happen?), {@code state} (what is true now?), {@code journal} (read, decide, append),
 * {@code codec} (values and bytes), {@code index} (find by what is known) and {@code memory} (a store for tests).
 */
@NullMarked
package dev.modelregistry.core;

import org.jspecify.annotations.NullMarked;
