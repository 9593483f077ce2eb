package dev.modelregistry.core.state;

import dev.modelregistry.core.state.Custody.Expired;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a training run after a commit. Immutable; made by {@link RunFold}.
 *
 * @param start how it started; null before that
 * @param facts what it said since
 * @param end how it ended; null before that
 * @param erasures what was erased of its artifacts
 * @param expired that its artifacts may be gone; null before that
 */
public record RunState(
        Head head,
        Instant time,
        @Nullable Start start,
        RunFacts facts,
        @Nullable End end,
        Erasures erasures,
        @Nullable Expired expired)
        implements JournalState {
    /** A run that nobody started. */
    public static final RunState NOTHING =
            new RunState(Head.NONE, Instant.EPOCH, null, RunFacts.NONE, null, Erasures.NONE, null);

    /**
     * How a run started.
     *
     * @param event what it said of itself
     * @param entry when, by whom and why
     */
    public record Start(RunStarted event, Entry entry) {}

    /**
     * How a run ended.
     *
     * @param problem what went wrong, if it failed
     * @param resources what it used
     * @param entry when, by whom and why
     */
    public record End(RunStatus status, Optional<String> problem, Map<String, String> resources, Entry entry) {}

    /** Whether it started and did not end. */
    public boolean isOpen() {
        return start != null && end == null;
    }

    @Override
    public boolean hasExpired(int number) {
        return expired != null;
    }

    /** When it ended, or as long as it did not, said anything; what others say of it later does not count. */
    public Instant lastWord() {
        return end == null ? time : end.entry().time();
    }

    RunState at(Head next, Instant when) {
        return new RunState(next, when, start, facts, end, erasures, expired);
    }

    RunState with(Start value) {
        return new RunState(head, time, value, facts.with(value.event()), end, erasures, expired);
    }

    RunState with(RunFacts value) {
        return new RunState(head, time, start, value, end, erasures, expired);
    }

    RunState with(End value) {
        return new RunState(head, time, start, facts, value, erasures, expired);
    }

    RunState with(Erasures value) {
        return new RunState(head, time, start, facts, end, value, expired);
    }

    RunState with(Expired value) {
        return new RunState(head, time, start, facts, end, erasures, value);
    }
}
