package dev.modelregistry.core.serve;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ServedModel;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.ServingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers requests in this process, by a plan that somebody else makes of the registry. A request reads one volatile table, counts itself
 * in at a version, and counts itself out; it waits for nobody. Everything else is done by one {@link Keeper} and the threads that it starts.
 *
 * <p><b>Must be closed.</b> Thread-safe.
 *
 * @param <T> the model, as the host's inference library has it
 */
public final class Serving<T> implements ServedModel<T>, Servant {
    private final ModelName model;
    private final ThreadFactory threads;
    private final Consumer<? super Serving<T>> whenClosed;
    private final Scores awaited;
    private final Watcher watcher;
    private final @Nullable Recorder recorder;
    private final @Nullable Shadows<T> shadows;
    private final Keeper<T> keeper;
    private final Beginning beginning;
    private final Life life;
    private volatile Table<T> table;

    /**
     * Serves nothing before it is {@linkplain #start started}.
     *
     * @param model its name
     * @param loader makes files a model
     * @param options what the host chose
     * @param threads makes the serving thread, and those on which versions are loaded and closed; daemons, or the process waits for them
     * @param plans reads what to serve; called on the serving thread, and not by two threads at once
     * @param lookEvery how often to read that, at least
     * @param lookouts makes what is done with what is counted, and is given where to tell trouble
     * @param whenClosed told when it is closed
     */
    public Serving(
            ModelName model,
            ModelLoader<T> loader,
            ServingOptions<T> options,
            ThreadFactory threads,
            Supplier<ServingPlan> plans,
            Duration lookEvery,
            Function<Troubles, Lookout> lookouts,
            Consumer<? super Serving<T>> whenClosed) {
        this.model = model;
        this.threads = threads;
        this.whenClosed = whenClosed;
        this.beginning = new Beginning("model " + model, "version");
        this.life = new Life(beginning, options.drainLimit());
        this.table = Table.empty(beginning::nothing);
        WakeUps wakeUps = new WakeUps();
        Alerts alerts = new Alerts(model, options.onAlert(), threads);
        this.awaited = new Scores(model, options);
        this.recorder = options.sink()
                .map(sink -> new Recorder(sink, options.sinkQueue(), threads, alerts::raise))
                .orElse(null);
        Lookout lookout = lookouts.apply(alerts::raise);
        this.shadows = options.shadowing()
                .map(shadowing -> new Shadows<T>(shadowing, lookout, threads))
                .orElse(null);
        this.watcher = new Watcher(lookout, threads, toString());
        this.keeper = new Keeper<>(
                this, new Terms<>(loader, options, threads, alerts, awaited, wakeUps::wake), plans, lookEvery, wakeUps);
    }

    /**
     * Returns when control's version answers; candidates may still be loading, and may fail. If this throws, serving is closed.
     *
     * @throws ServingException if nothing is to be served, or control's version could not be loaded; the cause says why
     * @throws RegistryClosedException if it is closed, or was closed meanwhile
     */
    public void start() {
        life.start(threads, keeper, this);
    }

    @Override
    public void wake() {
        keeper.ask();
    }

    @Override
    public Lease<T> acquire(String key) {
        return recorder == null ? enter(key) : recorded(key, recorder);
    }

    @Override
    public Lease<T> acquire() {
        return recorder == null ? enter() : new RecordedLease<>(enter(), recorder, Optional.empty());
    }

    private ServingLease<T> enter(String key) {
        int stripe = Loaded.stripe();
        while (true) { // until it is not retired; if it is, the table was another one before that
            Table<T> now = table;
            int located = now.locate(key);
            int place = Router.place(located);
            Loaded<T> loaded = now.loaded(place);
            if (loaded.enter(stripe)) {
                return new ServingLease<>(
                        loaded, now.route(place), stripe, loaded.trace(), now.counter(located), Router.slot(located));
            }
        }
    }

    private ServingLease<T> enter() {
        int stripe = Loaded.stripe();
        while (true) {
            Table<T> now = table;
            int located = now.locate();
            int place = Router.place(located);
            Loaded<T> loaded = now.loaded(place);
            if (loaded.enter(stripe)) {
                return new ServingLease<>(
                        loaded, now.route(place), stripe, loaded.trace(), now.counter(located), Router.slot(located));
            }
        }
    }

    private RecordedLease<T> recorded(String key, Recorder records) {
        ServingLease<T> lease = enter(key);
        RecordedLease<T> recorded =
                new RecordedLease<>(lease, records, key.isEmpty() ? Optional.empty() : Optional.of(key));
        if (lease.isBySlot() && !key.isEmpty()) {
            records.exposed(key, lease.route(), recorded.at());
        }
        return recorded;
    }

