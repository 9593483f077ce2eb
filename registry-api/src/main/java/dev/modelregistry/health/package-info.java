/**
 * How the candidate of a rollout does, and what is made of it: counted where it serves, added up over processes, and judged against control. Start at {@link
 * dev.modelregistry.health.Analysis}.
 */
@NullMarked
package dev.modelregistry.health;

import org.jspecify.annotations.NullMarked;
