/**
 * What a storage module implements. A store knows bytes, revisions and index entries; it never sees a model, a stage or a document that
 * it would have to parse. Start at {@link dev.modelregistry.spi.RegistryStore}, which lists the guarantees G1–G10 that every store gives
 * and that the contract suite (test-jar of {@code registry-core}, package {@code dev.modelregistry.contract}) checks one by one.
 *
 * <p>Losing a race is a return value, failure is an exception, and an unknown outcome is an exception of its own.
 */
@NullMarked
package dev.modelregistry.spi;

import org.jspecify.annotations.NullMarked;
