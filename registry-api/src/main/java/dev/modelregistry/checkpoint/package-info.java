/**
 * Signed statements of where each journal ended, to be kept where whoever can write to the registry cannot: with one, a later check finds
 * also what was cut off. Take a {@link dev.modelregistry.checkpoint.Checkpoint} with {@link dev.modelregistry.ModelRegistry#checkpoint}, which
 * needs a {@link dev.modelregistry.checkpoint.CheckpointSigner}, and give it to {@link dev.modelregistry.ModelRegistry#verify(Checkpoint,
 * TrustedKey...)} with the {@link dev.modelregistry.checkpoint.TrustedKey} that belongs to the signer.
 */
@NullMarked
package dev.modelregistry.checkpoint;

import org.jspecify.annotations.NullMarked;
