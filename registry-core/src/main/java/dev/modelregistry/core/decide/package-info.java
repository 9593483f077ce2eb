/**
 * What may happen: {@link dev.modelregistry.core.decide.Decider} turns a state and a wish into events, or refuses in words. Pure: no
 * store, no clock, no JSON. An empty list of events means that things are as wished already.
 */
@NullMarked
package dev.modelregistry.core.decide;

import org.jspecify.annotations.NullMarked;
