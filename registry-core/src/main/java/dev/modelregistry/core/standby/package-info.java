/**
 * What a process serves, kept on its own disk for a start without the store: states by their checksums, files by their digests. It is never a second truth: what
 * is kept answers where the store has said nothing since the start, and the store's commits must follow on it. Start at {@link
 * dev.modelregistry.core.standby.Standby}.
 */
@NullMarked
package dev.modelregistry.core.standby;

import org.jspecify.annotations.NullMarked;
