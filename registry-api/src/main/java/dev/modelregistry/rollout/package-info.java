/**
 * How traffic moves from the version in production to another one. Start at {@link dev.modelregistry.rollout.RolloutPolicy}, which describes it
 * as data; {@link dev.modelregistry.rollout.Routing} says whom it may reach, a {@link dev.modelregistry.rollout.Rollout} is one that is under
 * way, a {@link dev.modelregistry.rollout.Route} stamps what was answered by whom, and {@link dev.modelregistry.rollout.WhoServed} says later who it
 * was.
 *
 * <p>A key falls into one of 65,536 slots by a hash that is salted anew for each rollout. Who owns which slot is stored in the journal, and
 * changes only between control and a candidate while control has any: a growing share takes no key from another candidate, and a shrinking
 * one gives back its highest slots. So each process decides alike, and a key stays where it is.
 */
@NullMarked
package dev.modelregistry.rollout;

import org.jspecify.annotations.NullMarked;
