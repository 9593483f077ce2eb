/**
 * What a candidate answers to copies of requests, compared with what control answered. {@link dev.modelregistry.core.shadow.ShadowRecorder}
 * is fed with pairs of answers, {@link dev.modelregistry.core.shadow.ShadowComparison} is what it says and adds up over JVMs, and {@link
 * dev.modelregistry.core.shadow.ShadowJudge} makes a gate of it. Pure: no store, no clock, no threads; randomness is handed in.
 */
@NullMarked
package dev.modelregistry.core.shadow;

import org.jspecify.annotations.NullMarked;
