package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.core.decide.Following;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.health.Checkup;
import dev.modelregistry.core.health.TrialCells;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.judge.Appraisal;
import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.health.Analysis.Advance;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadFactory;

/**
 * Judges the canary of a model, by what all processes saw of it, and does what follows. Any number of processes may: what follows is decided again by the state that it is appended to, so that of several who
 * come to a verdict on a step one moves it. For one thread.
 */
final class Controller {
    private static final int MAX_REASON = 4_096;
    /** For so many looks others promote nothing. */
    private static final int HELD = 5;

    private final Engine engine;
    private final ModelName model;
    private final List<HealthCheck> checks;
    private final ThreadFactory threads;
    private final TrialCells cells;
    private List<Checkup> checkups = List.of();
    private long checked;

    Controller(Engine engine, ModelName model, List<HealthCheck> checks, ThreadFactory threads) {
        this.engine = engine;
        this.model = model;
        this.checks = checks;
        this.threads = threads;
        this.cells = new TrialCells(engine.store().cells(), model, engine::newId, new Random());
    }

    /**
     * A look at a canary.
     *
     * @param rollout what was looked at
     * @param verdict what is thought of it
     */
    record Looked(Rollout rollout, RolloutVerdict verdict) {}

    /** Adds what this process saw. */
    void report(Trial seen) {
        cells.add(seen);
    }

    /** What is thought of the canary in a state, the host's checks aside; empty if none is judged. */
    Optional<RolloutVerdict> verdict(ModelState state) {
        return judged(state).map(rollout -> Appraisal.of(rollout, trial(rollout), List.of(), now()));
    }

    /** Looks at the canary that is under way, if one is judged, and asks the host's checks. */
    Optional<Looked> look() {
        return judged(engine.journal(model).state(Freshness.latest())).map(rollout -> {
            Trial trial = trial(rollout);
            return new Looked(rollout, Appraisal.of(rollout, trial, ask(rollout, trial), now()));
        });
    }

    private Optional<Rollout> judged(ModelState state) {
        return state.shows(model)
                ? new Routes(engine, model, state)
                        .rollout()
                        .filter(rollout -> rollout.plan().analysis().isPresent())
                : Optional.empty();
    }

    private Trial trial(Rollout rollout) {
        return cells.sum(rollout.started().revision(), rollout.changed().revision());
    }

    /** How often a check has failed in a row counts within a rollout. */
    private List<Answer> ask(Rollout rollout, Trial trial) {
        if (checked != rollout.started().revision()) {
            checked = rollout.started().revision();
            checkups = checks.stream().map(check -> new Checkup(check, threads)).toList();
        }
        return checkups.stream().map(checkup -> checkup.ask(trial.health())).toList();
    }

    /** Keeps other processes from promoting for a while, so that the checks of this one are heard. */
    void hold(Rollout rollout) {
        cells.watch(
                now().plus(rollout.plan().analysis().orElseThrow().lookEvery().multipliedBy(HELD)));
    }

    /** Whether another process keeps this one from promoting. */
    boolean isHeld() {
        return cells.isWatched(now());
    }

    /**
     * Does what follows from a verdict.
     *
     * @param because what stands before the verdict's reason
     * @return whether this did it: it was due, and nobody else had
     */
    boolean follow(Looked looked, Actor actor, String because) {
        Rollout rollout = looked.rollout();
        RolloutVerdict verdict = looked.verdict();
        boolean isDue = verdict.decision() == Decision.PROMOTE || verdict.decision() == Decision.ROLL_BACK;
        boolean moves = rollout.plan().analysis().orElseThrow().advance() == Advance.BY_ITSELF && !rollout.isPaused();
        if (!isDue || !moves) {
            return false;
        }
        List<RegistryEvent> last = new ArrayList<>(); // of the last decision, which is the one that stands
        Author author = new Author(actor, Change.because(Texts.line(because + ": " + verdict.reason(), MAX_REASON)));
        new Governance(engine, model).commit(author, (state, rules) -> {
            last.clear();
            last.addAll(
                    Following.follow(state, rules, model, rollout.changed().revision(), verdict, engine.now(state)));
            return List.copyOf(last);
        });
        return !last.isEmpty();
    }

    private Instant now() {
        return engine.clock().instant();
    }
}
