/**
 * The registry that lives in memory: the URL {@code memory:}. Also the reference for whoever writes a store: it gives
 * the guarantees of {@link dev.modelregistry.spi.RegistryStore} by the plainest means, a lock around sorted maps. Start
 * at {@link dev.modelregistry.core.memory.MemoryStore}.
 */
@NullMarked
package dev.modelregistry.core.memory;

import org.jspecify.annotations.NullMarked;
