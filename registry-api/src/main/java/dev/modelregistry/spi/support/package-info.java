/**
 * What stores share: {@link dev.modelregistry.spi.support.GatedStore} is one that is open, {@link dev.modelregistry.spi.support.Gate}
 * stands before every method, {@link dev.modelregistry.spi.support.Batches} checks what is appended, {@link
 * dev.modelregistry.spi.support.VerifiedStream} checks a blob while it is read, {@link dev.modelregistry.spi.support.LocalCopies} gives a
 * path to blobs that are no files, {@link dev.modelregistry.spi.support.Micros} turns times into what is stored. For authors of stores;
 * nobody is obliged to use them.
 */
@NullMarked
package dev.modelregistry.spi.support;

import org.jspecify.annotations.NullMarked;
