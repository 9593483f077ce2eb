package dev.modelregistry.core;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.RunView;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.RunState.Start;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.JournalId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds training runs, as they are now or were; where their states come from is said by whoever makes one. */
final class Runs {
    /** Runs whose states are asked for at once. */
    private static final int PAGE = 50;

    private final Engine engine;
    private final States states;
    private final Versions versions;
    private final Signs signs;

    Runs(Engine engine, States states, Versions versions, Signs signs) {
        this.engine = engine;
        this.states = states;
        this.versions = versions;
        this.signs = signs;
    }

    /** Where the states of runs come from. */
    interface States {
        List<RunState> of(List<JournalId> runs);
    }

    /** Where versions come from. */
    interface Versions {
        Optional<ModelVersion> find(ModelUri uri);
    }

    /** Whether signs of life beside the journal count. */
    enum Signs {
        HEARTBEATS,
        /** Of the past nobody knows when a run that said nothing was alive. */
        JOURNAL
    }

    RunView run(RunId id) {
        return states.of(List.of(JournalId.of(id))).stream()
                .flatMap(state -> view(id, state).stream())
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "there is no run '" + id + "'; model(\"" + id.model() + "\").runs() lists those of the model"));
    }

    /** Of one model, the latest first. */
    Stream<RunView> of(ModelName model) {
        List<JournalId> ids = engine.journals().runs(model);
        Collections.reverse(ids);
        return IntStream.range(0, (ids.size() + PAGE - 1) / PAGE)
                .mapToObj(page -> ids.subList(page * PAGE, Math.min((page + 1) * PAGE, ids.size())))
                .flatMap(page -> views(model, page));
    }

    private Stream<RunView> views(ModelName model, List<JournalId> page) {
        List<RunState> found = states.of(page);
        return IntStream.range(0, page.size())
                .mapToObj(i -> view(id(model, page.get(i)), found.get(i)))
                .flatMap(Optional::stream);
    }

    static RunId id(ModelName model, JournalId run) {
        try {
            return new RunId(model, run.key().substring(run.key().indexOf('/') + 1));
        } catch (InvalidInputException malformed) {
            throw new CorruptStoreException("journal " + run + " is named as no run is", malformed);
        }
    }

    /** Empty if it had not started, or is of a model whose name differs in case. */
    private Optional<RunView> view(RunId id, RunState state) {
        Start start = state.start();
        if (start == null || !start.event().model().equals(id.model())) {
            return Optional.empty();
        }
        if (state.end() != null) {
            return Optional.of(new StoredRun(engine, id, state, state.end().status(), state.lastWord(), versions));
        }
        Instant now = engine.clock().instant();
        Instant lastSign = state.time();
        if (signs == Signs.HEARTBEATS && Heartbeat.isDue(lastSign, now)) {
            lastSign = new Heartbeat(engine.store().cells(), id)
                    .last()
                    .filter(state.time()::isBefore)
                    .orElse(lastSign);
        }
        RunStatus status = signs == Signs.HEARTBEATS && Heartbeat.isOverdue(lastSign, now)
                ? RunStatus.ABANDONED
                : RunStatus.RUNNING;
        return Optional.of(new StoredRun(engine, id, state, status, lastSign, versions));
    }
}
