/**
 * Values to bytes and back: {@link dev.modelregistry.core.codec.CommitCodec} for commits, {@link
 * dev.modelregistry.core.codec.DescriptorCodec} for descriptors, {@link dev.modelregistry.core.codec.StateCodec} for snapshots. {@code
 * docs/format.md} describes the same bytes for people. The only place that knows Jackson.
 */
@NullMarked
package dev.modelregistry.core.codec;

import org.jspecify.annotations.NullMarked;
