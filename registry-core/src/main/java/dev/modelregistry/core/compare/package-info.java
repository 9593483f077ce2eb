/**
 * Versions side by side: {@link dev.modelregistry.core.compare.Comparer} finds what is the same and what is not, {@link
 * dev.modelregistry.core.compare.ComparisonMarkdown} writes it down for people. Pure, but
 * for reading descriptors.
 */
@NullMarked
package dev.modelregistry.core.compare;

import org.jspecify.annotations.NullMarked;
