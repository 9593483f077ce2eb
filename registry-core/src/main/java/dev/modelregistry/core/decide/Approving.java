package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.shown;

import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReviewState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What people and other processes say of a version that wants to enter a stage. Each decision is a pure function. */
public final class Approving {
    private Approving() {}

    /** Asks for approval. */
    public static List<RegistryEvent> request(ModelState state, Rules rules, Wish asked) {
        Wish wish = asked.under(rules);
        VersionState version = wish.usable(state);
        if (version.stage().equals(wish.to())) {
            throw new RejectedException("version " + shown(version) + " of model '" + wish.model() + "' is in "
                    + wish.to() + " already; there is nothing to approve");
        }
        if (rules.pipeline().gatesInto(wish.to()).noneMatch(Gate.Approvals.class::isInstance)) {
            throw new RejectedException("no way to " + wish.to() + " in pipeline '"
                    + rules.pipeline().name() + "' asks for approvals; promote without");
        }
        return version.review(wish.to()).request() == null
                ? List.of(new ApprovalRequested(wish.number(), wish.to()))
                : List.of();
    }

    /** Approves or rejects. An approval is renewed each time it is given, since it counts for a while only. */
    public static List<RegistryEvent> vote(ModelState state, Rules rules, Wish asked, Opinion opinion, Actor actor) {
        Wish wish = asked.under(rules);
        VersionState version = wish.version(state);
        Entry request = version.review(wish.to()).request();
        if (request == null) {
            throw new RejectedException("nobody asks for approval of version " + shown(version) + " of model '"
                    + wish.model() + "' to " + wish.to()
                    + "; ask with requestApproval first, or take a version that openRequests() has");
        }
        boolean asks = isSame(actor, request.actor());
        if (asks || isSame(actor, version.registered().actor())) {
            throw new RejectedException("'" + actor + "' " + (asks ? "asked for the approval" : "registered it")
                    + " and so has no vote on version " + shown(version) + " of model '" + wish.model() + "' to "
                    + wish.to() + "; somebody else must decide");
        }
        return List.of(new Voted(wish.number(), wish.to(), opinion));
    }

    private static boolean isSame(Actor one, Actor other) {
        return ReviewState.key(one).equals(ReviewState.key(other));
    }

    /** Takes back the actor's request, or else vote; also for a stage that the pipeline has no more. */
    public static List<RegistryEvent> withdraw(ModelState state, Wish wish, Actor actor) {
        ReviewState review = wish.version(state).review(wish.to());
        Entry request = review.request();
        if (request != null && isSame(actor, request.actor())) {
            return List.of(new RequestWithdrawn(wish.number(), wish.to()));
        }
        return review.votes().containsKey(ReviewState.key(actor))
                ? List.of(new Voted(wish.number(), wish.to(), Opinion.WITHDRAWN))
                : List.of();
    }

    /**
     * Keeps what a check found, with what it rests on.
     *
     * @param circumstances what was so before the check ran
     * @throws ConflictException if that has moved
     */
    public static List<RegistryEvent> record(
            ModelState state,
            Rules rules,
            Wish asked,
            Circumstances circumstances,
            Gate.Check check,
            CheckOutcome outcome) {
        Wish wish = asked.under(rules);
        VersionState version = wish.usable(state);
        if (version.stage().equals(wish.to())) {
            throw new RejectedException("version " + shown(version) + " of model '" + wish.model() + "' is in "
                    + wish.to() + " already; evidence is for what wants to enter");
        }
        Set<String> checks = rules.pipeline()
                .gatesInto(wish.to())
                .filter(Gate.Check.class::isInstance)
                .map(gate -> ((Gate.Check) gate).name())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!checks.contains(check.name())) {
            throw new InvalidInputException("no way to " + wish.to() + " in pipeline '"
                    + rules.pipeline().name() + "' asks for check '" + check.name() + "'; asked for are " + checks);
        }
        Circumstances now = wish.circumstances(state, rules);
        if (!now.equals(circumstances)) {
            throw new ConflictException("what check '" + check.name() + "' found rests on " + circumstances
                    + ", and now it is " + now + "; simulate, check and record again");
        }
        return List.of(
                new EvidenceRecorded(wish.number(), wish.to(), circumstances, GateResult.of(check.key(), outcome)));
    }
}
