package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.shown;

import dev.modelregistry.core.state.Membership;
import dev.modelregistry.core.state.Membership.Pending;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.rollout.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a model gives its place in production over to a release set, and follows what the set decides, each decision a pure function. */
public final class Belonging {
    private Belonging() {}

    /** That a version of a release may go into production: it passes the gates, as if the model were free. */
    public static Wish wish(Member member) {
        return new Wish(member.model(), member.number(), member.digest(), Stage.PRODUCTION);
    }

    /**
     * Gives the model's place in production over to a release, whose version has passed the gates.
     *
     * @param release the number of the release
     * @param judge judges the version's {@link #wish}
     * @throws RejectedException if a gate does not hold, or something else decides about the model's production
     */
    public static List<RegistryEvent> prepare(
            ModelState state, Rules rules, String set, int release, Member member, Judge judge) {
        VersionState version = Lookup.version(state, member.model(), member.number(), member.digest());
        checkMayJoin(state, member.model(), set);
        List<RegistryEvent> events = new ArrayList<>();
        if (!version.stage().equals(Stage.PRODUCTION)) {
            events.addAll(Lifecycle.pass(free(state), rules, wish(member), judge));
            Lifecycle.leaving(state, rules.pipeline(), Stage.PRODUCTION);
        }
        events.add(new MemberPrepared(set, release, OptionalInt.of(member.number()), OptionalInt.empty()));
        return events;
    }

    /**
     * Gives the model's place in production over to a release that puts an earlier version back. No gates are asked, and a shadow that is under way ends with it.
     *
     * @param release the number of the release
     * @param instead the version that leaves production; the same one if that stays
     * @throws RejectedException if the version cannot serve any more, or something else decides about the model's production
     */
    public static List<RegistryEvent> prepareReturn(
            ModelState state, Rules rules, String set, int release, Member member, OptionalInt instead) {
        VersionState version = Lookup.usable(state, member.model(), member.number(), member.digest());
        Membership membership = state.membership();
        if (membership == null || !membership.set().equals(set)) {
            checkMayJoin(state, member.model(), set);
        }
        checkSettled(state, member.model());
        rules.barrier().bars(version).ifPresent(why -> {
            throw new RejectedException("version " + shown(version) + " of model '" + member.model()
                    + "' cannot come back into production: it " + why);
        });
        boolean stays = instead.equals(OptionalInt.of(member.number()));
        return List.of(new MemberPrepared(
                set, release, OptionalInt.of(member.number()), stays ? OptionalInt.empty() : instead));
    }

    /** Has the model leave the set if a release is promoted; nothing if it is not in it. */
    public static List<RegistryEvent> prepareExit(ModelState state, ModelName model, String set, int release) {
        Membership membership = state.membership();
        if (membership == null || !membership.set().equals(set)) {
            return List.of();
        }
        checkSettled(state, model);
        return List.of(new MemberPrepared(set, release, OptionalInt.empty(), OptionalInt.empty()));
    }

    /** Whether a model is prepared for a release, or never was in its set and is left out. */
    public static boolean isPrepared(ModelState state, String set, int release) {
        Membership membership = state.membership();
        return membership != null
                && membership.set().equals(set)
                && membership.pending() != null
                && membership.pending().release() == release;
    }

    private static ModelState free(ModelState state) {
        return state.next().membership(null).build();
    }

    private static void checkMayJoin(ModelState state, ModelName model, String set) {
        Membership membership = state.membership();
        if (membership != null && !membership.set().equals(set)) {
            throw new RejectedException("model '" + model + "' is in release set '" + membership.set()
                    + "', and a model is in one set at most; promote a release of that without it first");
        }
        checkSettled(state, model);
        RolloutState rollout = state.rollout();
        if (rollout != null) {
            throw new RejectedException(RollingOut.inTheWay(model, rollout) + "; complete or abort it first");
        }
    }

    /** That no release of its set is under way. */
    static void checkSettled(ModelState state, ModelName model) {
        Membership membership = state.membership();
        Pending pending = membership == null ? null : membership.pending();
        if (membership != null && pending != null) {
            throw new RejectedException("model '" + model + "' waits for " + underWay(membership.set(), pending));
        }
    }

    private static String underWay(String set, Pending pending) {
        return "release " + pending.release() + " of set '" + set + "', which is under way since "
                + pending.since().time() + " by " + pending.since().actor() + " ("
                + pending.since().reason() + "); try again, or abandon it if that process has ended";
    }

