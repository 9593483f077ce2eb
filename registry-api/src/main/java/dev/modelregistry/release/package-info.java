/** Several models that go into production together: a {@link dev.modelregistry.release.Release} is one choice of versions, one of each. */
@NullMarked
package dev.modelregistry.release;

import org.jspecify.annotations.NullMarked;
