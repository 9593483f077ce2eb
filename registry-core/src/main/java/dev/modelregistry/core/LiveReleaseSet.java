package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedSet;
import dev.modelregistry.core.decide.Belonging;
import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.decide.Judge.MovedException;
import dev.modelregistry.core.decide.Releasing;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A release set as it is now, and every way to change it. A release goes the way of a commit in two phases, whose coordinator is the set's journal: proposed there, prepared in the journal of each member, decided there by
 * one commit, and followed by each member. What a process leaves that dies on the way is a release under way, before it is decided, and members that follow late, after that.
 */
final class LiveReleaseSet extends ReleaseSetReader implements ReleaseSet {
    private static final Logger LOG = LoggerFactory.getLogger(LiveReleaseSet.class);

    private final Optional<Actor> actor;
    private final Freshness freshness;

    LiveReleaseSet(Engine engine, String name, Optional<Actor> actor, Freshness freshness) {
        super(engine, name);
        this.actor = actor;
        this.freshness = freshness;
    }

    @Override
    ReleaseSetState state() {
        return journal().state(freshness);
    }

    @Override
    public Instant knownAt() {
        return journal().knownAt(freshness);
    }

    private Journal<ReleaseSetState> journal() {
        return engine.journals().releaseSet(name);
    }

    private Author author(Change change) {
        Author author = Author.of(change, actor);
        if (change.requestKey().isPresent()) {
            throw new InvalidInputException(
                    "the request key '" + change.requestKey().get()
                            + "' cannot make a release repeatable; leave it out: the same versions once more change nothing");
        }
        return author;
    }

    @Override
    public Release promote(Collection<ModelVersion> versions, Change change) {
        Author author = author(change);
        engine.requireOpen();
        List<Member> members = versions.stream()
                .map(version -> new Member(version.model(), version.number(), version.version(), version.digest()))
                .sorted()
                .toList();
        Function<Member, Map<ModelName, VersionRange>> partners = member -> partners(member, versions);
        // Before anything is written: nothing shall change if a version does not pass.
        ReleaseSetState now = journal().state(Freshness.latest());
        settle(now);
        boolean isFollowed = isFollowed(now);
        if (Releasing.propose(now, name, members, isFollowed, partners).isEmpty()) {
            return current(now);
        }
        Map<Member, Findings> findings = new HashMap<>();
        members.forEach(member -> findings.put(member, governance(member).checkJoining(name, member)));
        return release(
                        author,
                        state -> Releasing.propose(state, name, members, isFollowed, partners),
                        (member, release) -> governance(member)
                                .join(
                                        because(author),
                                        name,
                                        release.number(),
                                        member,
                                        findings.getOrDefault(member, Findings.NONE)))
                .orElseThrow();
    }

    /** Whether all models do what the current release says; whoever breaks the glass takes one out. */
    private boolean isFollowed(ReleaseSetState now) {
        Release current = now.currentRelease();
        return current != null
                && current.members().stream().allMatch(member -> {
                    ModelState state = engine.model(member.model(), Freshness.latest());
                    return state.membership() != null
                            && state.membership().set().equals(name);
                });
    }

    private static SortedMap<ModelName, VersionRange> partners(Member member, Collection<ModelVersion> versions) {
        return versions.stream()
                .filter(version -> version.model().equals(member.model()))
                .findFirst()
                .orElseThrow()
                .worksWith();
    }

    @Override
    public Release rollbackFrom(Release failed, Change change) {
        Author author = author(change);
        ReleaseSetState now = journal().state(Freshness.latest());
        if (Releasing.hasFailed(now, failed)) {
            return current(now);
        }
        Releasing.proposeReturn(now, failed, failed); // or it is refused
        settle(now);
        Release good = returning(now, failed);
        return release(
                        author,
                        state -> Releasing.proposeReturn(state, failed, good),
                        (member, release) -> governance(member)
                                .rejoin(
                                        because(author),
                                        name,
                                        release.number(),
                                        member,
                                        number(failed, member.model())))
                .orElseThrow();
    }