    @Override
    public <R, X extends Exception> Answer<R> answer(String key, Call<? super T, ? extends R, X> call) throws X {
        Answer<R> answer = recordedAnswer(key, call);
        if (shadows != null) {
            copy(shadows, call, answer);
        }
        return answer;
    }

    /** Once more with the shadow, if there is one. */
    private void copy(Shadows<T> to, Call<? super T, ?, ?> call, Answer<?> answer) {
        Table<T> now = table;
        Shade shade = now.shade();
        Loaded<T> candidate = shade == null ? null : now.shadow(shade);
        boolean isByControl =
                shade != null && now.route(0).number() == answer.route().number();
        if (shade != null && candidate != null && isByControl) {
            to.copy(shade, candidate, call, answer.value());
        }
    }

    private <R, X extends Exception> Answer<R> recordedAnswer(String key, Call<? super T, ? extends R, X> call)
            throws X {
        Recorder records = recorder;
        if (records == null) {
            try (ServingLease<T> lease = enter(key)) {
                return ask(lease, call);
            }
        }
        try (RecordedLease<T> lease = recorded(key, records)) {
            try {
                Answer<R> answer = ask(lease, call);
                lease.answered(answer.value());
                return answer;
            } catch (Throwable failure) {
                lease.because(failure);
                throw failure;
            }
        }
    }

    private static <T, R, X extends Exception> Answer<R> ask(Lease<T> lease, Call<? super T, ? extends R, X> call)
            throws X {
        try {
            return new Answer<>(call.on(lease.model()), lease.route());
        } catch (Throwable failure) {
            lease.failed();
            throw failure;
        }
    }

    @Override
    public Route route(String key) {
        Table<T> now = table;
        return now.route(Router.place(now.locate(key)));
    }

    @Override
    public Explanation explain(String key) {
        return table.explain(key);
    }

    @Override
    public void score(String id, double value) {
        awaited.score(id, value);
    }

    @Override
    public void score(Route answeredBy, String key, double value) {
        Scores.check(value);
        if (!answeredBy.model().equals(model)) {
            throw new InvalidInputException(
                    "the stamp " + answeredBy + " is not of model " + model + ", which is served here");
        }
        Table<T> now = table;
        Counters counters = now.counters();
        boolean isCompared =
                counters != null && counters.watch().step() == answeredBy.revision() && now.locate(key) >= 0;
        if (counters != null && isCompared) {
            (answeredBy.arm() == Arm.CONTROL ? counters.control() : counters.candidate()).score(value);
        }
    }

    @Override
    public ServingStatus status() {
        Optional<ServingPlan> plan = Optional.ofNullable(keeper.plan());
        return new ServingStatus(
                model,
                keeper.status(),
                plan.map(ServingPlan::revision).orElse(0L),
                plan.map(ServingPlan::knownAt).orElse(Instant.EPOCH));
    }

    @Override
    public void close() {
        if (shut()) {
            awaitEnd();
        }
    }

    @Override
    public boolean shut() {
        synchronized (this) {
            if (!life.shut()) {
                return false;
            }
            table = Table.empty(life::closed);
            watcher.follow(null);
        }
        beginning.fail(life.closed()); // if nothing has come of it yet
        if (shadows != null) {
            shadows.shut();
        }
        whenClosed.accept(this);
        keeper.ask();
        return true;
    }

    @Override
    public void awaitEnd() {
        life.awaitEnd(keeper::warnOfRest);
    }

    boolean isClosed() {
        return life.isClosed();
    }

    Table<T> table() {
        return table;
    }

    /** One atomic switch, unless it is closed. */
    synchronized void publish(ServingPlan plan, IntFunction<@Nullable Loaded<T>> loaded, Exchange<T> exchange) {
        if (!life.isClosed()) {
            Supplier<? extends RegistryException> refusal =
                    exchange.refusal(plan, plan.versions().isEmpty() ? beginning::nothing : beginning::notYet);
            table = Table.of(plan, loaded, exchange.before(plan, table), refusal);
            watcher.follow(table.counters());
        }
    }

    /** The serving thread has done what was due, by this plan, if there is one. */
    void turned(@Nullable ServingPlan plan, @Nullable Throwable unreachable, Stock<T> stock) {
        if (beginning.isOpen()) {
            Optional<RuntimeException> failure = life.isClosed()
                    ? Optional.of(life.closed())
                    : beginning.see(plan, unreachable, table.answers(), stock::failure);
            failure.ifPresent(cause -> {
                beginning.fail(cause);
                shut();
            });
        }
    }

    /** The serving thread met a bug: whoever waits for the beginning must hear of it. */
    void hasBug(Throwable bug) {
        life.hasBug(bug, this);
    }

    /** The serving thread is done. */
    void ended() {
        life.ended();
    }

    @Override
    public String toString() {
        return "served model " + model;
    }
}
