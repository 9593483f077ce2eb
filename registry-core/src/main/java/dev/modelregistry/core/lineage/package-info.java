/** Walks along the edges of the lineage: {@link dev.modelregistry.core.lineage.Walk}, wherever edges come from. */
@NullMarked
package dev.modelregistry.core.lineage;

import org.jspecify.annotations.NullMarked;
