package dev.modelregistry.core.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.contract.Until;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.health.Analysis;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.SlotRange;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.serving.Swap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A plan that a test writes, models that know whether they are closed, and a served model over both. <b>Must be closed.</b> */
final class ServingGround implements AutoCloseable {
    static final ModelName MODEL = ModelName.of("flights");
    static final Duration SOON = Duration.ofMillis(1);
    static final long BOUND_SECONDS = 60;
    final List<FakeModel> models = new CopyOnWriteArrayList<>();
    final BlockingQueue<ServingAlert> alerts = new LinkedBlockingQueue<>();
    /** What is done in place of loading a version, by its number. */
    final Map<Integer, ModelLoader<FakeModel>> loaders = new ConcurrentHashMap<>();
    /** Every thread that was made for serving. */
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** What was reported of a canary. */
    final BlockingQueue<Trial> reports = new LinkedBlockingQueue<>();
    /** Why no report is taken; null if it is. */
    volatile @Nullable RuntimeException deaf;

    private @Nullable Trial sum;
    private @Nullable ShadowTrial shadowed;

    private final Semaphore looks = new Semaphore(0);
    private volatile ServingPlan plan;
    private volatile @Nullable RuntimeException outage;
    private @Nullable Serving<FakeModel> serving;

    /** For whoever is woken when there is something to see. */
    static final Duration HARDLY_EVER = Duration.ofHours(1);

    /** Where nothing is judged. */
    static final Lookout NOBODY = lookout(seen -> {}, seen -> {});

    private static Lookout lookout(Consumer<Trial> reports, Consumer<ShadowTrial> shadows) {
        return new Lookout() {
            @Override
            public void report(Trial seen) {
                reports.accept(seen);
            }

            @Override
            public void report(ShadowTrial seen) {
                shadows.accept(seen);
            }

            @Override
            public void look() {}
        };
    }

    private void hear(Trial seen) {
        checkDeaf();
        reports.add(seen);
    }

    private void hear(ShadowTrial seen) {
        checkDeaf();
        synchronized (this) {
            ShadowTrial before = shadowed;
            shadowed = before == null ? seen : before.plus(seen);
        }
    }

    private void checkDeaf() {
        RuntimeException failure = deaf;
        if (failure != null) {
            throw failure;
        }
    }

    /** All that was reported of a shadow; null if nothing was. */
    @Nullable
    synchronized ShadowTrial shadowed() {
        return shadowed;
    }

    ServingGround(ServingPlan plan) {
        this.plan = plan;
    }

    /** Times that do not run out in a test. */
    static ServingOptions<FakeModel> options() {
        return ServingOptions.<FakeModel>standard()
                .retryAfter(Duration.ofHours(1))
                .loadLimit(Duration.ofHours(1))
                .drainLimit(Duration.ofSeconds(BOUND_SECONDS));
    }

    /** One that is not started. */
    Serving<FakeModel> serving(ServingOptions<FakeModel> options) {
        return serving(options, HARDLY_EVER);
    }

    private Serving<FakeModel> serving(ServingOptions<FakeModel> options, Duration lookEvery) {
        Serving<FakeModel> made = new Serving<>(
                MODEL,
                this::load,
                options.onAlert(alerts::add),
                this::thread,
                this::read,
                lookEvery,
                troubles -> lookout(this::hear, this::hear),
                closed -> {});
        serving = made;
        return made;
    }

    /** One that is started. */
    Serving<FakeModel> serve(ServingOptions<FakeModel> options) {
        Serving<FakeModel> made = serving(options);
        made.start();
        return made;
    }

    /** One that is started and looks often by itself. */
    Serving<FakeModel> serveLooking(Duration lookEvery) {
        Serving<FakeModel> made = serving(options(), lookEvery);
        made.start();
        return made;
    }

    Serving<FakeModel> serve() {
        return serve(options());
    }

    private FakeModel load(ModelVersion version) throws Exception {
        return loaders.getOrDefault(version.number(), this::model).load(version);
    }

    /** What loads a version if nothing else is wished. */
    FakeModel model(ModelVersion version) {
        FakeModel model = new FakeModel(version.number());
        models.add(model);
        return model;
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "serving-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    ServingPlan read() {
        looks.release();
        RuntimeException failure = outage;
        if (failure != null) {
            throw failure;
        }
        return plan;
    }

    /** Decides what is served from now on, and returns when that was seen and done, but for what has to be loaded. */
    void decide(ServingPlan next) throws InterruptedException {
        plan(next);
        settle();
    }

    /** Decides what is served from now on, and tells nobody. */
    void plan(ServingPlan next) {
        plan = next;
    }

    /** Whether reading the plan fails from now on, and with what; null if it does not. */
    void outage(@Nullable RuntimeException failure) {
        outage = failure;
    }