    /** The first of those that may be returned to whose versions can all serve. */
    private Release returning(ReleaseSetState now, Release failed) {
        List<String> reasons = new ArrayList<>();
        for (Release good : now.returns()) {
            try {
                good.members()
                        .forEach(member ->
                                governance(member).checkReturning(name, member, number(failed, member.model())));
                return good;
            } catch (RejectedException | NotFoundException barred) {
                reasons.add("not to " + good + ", for " + barred.getMessage());
            }
        }
        throw new RejectedException("set '" + name + "' has no release to return to from release " + failed.number()
                + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)) + "; promote other versions");
    }

    /** The version that a release has of a model. */
    private static OptionalInt number(Release release, ModelName model) {
        return release.members().stream()
                .filter(member -> member.model().equals(model))
                .mapToInt(Member::number)
                .findFirst();
    }

    @Override
    public void dissolve(Change change) {
        Author author = author(change);
        ReleaseSetState now = journal().state(Freshness.latest());
        if (!Releasing.proposeEnd(now).isEmpty()) {
            settle(now);
            release(author, Releasing::proposeEnd, (member, release) -> {});
        }
    }

    @Override
    public void abandon(Change change) {
        Author author = author(change);
        settle(journal().commit(author, state -> Decision.of(Releasing.abandon(state, state.underWay()))));
    }

    /**
     * Proposes, prepares, decides, and has the members follow.
     *
     * @param prepare has a member of the release prepared in its own journal
     * @return the release in production; empty if somebody else has done just this meanwhile
     */
    private Optional<Release> release(
            Author author,
            Function<ReleaseSetState, List<RegistryEvent>> propose,
            BiConsumer<Member, Release> prepare) {
        ReleaseSetState proposed = journal().commit(author, state -> Decision.of(propose.apply(state)));
        Release release = proposed.releaseUnderWay();
        if (release == null) {
            return Optional.ofNullable(proposed.currentRelease());
        }
        ReleaseSetState decided;
        boolean isDeciding = false;
        try {
            Map<JournalId, Head> basis = prepare(author, proposed, release, prepare);
            isDeciding = true;
            decided = journal()
                    .commit(
                            because(author),
                            state -> new Decision(Releasing.promote(state, name, release.number()), basis));
        } catch (RuntimeException failure) {
            boolean mayBeDecided = isDeciding && failure instanceof OutcomeUnknownException; // the journal will say
            if (!mayBeDecided) {
                abandon(author, release, failure);
            }
            throw failure instanceof MovedException ? moved(release) : failure;
        }
        settle(decided);
        return Optional.ofNullable(decided.release(release.number()));
    }

    private static ConflictException moved(Release release) {
        return new ConflictException(
                "the rules, or what is in production, changed while " + release + " was prepared; try again");
    }

    /** Prepares all members, and those that leave; gives what the decision rests on, which must not have moved by the end. */
    private Map<JournalId, Head> prepare(
            Author author, ReleaseSetState proposed, Release release, BiConsumer<Member, Release> prepare) {
        Map<JournalId, Head> rules = rules();
        for (Member member : release.members()) {
            prepare.accept(member, release);
        }
        Release before = proposed.currentRelease();
        List<ModelName> leaving = before == null
                ? List.of()
                : before.members().stream()
                        .map(Member::model)
                        .filter(model -> number(release, model).isEmpty())
                        .toList();
        leaving.forEach(model -> new Governance(engine, model).leave(because(author), name, release.number()));
        Map<JournalId, Head> basis = new TreeMap<>(rules());
        for (Member member : release.members()) {
            ModelState state = engine.journal(member.model()).state(Freshness.latest());
            if (!Belonging.isPrepared(state, name, release.number())) { // somebody broke the glass
                throw moved(release);
            }
            basis.put(JournalId.of(member.model()), state.head());
        }
        if (!rules().equals(rules)) {
            throw moved(release);
        }
        return basis;
    }

    private Map<JournalId, Head> rules() {
        return engine.settings().state(Freshness.latest()).basis();
    }

    private void abandon(Author author, Release release, RuntimeException failure) {
        try {
            settle(journal().commit(because(author), state -> Decision.of(Releasing.abandon(state, release.number()))));
        } catch (RuntimeException second) {
            LOG.warn("{} could not be prepared and stays under way until somebody abandons it", release, second);
            failure.addSuppressed(second);
        }
    }

    /** Has the models' journals say what was decided, as far as that can be done now; those too that left by it. */
    private void settle(ReleaseSetState releases) {
        releases.all().stream()
                .flatMap(release -> release.members().stream())
                .map(Member::model)
                .distinct()
                .forEach(model -> engine.members().settleIfPossible(model));
    }

    private Release current(ReleaseSetState state) {
        Release current = state.currentRelease();
        if (current == null) {
            throw new NotFoundException(this + " has no release in production");
        }
        return current;
    }

    private Governance governance(Member member) {
        return new Governance(engine, member.model());
    }

    /** The same author on no terms: those were about the first commit. */
    private static Author because(Author author) {
        return new Author(author.actor(), Change.because(author.change().reason()));
    }

    @Override
    public ServedSet serve(Collection<? extends ServedMember<?>> members) {
        return engine.servings().serve(name, List.copyOf(members));
    }
}
