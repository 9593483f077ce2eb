/**
 * The names and small values that everything else is made of: {@link dev.modelregistry.id.ModelName}, {@link
 * dev.modelregistry.id.SemanticVersion}, {@link dev.modelregistry.id.Digest}, {@link dev.modelregistry.id.Stage}, {@link
 * dev.modelregistry.id.Alias}, {@link dev.modelregistry.id.Actor} and the {@link dev.modelregistry.id.ModelUri} that puts them together.
 * Each checks itself when it is made, so a value that exists is valid. All are immutable.
 */
@NullMarked
package dev.modelregistry.id;

import org.jspecify.annotations.NullMarked;