    /** Returns when a look at the plan that began now was acted upon: when another one has begun after it. */
    void settle() throws InterruptedException {
        Serving<FakeModel> served = serving;
        assertThat(served).isNotNull();
        for (int i = 0; i < 2; i++) {
            looks.drainPermits();
            served.wake();
            assertThat(looks.tryAcquire(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** How often the plan was read since {@link #settle}. */
    void awaitLooks(int count) throws InterruptedException {
        assertThat(looks.tryAcquire(count, BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** The model of a version that was loaded once. */
    FakeModel only(int number) {
        List<FakeModel> found =
                models.stream().filter(model -> model.number() == number).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    ServingAlert alert() throws InterruptedException {
        ServingAlert alert = alerts.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(alert).isNotNull();
        return alert;
    }

    /** Which version's model a request of somebody gets; it must be the one on the stamp. */
    static int ask(Serving<FakeModel> serving, String key) {
        try (Lease<FakeModel> lease = serving.acquire(key)) {
            assertThat(lease.model().use()).isEqualTo(lease.route().number());
            return lease.route().number();
        }
    }

    /** Which version's model a request gets; 0 if it is refused for now. */
    static int askOrZero(Serving<FakeModel> serving) {
        try {
            return ask(serving, "bob");
        } catch (ServingException refused) {
            return 0;
        }
    }

    /** Has the old version closed before the new one is loaded. */
    static ServingOptions<FakeModel> sparing() {
        return options().swap(Swap.SPARE_MEMORY);
    }

    /** Nobody answers, whoever asks in whatever way. */
    static void assertRefused(Serving<FakeModel> serving, String words) {
        assertThatExceptionOfType(ServingException.class)
                .isThrownBy(() -> serving.acquire("bob"))
                .withMessage(words);
        assertThatExceptionOfType(ServingException.class)
                .isThrownBy(serving::acquire)
                .withMessage(words);
        assertThatExceptionOfType(ServingException.class)
                .isThrownBy(() -> serving.route("bob"))
                .withMessage(words);
    }

    /** How many models are not closed. */
    long open() {
        return models.stream().filter(model -> model.closings() == 0).count();
    }

    /** Nothing but a version in production. */
    static ServingPlan production(int number, long revision) {
        return new ServingPlan(
                Optional.empty(),
                List.of(new FakeVersion(MODEL, number)),
                List.of(route(number, Arm.CONTROL, revision)),
                Optional.empty(),
                Optional.empty(),
                revision,
                Instant.ofEpochSecond(revision));
    }

    /** Nothing at all. */
    static ServingPlan nothing(long revision) {
        return new ServingPlan(
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                revision,
                Instant.ofEpochSecond(revision));
    }

    /** Half of the keys for a candidate; who has no key gets control. */
    static ServingPlan rollout(int control, int candidate, long revision) {
        return rollout(control, candidate, revision, 0, SlotRange.SLOTS / 2, MissingKey.CONTROL);
    }

    /** Some slots for a candidate. */
    static ServingPlan rollout(int control, int candidate, long revision, int from, int to, MissingKey missingKey) {
        Entry entry = new Entry(revision, Instant.EPOCH, Actor.of("alice"), "trying");
        RolloutState state = new RolloutState(
                entry,
                entry,
                OptionalInt.of(control),
                List.of(candidate),
                RolloutPlan.of(RolloutPolicy.immediate())
                        .routing(Routing.standard().missingKey(missingKey)),
                "salt",
                0,
                false,
                from == to ? List.of() : List.of(new SlotRange(candidate, from, to)));
        List<ModelVersion> versions = List.of(new FakeVersion(MODEL, control), new FakeVersion(MODEL, candidate));
        List<Route> routes = List.of(route(control, Arm.CONTROL, revision), route(candidate, Arm.CANDIDATE, revision));
        return new ServingPlan(
                Optional.of(Router.of(state)),
                versions,
                routes,
                Optional.empty(),
                Optional.empty(),
                revision,
                Instant.ofEpochSecond(revision));
    }

    /** The same, and judged, with reports as often as can be. */
    static ServingPlan watched(ServingPlan plan, long rollout) {
        return new ServingPlan(
                plan.router(),
                plan.versions(),
                plan.routes(),
                Optional.of(new Watch(
                        rollout,
                        plan.revision(),
                        Instant.EPOCH,
                        Duration.ZERO,
                        Analysis.standard().lookEvery(SOON))),
                Optional.empty(),
                plan.revision(),
                plan.knownAt());
    }

    /** Everybody gets the first version, and a part of the requests is copied to the other one. */
    static ServingPlan shadow(int control, int candidate, long revision, double share) {
        ServingPlan plan = rollout(control, candidate, revision, 0, 0, MissingKey.CONTROL);
        return new ServingPlan(
                plan.router(),
                plan.versions(),
                plan.routes(),
                Optional.empty(),
                Optional.of(new Shade(revision, share, candidate)),
                revision,
                plan.knownAt());
    }

    /** All that was reported since the beginning, as soon as it is enough. */
    Trial heard(Predicate<Trial> isEnough) {
        Until.holds(() -> {
            Trial next = reports.poll();
            if (next != null) {
                Trial before = sum;
                sum = before == null ? next : before.plus(next);
            }
            Trial now = sum;
            return now != null && isEnough.test(now);
        });
        return Objects.requireNonNull(sum);
    }

    /** A key that goes to a place. */
    static String key(ServingPlan plan, int place) {
        Router router = plan.router().orElseThrow();
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "customer-" + i)
                .filter(key -> router.place(key) == place)
                .findFirst()
                .orElseThrow();
    }

    static Route route(int number, Arm arm, long revision) {
        return new Route(MODEL, number, new FakeVersion(MODEL, number).version(), arm, revision);
    }

    /** Returns when something is so that the serving thread brings about by itself. */
    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Returns when every thread of serving is done. */
    void awaitThreads() throws InterruptedException {
        for (Thread thread : new ArrayList<>(threads)) {
            thread.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
            assertThat(thread.isAlive()).as("%s is alive", thread).isFalse();
        }
    }

    @Override
    public void close() {
        Serving<FakeModel> served = serving;
        if (served != null) {
            served.close();
        }
    }
}
