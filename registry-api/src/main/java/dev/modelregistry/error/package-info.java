/**
 * What can go wrong, sorted by what the caller should do about it. Start at {@link dev.modelregistry.error.RegistryException}, which has the
 * table. All are unchecked; every message names the value, what was expected and the next step.
 */
@NullMarked
package dev.modelregistry.error;

import org.jspecify.annotations.NullMarked;
