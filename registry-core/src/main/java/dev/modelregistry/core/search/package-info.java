/**
 * Answers queries from an index: {@link dev.modelregistry.core.search.Searcher} is the place to start. What is looked at first is chosen here, for every
 * store alike, so that all give the same answers; stores walk along one key and filter.
 */
@NullMarked
package dev.modelregistry.core.search;

import org.jspecify.annotations.NullMarked;
