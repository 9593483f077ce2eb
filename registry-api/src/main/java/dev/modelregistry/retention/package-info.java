/**
 * How long versions are kept. Start with {@link dev.modelregistry.retention.RetentionPolicy}, which is defined in the {@linkplain
 * dev.modelregistry.RegistrySettings settings}; a {@link dev.modelregistry.retention.RetentionPlan} says what the policies make of the versions that
 * there are, and {@link dev.modelregistry.Retention} gives and applies it. A {@link dev.modelregistry.retention.Hold} keeps a version from all of
 * them, and an {@link dev.modelregistry.retention.Expiry} is how it ends. All of it is data: immutable, equal by value.
 */
@NullMarked
package dev.modelregistry.retention;

import org.jspecify.annotations.NullMarked;
