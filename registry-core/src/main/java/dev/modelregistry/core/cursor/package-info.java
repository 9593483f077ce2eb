/**
 * What cells hold of a durable subscription, and what follows from it, without a store or a clock: {@link
 * dev.modelregistry.core.cursor.Cursor} says for one journal what a worker may do next.
 */
@NullMarked
package dev.modelregistry.core.cursor;

import org.jspecify.annotations.NullMarked;
