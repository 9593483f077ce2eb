package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.rollout.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a model's journal says is to be served.
 *
 * @param router sends keys to places; empty if everybody gets the first place
 * @param versions which version is at each place; empty if nothing is to be served
 * @param routes the stamp of each place
 * @param watch that the rollout is judged, if it is; then the second place is the candidate's
 * @param shade that requests are copied to the second place's version, if they are
 * @param revision the commit that it was read at
 * @param knownAt when it was last known to be current
 */
public record ServingPlan(
        Optional<Router> router,
        List<ModelVersion> versions,
        List<Route> routes,
        Optional<Watch> watch,
        Optional<Shade> shade,
        long revision,
        Instant knownAt) {
    /** Copies the lists. */
    public ServingPlan {
        versions = List.copyOf(versions);
        routes = List.copyOf(routes);
    }
}
