/**
 * Who may do what in a registry of this process. Start with {@link dev.modelregistry.access.Roles}, or write an {@link
 * dev.modelregistry.access.AccessPolicy} of your own; give it to {@link dev.modelregistry.RegistryBuilder#access}. Read there what this is not.
 */
@NullMarked
package dev.modelregistry.access;

import org.jspecify.annotations.NullMarked;
