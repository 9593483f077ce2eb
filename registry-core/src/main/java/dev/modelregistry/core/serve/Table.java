package dev.modelregistry.core.serve;

import dev.modelregistry.core.rollout.Router;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.Route;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who answers whom, as it stands between two switches. Immutable. */
final class Table<T> {
    private final Supplier<? extends RegistryException> refusal;
    private final @Nullable ServingPlan plan;
    private final @Nullable Router router;
    private final @Nullable Seat<T>[] seats;

    /**
     * Who answers at a place.
     *
     * @param loaded the version that does
     * @param route its stamp, which is never that of another version
     */
    record Seat<T>(Loaded<T> loaded, Route route) {}

    private Table(
            Supplier<? extends RegistryException> refusal, @Nullable ServingPlan plan, @Nullable Seat<T>[] seats) {
        this.refusal = refusal;
        this.plan = plan;
        this.router = plan == null ? null : plan.router().orElse(null);
        this.seats = seats;
    }

    /** Where nobody answers. */
    static <T> Table<T> empty(Supplier<? extends RegistryException> refusal) {
        return new Table<>(refusal, null, seats(0));
    }

    /**
     * What a plan makes of the versions that are loaded. For one that is not, control answers; for control, whatever answered in its place before.
     *
     * @param loaded gives the version with a number, null if it is not loaded
     */
    static <T> Table<T> of(
            ServingPlan plan,
            IntFunction<@Nullable Loaded<T>> loaded,
            Table<T> before,
            Supplier<? extends RegistryException> refusal) {
        @Nullable Seat<T>[] seats = seats(plan.versions().size());
        for (int place = 0; place < seats.length; place++) {
            Loaded<T> version = loaded.apply(plan.versions().get(place).number());
            if (version != null) {
                seats[place] = new Seat<>(version, plan.routes().get(place));
            } else {
                seats[place] = place == 0 ? before.control() : seats[0];
            }
        }
        return new Table<>(refusal, plan, seats);
    }

    @SuppressWarnings("unchecked") // an array of a generic type
    private static <T> @Nullable Seat<T>[] seats(int length) {
        return (@Nullable Seat<T>[]) new Seat<?>[length];
    }

    /** Who answers a key; an empty one is missing. */
    Seat<T> seat(String key) {
        boolean isMissing = key.isEmpty();
        if (router == null) {
            return at(0);
        }
        return at(isMissing ? router.placeWithoutKey() : router.place(key));
    }

    /** Who answers without a key. */
    Seat<T> seat() {
        return at(router == null ? 0 : router.placeWithoutKey());
    }

    private Seat<T> at(int place) {
        Seat<T> seat = place < seats.length ? seats[place] : null;
        if (seat == null) {
            throw refusal.get();
        }
        return seat;
    }

    /** Who answers in the place of control; null if nobody does. */
    @Nullable
    Seat<T> control() {
        return seats.length == 0 ? null : seats[0];
    }

    boolean uses(Loaded<T> loaded) {
        for (Seat<T> seat : seats) {
            if (seat != null && seat.loaded() == loaded) {
                return true;
            }
        }
        return false;
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
