package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.shown;

import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReviewState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import java.util.List;
import java.util.stream.Collectors;

/** What people and other processes say of a version that wants to enter a stage. Each decision is a pure function. */
public final class Approving {
    private Approving() {}

    /** Asks for approval. */
    public static List<RegistryEvent> request(ModelState state, Rules rules, Wish wish) {
        VersionState version = wish.version(state, rules);
        if (version.stage().equals(wish.to())) {
            throw new RejectedException("version " + shown(version) + " of model '" + wish.model() + "' is in "
                    + wish.to() + " already; there is nothing to approve");
        }
        return version.review(wish.to()).request() == null
                ? List.of(new ApprovalRequested(wish.number(), wish.to()))
                : List.of();
    }

    /** Approves or rejects. An approval is renewed each time it is given, since it counts for a while only. */
    public static List<RegistryEvent> vote(ModelState state, Rules rules, Wish wish, Opinion opinion, Actor actor) {
        VersionState version = wish.version(state, rules);
        Entry request = version.review(wish.to()).request();
        if (request == null) {
            throw new RejectedException("nobody asks for approval of version " + shown(version) + " of model '"
                    + wish.model() + "' to " + wish.to() + openRequests(state, wish)
                    + "; ask with requestApproval first");
        }
        if (actor.equals(version.registered().actor()) || actor.equals(request.actor())) {
            throw new RejectedException("'" + actor + "' "
                    + (actor.equals(request.actor()) ? "asked for the approval" : "registered it")
                    + " and so has no vote on version " + shown(version) + " of model '" + wish.model() + "' to "
                    + wish.to() + "; somebody else must decide");
        }
        return List.of(new Voted(wish.number(), wish.to(), opinion));
    }

    private static String openRequests(ModelState state, Wish wish) {
        String open = state.versions().stream()
                .filter(version -> version.review(wish.to()).request() != null)
                .limit(5)
                .map(Lookup::shown)
                .collect(Collectors.joining(", "));
        return open.isEmpty() ? "" : " (it is asked for version " + open + ")";
    }

    /** Takes back the actor's request, or else vote. */
    public static List<RegistryEvent> withdraw(ModelState state, Rules rules, Wish wish, Actor actor) {
        ReviewState review = wish.version(state, rules).review(wish.to());
        Entry request = review.request();
        if (request != null && request.actor().equals(actor)) {
            return List.of(new RequestWithdrawn(wish.number(), wish.to()));
        }
        return review.votes().containsKey(actor)
                ? List.of(new Voted(wish.number(), wish.to(), Opinion.WITHDRAWN))
                : List.of();
    }

    /** Keeps what a check found, with what it rests on. */
    public static List<RegistryEvent> record(
            ModelState state, Rules rules, Wish wish, Gate check, CheckOutcome outcome) {
        wish.version(state, rules);
        return List.of(new EvidenceRecorded(
                wish.number(), wish.to(), wish.circumstances(state, rules), GateResult.of(check.key(), outcome)));
    }
}
