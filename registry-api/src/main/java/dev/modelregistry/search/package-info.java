/**
 * Finding models, versions and runs by what is known of them. {@link dev.modelregistry.search.Query} is the place to start: it is written as text
 * or built from {@link dev.modelregistry.search.Fields}, and {@link dev.modelregistry.Search} answers it in pages.
 */
@NullMarked
package dev.modelregistry.search;

import org.jspecify.annotations.NullMarked;
