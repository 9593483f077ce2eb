/**
 * What may happen: {@link dev.modelregistry.core.decide.Decider} decides on models, versions, aliases and tags, {@link
 * dev.modelregistry.core.decide.Lifecycle} on the way of versions through their pipeline, where {@link
 * dev.modelregistry.core.decide.Judge} judges the gates, {@link dev.modelregistry.core.decide.Approving} on what people and other processes
 * say of them, and {@link dev.modelregistry.core.decide.Settling} on the rules. Each turns a state and a wish into events, or refuses in
 * words. Pure: no store, no clock, no JSON. An empty list of events means that things are as wished already.
 */
@NullMarked
package dev.modelregistry.core.decide;

import org.jspecify.annotations.NullMarked;
