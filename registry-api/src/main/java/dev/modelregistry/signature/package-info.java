/**
 * What a model takes and gives: {@link dev.modelregistry.signature.Signature} lists typed inputs and outputs, the task, and what the
 * target means. It belongs to the version for ever, so that two versions can be compared before one replaces the other.
 */
@NullMarked
package dev.modelregistry.signature;

import org.jspecify.annotations.NullMarked;
