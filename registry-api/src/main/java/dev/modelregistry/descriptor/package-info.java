/**
 * Everything that is known of a version when it is registered, in one document that never changes: {@link
 * dev.modelregistry.descriptor.Descriptor}. Its SHA-256 is the version's digest.
 */
@NullMarked
package dev.modelregistry.descriptor;

import org.jspecify.annotations.NullMarked;
