/**
 * The registry's facade with the host's access policy before it: each method of each interface asks, then hands on. No method gets through
 * unasked, because none is inherited and none reflected. Start at {@link dev.modelregistry.core.access.GuardedRegistry}; {@link
 * dev.modelregistry.core.access.Unguarded} is what it stands before.
 */
@NullMarked
package dev.modelregistry.core.access;

import org.jspecify.annotations.NullMarked;
