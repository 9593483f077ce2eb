package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedSet;
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
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                                findings.getOrDefault(member, Findings.NONE)));
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
    public Release rollback(Change change) {
        Author author = author(change);
        ReleaseSetState now = journal().state(Freshness.latest());
        Releasing.proposeReturn(now, name); // or it is refused
        settle(now);
        Release current = Objects.requireNonNull(now.currentRelease());
        Objects.requireNonNull(now.lastGood())
                .members()
                .forEach(member -> governance(member).checkReturning(name, member, of(current, member.model())));
        return release(
                author,
                state -> Releasing.proposeReturn(state, name),
                (member, release) -> governance(member)
                        .rejoin(because(author), name, release.number(), member, instead(release, member.model())));
    }

    /** The version that a rollback takes out of production. */
    private OptionalInt instead(Release release, ModelName model) {
        int failed = release.instead().orElseThrow();
        return of(Objects.requireNonNull(journal().state(Freshness.pinned()).release(failed)), model);
    }

    private static OptionalInt of(Release release, ModelName model) {
        return release.members().stream()
                .filter(member -> member.model().equals(model))
                .mapToInt(Member::number)
                .findFirst();
    }

    @Override
    public void dissolve(Change change) {
        Author author = author(change);
        ReleaseSetState now = journal().state(Freshness.latest());
        if (!Releasing.proposeEnd(now, name).isEmpty()) {
            settle(now);
            release(author, state -> Releasing.proposeEnd(state, name), (member, release) -> {});
        }
    }

    @Override
    public void abandon(Change change) {
        Author author = author(change);
        ReleaseSetState after =
                journal().commit(author, state -> Decision.of(Releasing.abandon(state, state.underWay())));
        settle(after);
    }

    /** @param prepare has a member of the release prepared in its own journal */
    private Release release(
            Author author,
            Function<ReleaseSetState, List<RegistryEvent>> propose,
            BiConsumer<Member, Release> prepare) {
        ReleaseSetState proposed = journal().commit(author, state -> Decision.of(propose.apply(state)));
        Release release = proposed.releaseUnderWay();
        if (release == null) { // somebody else has put just this into production meanwhile
            return current(proposed);
        }
        Map<JournalId, Head> basis;
        try {
            basis = prepare(author, proposed, release, prepare);
        } catch (RuntimeException failure) {
            abandon(author, release, failure);
            throw failure instanceof MovedException
                    ? new ConflictException(
                            "the pipeline or what is in production changed while " + release
                                    + " was prepared; try again",
                            failure)
                    : failure;
        }
        ReleaseSetState after = journal()
                .commit(
                        because(author),
                        state -> new Decision(Releasing.promote(state, name, release.number()), basis));
        settle(after);
        return Objects.requireNonNull(after.release(release.number()));
    }

    private Map<JournalId, Head> prepare(
            Author author, ReleaseSetState proposed, Release release, BiConsumer<Member, Release> prepare) {
        Map<JournalId, Head> basis = new TreeMap<>();
        for (Member member : release.members()) {
            prepare.accept(member, release);
            basis.put(JournalId.of(member.model()), head(member.model()));
        }
        Release before = proposed.currentRelease();
        List<Member> all = before == null ? List.of() : before.members();
        for (Member member : all) {
            if (release.members().stream().noneMatch(other -> other.model().equals(member.model()))) {
                governance(member).leave(because(author), name, release.number());
                basis.put(JournalId.of(member.model()), head(member.model()));
            }
        }
        return basis;
    }

    private Head head(ModelName model) {
        return engine.journal(model).state(Freshness.pinned()).head();
    }

    private void abandon(Author author, Release release, RuntimeException failure) {
        try {
            ReleaseSetState after =
                    journal().commit(because(author), state -> Decision.of(Releasing.abandon(state, release.number())));
            settle(after);
        } catch (RuntimeException second) {
            LOG.warn("{} could not be prepared and stays under way until somebody abandons it", release, second);
            failure.addSuppressed(second);
        }
    }

    /** Has the members' journals say what was decided. What fails here is done by whoever writes to them next, and is read as if it were done. */
    private void settle(ReleaseSetState releases) {
        List<Release> all = releases.all();
        List<ModelName> models = all.stream()
                .flatMap(release -> release.members().stream())
                .map(Member::model)
                .distinct()
                .toList();
        for (ModelState state : engine.journals().models(models, Freshness.latest())) {
            if (state.membership() == null || state.membership().pending() == null) {
                continue;
            }
            Release release = releases.release(state.membership().pending().release());
            if (release != null && state.membership().set().equals(name)) {
                settle(state.name().orElseThrow(), release);
            }
        }
    }

    private void settle(ModelName model, Release release) {
        try {
            engine.members().settle(model, release);
        } catch (RuntimeException late) {
            LOG.warn("The journal of model '{}' does not say yet what became of {}", model, release, late);
        }
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
