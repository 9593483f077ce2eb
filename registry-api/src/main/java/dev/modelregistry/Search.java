package dev.modelregistry;

import dev.modelregistry.search.ModelHit;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.RunHit;
import dev.modelregistry.search.VersionHit;

/**
 * Finds models, versions and runs of the whole registry by what is known of them now. An answer includes every change that was acknowledged before
 * the question. Deleted models are not found, nor are their versions; their runs are.
 *
 * <p>Pages follow each other by the place in the order, not by counting: whatever others write meanwhile, what stays as it is appears once, and the
 * ten thousandth page costs what the first does. What gets another place in the order between two pages may appear twice or not at all.
 *
 * <p>Every method throws {@link dev.modelregistry.error.InvalidInputException} if the query names a field that what is searched for does not have, has a
 * value of the wrong type, or a token that this registry did not give for this filter and order; and {@link
 * dev.modelregistry.error.RejectedException} if the answer takes longer than the query's {@linkplain Query#timeLimit() time limit}. Thread-safe;
 * usable while its registry is open.
 */
public interface Search {
    /** Models, in the order of their names without regard to case unless the query has another one. */
    Page<ModelHit> models(Query query);

    /** Versions, in the order of models and numbers unless the query has another one. */
    Page<VersionHit> versions(Query query);

    /** Training runs, in the order of models, and of each model in that in which they started, unless the query has another one. */
    Page<RunHit> runs(Query query);

    /** Models that meet a query {@linkplain Query#parse written as text}. */
    default Page<ModelHit> models(String query) {
        return models(Query.parse(query));
    }

    /** Versions that meet a query {@linkplain Query#parse written as text}. */
    default Page<VersionHit> versions(String query) {
        return versions(Query.parse(query));
    }

    /** Runs that meet a query {@linkplain Query#parse written as text}. */
    default Page<RunHit> runs(String query) {
        return runs(Query.parse(query));
    }
}
