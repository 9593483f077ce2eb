/**
 * What the bytes of a registry are needed for, and what was ended: {@link dev.modelregistry.storage.Garbage} is what nothing needs any more, a
 * {@link dev.modelregistry.storage.GracePeriod} protects what is on its way, and a {@link dev.modelregistry.storage.Part} is what can be
 * erased. Begin with {@link dev.modelregistry.ModelRegistry#storage()}.
 */
@NullMarked
package dev.modelregistry.storage;

import org.jspecify.annotations.NullMarked;
