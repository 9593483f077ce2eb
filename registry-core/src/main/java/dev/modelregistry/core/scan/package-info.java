/**
 * What a file is, by its bytes, and whether loading it could run code. Start at {@link dev.modelregistry.core.scan.ArtifactScanner}: it asks
 * one {@code Recogniser} after the other. Files are streamed; whatever could be read in two ways is a finding.
 */
@NullMarked
package dev.modelregistry.core.scan;

import org.jspecify.annotations.NullMarked;
