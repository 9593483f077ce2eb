/**
 * What is different between two versions, in words and with what it means for their callers: {@link
 * dev.modelregistry.core.diff.DescriptorDiff} for everything, {@link dev.modelregistry.core.diff.SignatureDiff} for what callers see. Pure.
 */
@NullMarked
package dev.modelregistry.core.diff;

import org.jspecify.annotations.NullMarked;
