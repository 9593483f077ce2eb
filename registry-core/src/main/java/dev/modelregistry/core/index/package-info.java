/**
 * Finding by what is known: {@link dev.modelregistry.core.index.ModelEntries} says which entries a commit adds and removes, {@link
 * dev.modelregistry.core.index.DerivedIndex} keeps them in memory for stores that have no index of their own.
 */
@NullMarked
package dev.modelregistry.core.index;

import org.jspecify.annotations.NullMarked;
