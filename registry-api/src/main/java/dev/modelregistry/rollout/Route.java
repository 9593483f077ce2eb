package dev.modelregistry.rollout;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;

/**
 * Which version answers a request, and by which decision: a stamp for log lines and predictions. Immutable; it is made when the rules are read, and not for each request,
 * so a stamp costs nothing.
 *
 * @param model the model
 * @param number the version's number
 * @param version its semantic version
 * @param arm the part that it plays
 * @param revision the commit of the model's journal by which it is served: the one that last changed the rollout, or, where none is under way, that put it into production
 */
public record Route(ModelName model, int number, SemanticVersion version, Arm arm, long revision) {
    /** Such as {@code flight_delay_predictor v1.3.0 (4) candidate @17}. */
    @Override
    public String toString() {
        return model + " v" + version + " (" + number + ") " + arm + " @" + revision;
    }
}