    /** That no release set decides what is in production. */
    static void checkFree(ModelState state, ModelName model, String what) {
        Membership membership = state.membership();
        if (membership != null) {
            throw new RejectedException("model '" + model + "' cannot be " + what + ": " + decides(membership));
        }
    }

    private static String decides(Membership membership) {
        return "release set '" + membership.set()
                + "' decides what is in Production of it; promote or roll back a release of that, or release it without this model";
    }

    /** Why a version may not move by itself, if a release set decides about that. */
    static Optional<String> refusal(ModelState state, Wish wish, VersionState version) {
        Membership membership = state.membership();
        return membership != null && isDecidedBy(membership, wish, version)
                ? Optional.of("version " + shown(version) + " of model '" + wish.model() + "' cannot go to " + wish.to()
                        + ": " + decides(membership))
                : Optional.empty();
    }

    private static boolean isDecidedBy(Membership membership, Wish wish, VersionState version) {
        boolean touchesProduction =
                wish.to().equals(Stage.PRODUCTION) || version.stage().equals(Stage.PRODUCTION);
        return touchesProduction || membership.awaits(version.number());
    }

    /** Whoever breaks the glass decides alone. */
    static List<RegistryEvent> leave(ModelState state, Wish wish, VersionState version) {
        Membership membership = state.membership();
        return membership != null && isDecidedBy(membership, wish, version)
                ? List.of(new MemberLeft(membership.set()))
                : List.of();
    }

    /** Follows a release that was decided; nothing if the model does not wait for it, or it is under way still. */
    public static List<RegistryEvent> settle(ModelState state, Pipeline pipeline, Release release) {
        Membership membership = state.membership();
        Pending pending = membership == null ? null : membership.pending();
        if (membership == null
                || pending == null
                || !membership.set().equals(release.set())
                || pending.release() != release.number()
                || release.status() == Status.UNDER_WAY) {
            return List.of();
        }
        if (release.status() == Status.ABANDONED) {
            return List.of(new MemberSettled(release.set(), release.number(), false));
        }
        if (pending.number().isEmpty()) {
            return List.of(new MemberLeft(release.set()));
        }
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new MemberSettled(release.set(), release.number(), true));
        VersionState version = state.version(pending.number().getAsInt());
        if (version == null || version.stage().equals(Stage.PRODUCTION)) {
            return events;
        }
        int failed = pending.failed().orElse(0);
        events.addAll(failed > 0 ? moveBack(state, pipeline, version, failed) : move(state, pipeline, version));
        return Lifecycle.withAliases(state, pipeline, events, failed);
    }

    private static List<RegistryEvent> move(ModelState state, Pipeline pipeline, VersionState version) {
        return Lifecycle.move(state, pipeline, version, Stage.PRODUCTION);
    }

    private static List<RegistryEvent> moveBack(ModelState state, Pipeline pipeline, VersionState good, int failed) {
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new Failed(failed));
        Exits exits = new Exits(state, pipeline, leaves -> leaves == good.number());
        VersionState bad = state.version(failed);
        if (bad != null && bad.stage().equals(Stage.PRODUCTION)) {
            events.add(new StageChanged(failed, Stage.PRODUCTION, exits.next()));
        }
        for (VersionState other : Lifecycle.leaving(state, pipeline, Stage.PRODUCTION)) {
            if (other.number() != failed) { // somebody broke the glass; nobody says that it has failed
                events.add(new ProvedGood(other.number()));
                events.add(new StageChanged(other.number(), Stage.PRODUCTION, Stage.ARCHIVED));
            }
        }
        RolloutState shadow = state.rollout();
        if (shadow != null) {
            events.add(new RolloutEnded(Outcome.ABORTED));
            events.addAll(exits.leave(shadow.candidates().stream()
                    .filter(candidate -> candidate != good.number())
                    .toList()));
        }
        events.add(new StageChanged(good.number(), good.stage(), Stage.PRODUCTION));
        return events;
    }

    /** That no version which waits for a release must make room for another one. */
    static void checkMayLeave(ModelState state, List<VersionState> leaving) {
        Membership membership = state.membership();
        Pending pending = membership == null ? null : membership.pending();
        if (membership == null || pending == null) {
            return;
        }
        leaving.stream()
                .filter(version -> membership.awaits(version.number()))
                .findFirst()
                .ifPresent(version -> {
                    throw new RejectedException("version " + shown(version) + " cannot leave " + version.stage()
                            + " while it waits for " + underWay(membership.set(), pending));
                });
    }
}
