/**
 * Whether the candidate of a rollout is worse than control, told from counts. Start at {@link dev.modelregistry.core.judge.CanaryJudge},
 * which weighs tests; each {@link dev.modelregistry.core.judge.AnytimeTest} may be looked at as often as one likes, and whatever it is fed
 * adds up over JVMs. Pure: no store, no clock, no randomness.
 */
@NullMarked
package dev.modelregistry.core.judge;

import org.jspecify.annotations.NullMarked;
