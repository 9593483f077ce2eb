package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.serve.Held.Manner;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.Swap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which version may be loaded now, and what has to leave before. Where answers matter more than memory that is each one beside the others, control first. Where memory does, what answers in place of control is closed for
 * it, comes back if it cannot be loaded, and leaves again for the next trial. Used by the serving thread.
 */
final class Exchange<T> {
    private final Terms<T> terms;
    private final Stock<T> stock;
    private final Drain<T> drain;
    private final boolean isSparing;
    private final boolean isCounted;
    private @Nullable Place<T> place;

    Exchange(Terms<T> terms, Stock<T> stock, Drain<T> drain) {
        this.terms = terms;
        this.stock = stock;
        this.drain = drain;
        this.isSparing = terms.options().swap() == Swap.SPARE_MEMORY;
        this.isCounted = terms.options().memory().isPresent();
    }

    /** Where the place of control is, since it was made free. */
    private enum Phase {
        /** Nobody gets the old version any more, and it is not closed yet. */
        LEAVING,
        /** Control is being loaded. */
        TRYING,
        /** Control could not be, and the old version is being loaded again. */
        RETURNING,
        /** The old version answers until it is time to try again. */
        BACK
    }

    /** The place of control, while that is not loaded and another version has left for it. */
    private static final class Place<T> {
        final Loaded<T> old;
        final Route route;
        Phase phase = Phase.LEAVING;
        Room room;
        /** Until when whoever is in the room is waited for, if it is not the old version. */
        long patience;

        Place(Loaded<T> old, Route route) {
            this.old = old;
            this.route = route;
            this.room = old.room();
        }

        boolean isOf(ModelVersion version) {
            return version.number() == old.version().number();
        }
    }

    /** What is to be in memory, the most important first. */
    List<ModelVersion> wanted(@Nullable ServingPlan plan) {
        List<ModelVersion> wanted = new ArrayList<>();
        Place<T> now = place;
        if (plan != null) {
            if (now != null && (now.phase == Phase.RETURNING || now.phase == Phase.BACK)) {
                wanted.add(now.old.version());
            }
            wanted.addAll(plan.versions());
        }
        return wanted;
    }

    /** Sees what came of whatever is under way; gives whether that changes what is wanted. */
    boolean turn(@Nullable ServingPlan plan, long now) {
        Place<T> at = place;
        if (at == null) {
            return false;
        }
        Phase before = at.phase;
        ModelVersion control = plan == null || plan.versions().isEmpty()
                ? null
                : plan.versions().get(0);
        if (control == null || stock.loaded(control.number()) != null) {
            at.room.letGo();
            place = null;
            return true;
        }
        switch (at.phase) {
            case LEAVING -> at.phase = afterLeaving(at, control, now);
            case TRYING -> {
                if (at.isOf(control) || stock.failure(control.number()) != null) {
                    at.phase = Phase.RETURNING;
                }
            }
            case RETURNING -> {
                if (stock.loaded(at.old.version().number()) != null) {
                    at.phase = Phase.BACK;
                    at.room.letGo();
                    stock.held(control).rest(now);
                }
            }
            case BACK -> {}
        }
        return at.phase != before;
    }

    private Phase afterLeaving(Place<T> at, ModelVersion control, long now) {
        boolean isBack = at.isOf(control);
        boolean isOverdue = drain.isOverdue(at.old, now);
        if (!at.room.isVacant() && (isBack || isOverdue) && drain.takeBack(at.old)) {
            stock.admit(at.old);
            at.room.letGo();
            if (!isBack) {
                giveUp(at, stock.held(control), now);
            }
            return Phase.BACK;
        }
        if (at.room.isVacant() || isBack || isOverdue) {
            at.patience = isOverdue ? now : now + terms.options().drainLimit().toNanos();
            return isBack ? Phase.RETURNING : Phase.TRYING;
        }
        return Phase.LEAVING;
    }

    private void giveUp(Place<T> at, Held<T> control, long now) {
        String words = "is still in use by " + at.old.leases() + " after "
                + terms.options().drainLimit() + ", and was to make room for " + Alerts.name(control.version())
                + "; it answers again";
        ModelVersion old = at.old.version();
        control.postpone(Manner.IN_PLACE, new ServingException(Alerts.name(old) + " " + words), now);
        terms.alerts()
                .raise(
                        Kind.DRAINS_SLOWLY,
                        old,
                        words + ", and the other one is tried again in " + control.untilNextTrial(),
                        null);
    }

    /** Begins to load what is due and may be, and has leave what stands in its way. */
    void load(ServingPlan plan, Table<T> table, long now) {
        for (ModelVersion version : wanted(plan)) {
            Held<T> held = stock.held(version);
            if (held.isMissing()) {
                begin(held, plan, table, now);
            }
            if (held.waitsForMemory()) {
                return; // or those that matter less would have it
            }
        }
    }

