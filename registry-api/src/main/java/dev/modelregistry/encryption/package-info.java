/**
 * Encryption of blobs at rest. A host gives the registry {@link dev.modelregistry.encryption.EncryptionKey keys} by way of a {@link
 * dev.modelregistry.encryption.KeySource}; start there. {@link dev.modelregistry.encryption.BlobCipher} is for authors of stores.
 */
@NullMarked
package dev.modelregistry.encryption;

import org.jspecify.annotations.NullMarked;
