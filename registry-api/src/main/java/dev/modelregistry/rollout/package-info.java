/**
 * How a new version takes over from the old one. {@link dev.modelregistry.rollout.RolloutPolicy} describes it as data; a policy is
 * checked when it is made, and does nothing by itself.
 */
@NullMarked
package dev.modelregistry.rollout;

import org.jspecify.annotations.NullMarked;