    private void begin(Held<T> held, ServingPlan plan, Table<T> table, long now) {
        Place<T> at = place;
        boolean isControl = plan.versions().get(0).number() == held.version().number();
        if (at != null && at.phase == Phase.RETURNING && at.isOf(held.version())) {
            if (held.isDue(now)) {
                loadInPlace(at, held, Manner.AGAIN, now);
            }
            held.tellIfShort();
        } else if (at != null && at.phase != Phase.BACK) {
            loadControl(at, held, isControl, now);
        } else if (isSparing && isControl) {
            replace(held, plan, table, now);
        } else {
            loadBeside(held, now);
        }
    }

    /** While nobody answers in its place; nothing else is loaded then. */
    private void loadControl(Place<T> at, Held<T> held, boolean isControl, long now) {
        boolean isTurn = at.phase == Phase.TRYING
                || (at.phase == Phase.RETURNING && held.isDue(now) && stock.isMissing(at.old.version()));
        if (isControl && isTurn) {
            at.phase = Phase.TRYING;
            loadInPlace(at, held, Manner.IN_PLACE, now);
        }
    }

    /** Where another one may answer in its place. */
    private void replace(Held<T> control, ServingPlan plan, Table<T> table, long now) {
        Place<T> next = answering(table);
        if (next == null || plan.versions().stream().anyMatch(next::isOf) || (isCounted && control.isDue(now))) {
            loadBeside(control, now);
        } else if (isCounted ? hasRoomInstead(control, next.room) : control.isDue(now)) {
            place = next;
            stock.held(next.old.version()).turn(false, now); // not wanted any more, from now on
        } else {
            control.tellIfShort();
        }
    }

    /** The place of control as it is, with whoever answers there; null if nobody does. */
    private @Nullable Place<T> answering(Table<T> table) {
        Place<T> at = place;
        if (at == null) {
            return table.answers() ? new Place<>(table.loaded(0), table.route(0)) : null;
        }
        Loaded<T> old = stock.loaded(at.old.version().number());
        return old == null ? null : new Place<>(old, at.route);
    }

    private static boolean hasRoomInstead(Held<?> control, Room room) {
        return control.lacking() != Loading.ENOUGH && room.keep(control.lacking());
    }

    private void loadBeside(Held<T> held, long now) {
        if (!isSparing || isCounted || (drain.isClear(now) && stock.isClear(now))) {
            held.loadBeside(now);
        } else {
            held.tellIfShort();
        }
    }

    /** As soon as whoever was in the room before has left, or is not waited for any longer. */
    private void loadInPlace(Place<T> at, Held<T> held, Manner how, long now) {
        if (!at.room.isVacant()) {
            if (at.patience - now > 0) {
                return;
            }
            at.room.letGo();
            at.room = terms.room();
        }
        at.patience = now + terms.options().loadLimit().toNanos();
        held.load(at.room, how, now);
    }

    /** In how many nanoseconds there is something to do, if nothing happens before. */
    long pause(long now) {
        Place<T> at = place;
        boolean isWaiting = at != null
                && (at.phase == Phase.TRYING || at.phase == Phase.RETURNING)
                && !at.room.isVacant()
                && at.patience - now > 0;
        return isWaiting && at != null ? at.patience - now : Held.NEVER;
    }

    /** Who answers until control does: whoever did before, unless it has left. */
    Table<T> before(ServingPlan plan, Table<T> table) {
        Place<T> at = place;
        if (at == null) {
            return table;
        }
        Loaded<T> old = at.phase == Phase.BACK ? stock.loaded(at.old.version().number()) : null;
        Supplier<? extends RegistryException> refusal = refusal(at, plan);
        return old == null ? Table.empty(refusal) : Table.of(old, at.route, refusal);
    }

    /** Why nobody answers, where that is because of memory. */
    Supplier<? extends RegistryException> refusal(ServingPlan plan, Supplier<? extends RegistryException> otherwise) {
        Place<T> at = place;
        return at == null || plan.versions().isEmpty() ? otherwise : refusal(at, plan);
    }

    private static <T> Supplier<ServingException> refusal(Place<T> at, ServingPlan plan) {
        String old = Alerts.name(at.old.version());
        String control = Alerts.name(plan.versions().get(0));
        String model = plan.versions().get(0).model().toString();
        String words = at.phase == Phase.RETURNING
                ? old + " of model " + model + " is being loaded again, for " + control
                        + " could not be; ask again when it is there"
                : control + " of model " + model + " is being loaded in place of " + old
                        + ", which was closed to spare memory; ask again when it is there";
        return () -> new ServingException(words);
    }
}
