/**
 * What happened, as it is kept for ever: {@link dev.modelregistry.event.Commit} is one atomic change with who, when and why, and each of
 * its {@link dev.modelregistry.event.RegistryEvent}s is one fact. {@link dev.modelregistry.event.AuditQuery} says which of them are asked for.
 */
@NullMarked
package dev.modelregistry.event;

import org.jspecify.annotations.NullMarked;
