/**
 * Where a version came from: data, code, features, run and the models it was made from. {@link dev.modelregistry.lineage.Lineage} is the
 * place to start. What is not known is left out and reads as unknown. {@link dev.modelregistry.lineage.Graph} shows what of many versions comes from what.
 */
@NullMarked
package dev.modelregistry.lineage;

import org.jspecify.annotations.NullMarked;
