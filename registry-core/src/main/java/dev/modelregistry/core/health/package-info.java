/**
 * What the judge needs of the world: counts that processes share, and checks of the host's. Start at {@link dev.modelregistry.core.health.TrialCells}.
 */
@NullMarked
package dev.modelregistry.core.health;

import org.jspecify.annotations.NullMarked;
