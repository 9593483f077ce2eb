/**
 * What is kept of a registry's bytes, and what was ended. Start at {@link dev.modelregistry.RegistryStorage}; {@link
 * dev.modelregistry.storage.Part} names what has bytes of its own.
 */
@NullMarked
package dev.modelregistry.storage;

import org.jspecify.annotations.NullMarked;
