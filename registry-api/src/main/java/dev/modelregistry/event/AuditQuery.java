package dev.modelregistry.event;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.JournalId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which commits are asked for: begin with {@link #everything()} and narrow it down.
 *
 * <p>A commit has to meet every criterion that is given, and meets a criterion with several values by any of them: {@code
 * everything().by("alice", "bob").model("flights")} are the commits of alice and those of bob in one model. Immutable; each method that
 * narrows gives a changed copy. Two queries are equal when they ask for the same, in whatever order they were told.
 */
public final class AuditQuery {
    private static final AuditQuery EVERYTHING = new AuditQuery(Set.of(), Set.of(), null, null, Set.of());

    private final Set<Actor> actors;
    private final Set<JournalId> journals;
    private final @Nullable Instant from;
    private final @Nullable Instant until;
    private final Set<EventType> eventTypes;

    private AuditQuery(
            Set<Actor> actors,
            Set<JournalId> journals,
            @Nullable Instant from,
            @Nullable Instant until,
            Set<EventType> eventTypes) {
        this.actors = actors;
        this.journals = journals;
        this.from = from;
        this.until = until;
        this.eventTypes = eventTypes;
    }

    /** Every commit of every model, deleted ones too, and of the registry's own settings. */
    public static AuditQuery everything() {
        return EVERYTHING;
    }

    /**
     * Only what one of these did, or one of those given before.
     *
     * @throws InvalidInputException if none is given
     */
    public AuditQuery by(Actor... any) {
        return byAny(List.of(any));
    }

    /**
     * Only what one of these did, or one of those given before.
     *
     * @throws InvalidInputException if none is given, or a text is no actor id
     */
    public AuditQuery by(String... any) {
        return byAny(map(any, Actor::of));
    }

    private AuditQuery byAny(List<Actor> any) {
        return new AuditQuery(with(actors, "an actor", any), journals, from, until, eventTypes);
    }

    /**
     * Only what happened to one of these models, or in a journal given before; what its training runs said is in journals of their own. Names are compared without regard to case, and one that no
     * model has ever had finds nothing.
     *
     * @throws InvalidInputException if none is given
     */
    public AuditQuery model(ModelName... any) {
        return inAny(map(any, JournalId::of));
    }

    /**
     * Only what happened to one of these models, or in a journal given before; see {@link #model(ModelName...)}.
     *
     * @throws InvalidInputException if none is given, or a text is no model name
     */
    public AuditQuery model(String... any) {
        return inAny(map(any, name -> JournalId.of(ModelName.of(name))));
    }

    /** Only what happened to the registry's own settings, its pipelines and conventions, or to a model given before. */
    public AuditQuery settings() {
        return inAny(List.of(JournalId.SETTINGS));
    }

    private AuditQuery inAny(List<JournalId> any) {
        return new AuditQuery(actors, with(journals, "a model", any), from, until, eventTypes);
    }

    /**
     * Only what happened at this instant or later, as commits are dated; replaces one given before.
     *
     * @throws InvalidInputException if it is not before {@link #until()}
     */
    public AuditQuery from(Instant inclusive) {
        return between(inclusive, until);
    }

    /**
     * Only what happened before this instant, as commits are dated; replaces one given before.
     *
     * @throws InvalidInputException if it is not after {@link #from()}
     */
    public AuditQuery until(Instant exclusive) {
        return between(from, exclusive);
    }

    private AuditQuery between(@Nullable Instant inclusive, @Nullable Instant exclusive) {
        if (inclusive != null && exclusive != null && !inclusive.isBefore(exclusive)) {
            throw new InvalidInputException("nothing happens from " + inclusive + " on and before " + exclusive
                    + "; from is inclusive and must be before until, which is exclusive");
        }
        return new AuditQuery(actors, journals, inclusive, exclusive, eventTypes);
    }

    /**
     * Only commits with an event of one of these kinds, or of one given before. Such a commit is found with all its events, because they
     * are one act.
     *
     * @throws InvalidInputException if none is given
     */
    public AuditQuery kinds(EventType... any) {
        return new AuditQuery(actors, journals, from, until, with(eventTypes, "a kind of event", List.of(any)));
    }

    private static <T> Set<T> with(Set<T> before, String what, List<T> more) {
        if (more.isEmpty()) {
            throw new InvalidInputException("a query without " + what
                    + " to ask for finds nothing; give one or more, or leave it out to ask for any");
        }
        Set<T> all = new LinkedHashSet<>(before);
        all.addAll(more);
        return Collections.unmodifiableSet(all);
    }

    private static <T, R> List<R> map(T[] values, Function<T, R> to) {
        return Arrays.stream(values).map(to).toList();
    }

    /** Who it may have been; empty for anybody. */
    public Set<Actor> actors() {
        return actors;
    }

    /** Where it may have happened; empty for anywhere. */
    public Set<JournalId> journals() {
        return journals;
    }

    /** The instant at which it begins, inclusive. */
    public Optional<Instant> from() {
        return Optional.ofNullable(from);
    }

    /** The instant at which it ends, exclusive. */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /** Of which kind one of the events must be; empty for any. */
    public Set<EventType> eventTypes() {
        return eventTypes;
    }

    /** Whether a commit is one of those that are asked for. */
    public boolean matches(Commit commit) {
        return (actors.isEmpty() || actors.contains(commit.actor()))
                && (journals.isEmpty() || journals.contains(JournalId.parse(commit.journal())))
                && (from == null || !commit.time().isBefore(from))
                && (until == null || commit.time().isBefore(until))
                && (eventTypes.isEmpty()
                        || commit.events().stream().anyMatch(event -> eventTypes.contains(event.type())));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditQuery that
                && actors.equals(that.actors)
                && journals.equals(that.journals)
                && Objects.equals(from, that.from)
                && Objects.equals(until, that.until)
                && eventTypes.equals(that.eventTypes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(actors, journals, from, until, eventTypes);
    }

    /** In words, such as {@code everything by alice or bob in model/flights from 2026-11-01T00:00:00Z}. */
    @Override
    public String toString() {
        return "everything" + any(" by ", actors, Actor::id) + any(" in ", journals, JournalId::toString)
                + (from == null ? "" : " from " + from)
                + (until == null ? "" : " until " + until)
                + any(" with ", eventTypes, EventType::wireName);
    }

    private static <T> String any(String before, Set<T> values, Function<T, String> text) {
        return values.isEmpty() ? "" : values.stream().map(text).collect(Collectors.joining(" or ", before, ""));
    }
}
