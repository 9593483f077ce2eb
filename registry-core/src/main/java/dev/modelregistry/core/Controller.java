package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.core.decide.Following;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.health.Checkup;
import dev.modelregistry.core.health.TrialCells;
import dev.modelregistry.core.health.Watching;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.judge.Appraisal;
import dev.modelregistry.core.judge.Look.Answer;
import dev.modelregistry.core.judge.Look.State;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.health.Analysis.Advance;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.HealthCheck;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Judges the canary of a model, by what all processes saw of it, and does what follows. Any number of processes may: what follows is decided again by the state that it is appended to, so that of several who
 * come to a verdict on a step one moves it. For one thread.
 */
final class Controller {
    private static final int MAX_REASON = 4_096;
    /** For so many looks others promote nothing. */
    private static final int HELD = 5;

    private static final long LEAST_WAIT = TimeUnit.SECONDS.toNanos(1);

    private final Engine engine;
    private final ModelName model;
    private final List<Checkup> checkups;
    private final Duration limits;
    private final String process;
    private final TrialCells cells;
    private long checked;

    Controller(Engine engine, ModelName model, List<HealthCheck> checks, ThreadFactory threads) {
        this.engine = engine;
        this.model = model;
        this.checkups =
                checks.stream().map(check -> new Checkup(check, threads)).toList();
        this.limits = checks.stream().map(HealthCheck::limit).reduce(Duration.ZERO, Duration::plus);
        this.process = engine.newId().toString();
        this.cells = new TrialCells(engine.store().cells(), model, engine::newId, new Random());
    }

    /**
     * A look at a canary.
     *
     * @param rollout what was looked at
     * @param verdict what is thought of it
     * @param isDoubted whether a check of this process's is not fine
     */
    record Looked(Rollout rollout, RolloutVerdict verdict, boolean isDoubted) {}

    /** Adds what this process saw. */
    void report(Trial seen) {
        cells.add(seen);
    }

    /** What is thought of the canary in a state, the host's checks aside; empty if none is judged. */
    Optional<RolloutVerdict> verdict(ModelState state) {
        return judged(state).map(rollout -> Appraisal.of(rollout, trial(rollout), List.of(), now()));
    }

    /** Looks at the canary that is under way, if one is judged. The host's checks are asked all at once, and not waited for where the numbers are bad enough. */
    Optional<Looked> look() {
        return judged(engine.journal(model).state(Freshness.latest())).map(rollout -> {
            Trial trial = trial(rollout);
            RolloutVerdict byNumbers = Appraisal.of(rollout, trial, List.of(), now());
            if (checkups.isEmpty() || byNumbers.decision() == Decision.ROLL_BACK) {
                return new Looked(rollout, byNumbers, false);
            }
            List<Answer> answers = ask(rollout, trial.health());
            return new Looked(
                    rollout,
                    Appraisal.of(rollout, trial, answers, now()),
                    answers.stream().anyMatch(answer -> answer.state() != State.FINE));
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

    /** Waits for all together as long as until the next look, about, so that what was counted is reported in time. */
    private List<Answer> ask(Rollout rollout, Health health) {
        if (checked != rollout.started().revision()) {
            checked = rollout.started().revision();
            checkups.forEach(Checkup::beginAnew);
        }
        checkups.forEach(checkup -> checkup.ask(health));
        long deadline =
                System.nanoTime() + Math.max(LEAST_WAIT, lookEvery(rollout).toNanos());
        return checkups.stream()
                .map(checkup -> checkup.answer(deadline - System.nanoTime()))
                .toList();
    }

    private static Duration lookEvery(Rollout rollout) {
        return rollout.plan().analysis().orElseThrow().lookEvery();
    }

    /** Keeps other processes from promoting for some looks, so that the checks of this one are heard. */
    void hold(Rollout rollout) {
        cells.watch(watching(rollout));
    }

    /** The checks of this process are not fine: keeps whoever has others from promoting for some looks. */
    void doubt(Rollout rollout) {
        cells.doubt(watching(rollout));
    }

    private Watching watching(Rollout rollout) {
        Instant until = now().plus(lookEvery(rollout).multipliedBy(HELD)).plus(limits);
        return new Watching(rollout.started().revision(), until.truncatedTo(ChronoUnit.MICROS), process);
    }

    /** Lets the others go on, if it was this one that kept them. */
    void release(Rollout rollout) {
        if (cells.watching().filter(each -> each.watcher().equals(process)).isPresent()) {
            cells.watch(new Watching(rollout.started().revision(), Instant.EPOCH, process));
        }
    }

    /** Whether another process keeps this one from promoting. */
    boolean isHeld(Rollout rollout) {
        Instant now = now();
        return Stream.of(cells.watching(), cells.doubting())
                .flatMap(Optional::stream)
                .anyMatch(each -> each.keeps(rollout.started().revision(), process, now));
    }

    /**
     * Does what follows from a verdict.
     *
     * @param because what stands before the verdict's reason
     * @return whether this did it: it was due, nobody keeps this process from promoting, and nobody else had done it
     */
    boolean follow(Looked looked, Actor actor, String because) {
        Rollout rollout = looked.rollout();
        RolloutVerdict verdict = looked.verdict();
        boolean isDue = verdict.decision() == Decision.PROMOTE || verdict.decision() == Decision.ROLL_BACK;
        boolean moves = rollout.plan().analysis().orElseThrow().advance() == Advance.BY_ITSELF && !rollout.isPaused();
        if (!isDue || !moves || (verdict.decision() == Decision.PROMOTE && isHeld(rollout))) {
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
