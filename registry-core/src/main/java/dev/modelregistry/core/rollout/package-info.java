/** Who is served what: shares to slots, keys to slots, slots to versions. Pure. */
@NullMarked
package dev.modelregistry.core.rollout;

import org.jspecify.annotations.NullMarked;
