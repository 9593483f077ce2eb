/** What files are by their content. */
@NullMarked
package dev.modelregistry.core.scan;

import org.jspecify.annotations.NullMarked;
