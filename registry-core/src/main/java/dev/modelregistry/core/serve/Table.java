package dev.modelregistry.core.serve;

import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.Route;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who answers whom, as it stands between two switches. Immutable. */
final class Table<T> {
    /** At the first place, by no slot. */
    private static final int CONTROL = ~0;

    private final Supplier<? extends RegistryException> refusal;
    private final @Nullable ServingPlan plan;
    private final @Nullable Router router;
    private final @Nullable Loaded<T>[] loaded;
    private final @Nullable Route[] routes;
    private final @Nullable ArmCounter[] counting;
    private @Nullable Counters counters;

    private Table(Supplier<? extends RegistryException> refusal, @Nullable ServingPlan plan, int places) {
        this.refusal = refusal;
        this.plan = plan;
        this.router = plan == null ? null : plan.router().orElse(null);
        this.loaded = array(places);
        this.routes = new Route[places];
        this.counting = new ArmCounter[places];
    }

    @SuppressWarnings("unchecked") // an array of a generic type
    private static <T> @Nullable Loaded<T>[] array(int length) {
        return (@Nullable Loaded<T>[]) new Loaded<?>[length];
    }

    /** Where nobody answers. */
    static <T> Table<T> empty(Supplier<? extends RegistryException> refusal) {
        return new Table<>(refusal, null, 0);
    }

    /** Where everybody gets the same version, for {@linkplain #of what comes next} to begin with. */
    static <T> Table<T> of(Loaded<T> version, Route route, Supplier<? extends RegistryException> refusal) {
        Table<T> table = new Table<>(refusal, null, 1);
        table.loaded[0] = version;
        table.routes[0] = route;
        return table;
    }

    /**
     * What a plan makes of the versions that are loaded. For one that is not, control answers; for control, whatever answered in its place before. A
     * stamp is always that of the version that answers.
     *
     * @param loaded gives the version with a number, null if it is not loaded
     */
    static <T> Table<T> of(
            ServingPlan plan,
            IntFunction<@Nullable Loaded<T>> loaded,
            Table<T> before,
            Supplier<? extends RegistryException> refusal) {
        int places = plan.versions().size();
        Table<T> table = new Table<>(refusal, plan, places);
        for (int place = 0; place < places; place++) {
            Loaded<T> version = loaded.apply(plan.versions().get(place).number());
            if (version != null) {
                table.loaded[place] = version;
                table.routes[place] = plan.routes().get(place);
            } else if (place > 0 || before.answers()) {
                Table<T> other = place > 0 ? table : before;
                table.loaded[place] = other.loaded[0];
                table.routes[place] = other.routes[0];
            }
        }
        plan.watch().ifPresent(watch -> table.count(plan, watch, before));
        return table;
    }

    /**
     * In the counters of before, unless other models answer, or by another commit: what is compared must have come under the same conditions. Nothing is counted while control answers for a candidate that is not loaded.
     */
    private void count(ServingPlan followed, Watch watch, Table<T> before) {
        for (int place = 0; place < loaded.length; place++) {
            if (!isOwn(followed, place)) {
                return;
            }
        }
        Counters known = before.counters;
        Counters mine = known != null && known.watch().equals(watch) && Arrays.equals(loaded, before.loaded)
                ? known
                : Counters.start(watch);
        counters = mine;
        for (int place = 0; place < loaded.length; place++) {
            counting[place] = followed.routes().get(place).arm() == Arm.CONTROL ? mine.control() : mine.candidate();
        }
    }

    /** Where a key is, for {@link Router#place(int)}; an empty one is missing. */
    int locate(String key) {
        boolean isMissing = key.isEmpty();
        if (router == null) {
            return CONTROL;
        }
        return isMissing ? router.locateWithoutKey() : router.locate(key);
    }

    /** Where whoever has no key is. */
    int locate() {
        return router == null ? CONTROL : router.locateWithoutKey();
    }

    /** Counts a request that comes from there; null if none is counted, or this one is not compared because no slot decided. */
    @Nullable
    ArmCounter counter(int located) {
        return counters == null || located < 0 ? null : counting[Router.place(located)];
    }

    /** To what requests are copied; null if they are not, or control or the shadow is not loaded. */
    @Nullable
    Shade shade() {
        Shade shade = plan == null ? null : plan.shade().orElse(null);
        return shade == null || plan == null || !isOwn(plan, 0) || shadow(shade) == null ? null : shade;
    }

    /** Whether the version that is to answer at a place does. */
    private boolean isOwn(ServingPlan followed, int place) {
        Loaded<T> version = loaded[place];
        return version != null
                && version.version().number() == followed.versions().get(place).number();
    }

    /** The model of a shadow; null if it is not loaded. */
    @Nullable
    Loaded<T> shadow(Shade shade) {
        for (Loaded<T> each : loaded) {
            if (each != null && each.version().number() == shade.version()) {
                return each;
            }
        }
        return null;
    }

    /** What is counted; null if nothing is. */
    @Nullable
    Counters counters() {
        return counters;
    }

    /** Who answers at a place. */
    Loaded<T> loaded(int place) {
        Loaded<T> version = place < loaded.length ? loaded[place] : null;
        if (version == null) {
            throw refusal.get();
        }
        return version;
    }

    /** The stamp of whoever answers at a place. */
    Route route(int place) {
        Route route = place < routes.length ? routes[place] : null;
        if (route == null) {
            throw refusal.get();
        }
        return route;
    }

    /** Whether anybody answers in the place of control. */
    boolean answers() {
        return loaded.length > 0 && loaded[0] != null;
    }

    boolean uses(Loaded<T> version) {
        return Arrays.asList(loaded).contains(version);
    }

    /** What the plan says of a key, be it loaded or not. */
    Explanation explain(String key) {
        if (plan == null || plan.versions().isEmpty()) {
            throw refusal.get();
        }
        if (router == null) {
            return new Explanation(plan.routes().get(0), Because.NO_ROLLOUT, OptionalInt.empty());
        }
        if (key.isEmpty()) {
            return new Explanation(
                    plan.routes().get(router.placeWithoutKey()), Because.MISSING_KEY, OptionalInt.empty());
        }
        Router.Decision decision = router.decide(key);
        return new Explanation(plan.routes().get(decision.place()), decision.because(), decision.slot());
    }
}
