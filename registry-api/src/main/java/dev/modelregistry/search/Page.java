package dev.modelregistry.search;

import java.util.List;
import java.util.Optional;

/**
 * Some of what a query finds. Immutable.
 *
 * @param hits in the order of the query; fewer than its {@linkplain Query#limit() limit} only on the last page
 * @param next a token for the page behind this one, to be given to {@link Query#after}; empty on the last page. Opaque, and good for the same
 *     filter and order in the same registry, in whatever process
 */
public record Page<T>(List<T> hits, Optional<String> next) {
    /** Copies the list. */
    public Page {
        hits = List.copyOf(hits);
    }
}
