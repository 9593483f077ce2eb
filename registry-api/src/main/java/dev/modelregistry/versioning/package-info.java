/**
 * Which semantic version a model version gets, and why: {@link dev.modelregistry.versioning.Numbering} is the answer, its
 * {@link dev.modelregistry.versioning.BumpReason}s say in words what changed, and how far each of them raises the version. The rules are
 * in {@link dev.modelregistry.versioning.Bump}; a host adds its own with {@link dev.modelregistry.versioning.VersioningPolicy}.
 */
@NullMarked
package dev.modelregistry.versioning;

import org.jspecify.annotations.NullMarked;
