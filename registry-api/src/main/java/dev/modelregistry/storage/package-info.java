/**
 * What the bytes of a registry are needed for: {@link dev.modelregistry.storage.Garbage} is what nothing needs any more, and a {@link
 * dev.modelregistry.storage.GracePeriod} protects what is on its way. Begin with {@link dev.modelregistry.ModelRegistry#storage()}.
 */
@NullMarked
package dev.modelregistry.storage;

import org.jspecify.annotations.NullMarked;
