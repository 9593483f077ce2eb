package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.serve.ServingPlan;
import dev.modelregistry.core.serve.Troubles;
import dev.modelregistry.core.standby.Keeping.Wish;
import dev.modelregistry.core.standby.Standby;
import dev.modelregistry.core.standby.Standby.Resumed;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.spi.Access;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one serving has to serve, and has it kept where the host wants that. Where the store cannot be reached the first time, it is what was kept; after that the caller goes
 * on with what it has. Used by one thread, once it knows where trouble is told.
 */
final class ServedPlans implements Supplier<ServingPlan> {
    private final Engine engine;
    private final ModelName model;
    private final Journal<ModelState> journal;
    private volatile @Nullable Troubles troubles;
    private boolean hasBegun;

    ServedPlans(Engine engine, ModelName model) {
        this.engine = engine;
        this.model = model;
        this.journal = engine.journal(model);
    }

    /** Trouble is told there from now on. */
    void tell(Troubles where) {
        troubles = where;
    }

    @Override
    public ServingPlan get() {
        try {
            journal.state(Freshness.latest());
            engine.members().settleIfPossible(model); // whoever decided may have died
            ModelState state = journal.state(Freshness.pinned());
            ModelState followed = engine.members().seen(state, Freshness.latest());
            ServingPlan plan = plan(followed, engine.store().access(), journal.knownAt(Freshness.pinned()));
            hasBegun = true;
            if (followed == state) { // else its journal does not say yet what is served
                engine.standby().ifPresent(standby -> keep(standby, state, plan));
            }
            return plan;
        } catch (StoreUnavailableException away) {
            if (hasBegun || engine.standby().isEmpty()) {
                throw away;
            }
            return lastKnown(engine.standby().get(), away);
        }
    }

    private ServingPlan plan(ModelState state, Access access, Instant knownAt) {
        return new Routes(engine, model, state.shows(model) ? state : ModelState.NOTHING).plan(access, knownAt);
    }

    /** Without reports and shadows, which need the store; they come with the next plan. */
    private ServingPlan lastKnown(Standby standby, StoreUnavailableException away) {
        Resumed kept = standby.resume(journal.id(), away);
        journal.resume(kept.state(), kept.at()); // unless this process knows more
        ServingPlan plan =
                plan(journal.state(Freshness.pinned()), Access.READ_ONLY, journal.knownAt(Freshness.pinned()));
        hasBegun = true;
        raise(
                Kind.STORE_UNREACHABLE,
                "the store cannot be reached; what was known at " + plan.knownAt() + " is served, as it is kept in "
                        + standby.directory() + ", and the store is asked again by itself",
                away);
        return plan;
    }

    private void keep(Standby standby, ModelState state, ServingPlan plan) {
        if (state.name().isEmpty()) {
            return; // nobody ever made it
        }
        List<Integer> numbers = plan.routes().stream().map(Route::number).toList();
        standby.keep(new Wish(
                journal.id(),
                state,
                plan.knownAt(),
                plan.routes(),
                () -> KeptFiles.of(engine, model, state, numbers),
                failure -> raise(
                        Kind.NOT_KEPT,
                        "what is served cannot be kept in " + standby.directory()
                                + ", so a start without the store would be from what was kept before, if anything was; it"
                                + " is tried again: " + failure,
                        failure)));
    }

    private void raise(Kind kind, String words, Throwable cause) {
        Troubles where = troubles;
        if (where != null) {
            where.raise(kind, OptionalInt.empty(), words, cause);
        }
    }
}
