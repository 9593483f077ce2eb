/**
 * How versions are served in this process: what the host chooses, and what it can see. Start at {@link dev.modelregistry.serving.ServingOptions};
 * what answers requests is a {@code ServedModel}.
 */
@NullMarked
package dev.modelregistry.serving;

import org.jspecify.annotations.NullMarked;
