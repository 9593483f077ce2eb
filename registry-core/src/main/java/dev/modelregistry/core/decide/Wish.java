package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.review.Circumstances;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * That a version enters a stage, as somebody wishes.
 *
 * @param model the model
 * @param number the version
 * @param digest its digest, for versions of other registries have numbers too
 * @param to the stage
 * @param by the stage on its way there, which it will have entered by then; empty if it goes from where it is
 */
public record Wish(ModelName model, int number, Digest digest, Stage to, Optional<Stage> by) {
    /** That it enters from where it is. */
    public Wish(ModelName model, int number, Digest digest, Stage to) {
        this(model, number, digest, to, Optional.empty());
    }

    /** The same, from a stage that it will have entered by then. */
    public Wish by(Stage stage) {
        return new Wish(model, number, digest, to, Optional.of(stage));
    }

    /** Where it comes from. */
    Stage from(VersionState version) {
        return by.orElse(version.stage());
    }

    /**
     * The same, with the stage as its pipeline spells it.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the pipeline has no such stage
     */
    Wish under(Rules rules) {
        Lookup.checkStage(rules.pipeline(), to);
        Stage spelled = rules.pipeline().stages().get(rules.pipeline().stages().indexOf(to));
        return new Wish(model, number, digest, spelled, by);
    }

    /**
     * The version.
     *
     * @throws dev.modelregistry.error.NotFoundException if the model or the version does not exist
     */
    VersionState version(ModelState state) {
        return Lookup.version(state, model, number, digest);
    }

    /**
     * The version, if it has not expired or is to be archived.
     *
     * @throws dev.modelregistry.error.RejectedException if it needs artifacts that may be gone
     */
    VersionState usable(ModelState state) {
        return to.equals(Stage.ARCHIVED) ? version(state) : Lookup.usable(state, model, number, digest);
    }

    /** What verdicts on it rest on. */
    public Circumstances circumstances(ModelState state, Rules rules) {
        VersionState occupant = rules.pipeline().isExclusive(to) ? state.lastIn(to) : null;
        return new Circumstances(
                rules.pipeline().name(),
                rules.revision(),
                occupant == null ? OptionalInt.empty() : OptionalInt.of(occupant.number()),
                rules.pipeline().isExclusive(to) ? state.changed(to) : 0);
    }
}
