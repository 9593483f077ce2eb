package dev.modelregistry.core.serve;

import dev.modelregistry.serving.MemoryBudget;
import dev.modelregistry.serving.MemoryBudget.Reservation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one model, from before its loader is called until it is closed: a part of the budget, if there is one. Where a version is loaded in place of another it moves into the room of that one, which is kept meanwhile, so that
 * nobody else gets the bytes and the other one can come back. Occupied at first. Thread-safe.
 */
final class Room {
    private final @Nullable MemoryBudget budget;
    private @Nullable Reservation reserved;
    private String holder = "";
    private boolean isKept;
    private volatile boolean isVacant;
    private volatile long bytes;

    Room(Optional<MemoryBudget> budget) {
        this.budget = budget.orElse(null);
    }

    /** For the occupant: takes what it needs, and at least what the room has; gives whether that was to be had. */
    synchronized boolean take(String occupant, long need) {
        if (budget == null) {
            return true;
        }
        Reservation has = reserved;
        if (has == null) {
            has = budget.reserve(occupant, need).orElse(null);
            reserved = has;
        } else if (!has.change(occupant, Math.max(need, has.bytes()))) {
            return false;
        }
        if (has != null) {
            holder = occupant;
            bytes = need;
        }
        return has != null;
    }

    /** How many bytes the occupant needs; 0 if it has none, or they are not counted. */
    long bytes() {
        return bytes;
    }

    /** For the occupant, when nothing is left of it: gives the bytes back, unless the room is kept for the next one. */
    synchronized void leave() {
        isVacant = true;
        bytes = 0;
        if (!isKept) {
            giveBack();
        }
    }

    /** Whether the occupant has left. */
    boolean isVacant() {
        return isVacant;
    }

    /** The next occupant moves in. */
    synchronized void enter() {
        isVacant = false;
    }

    /** Keeps it for another one beyond its occupant's end, with at least so many bytes; gives whether they were to be had, and changes nothing if not. */
    synchronized boolean keep(long need) {
        Reservation has = reserved;
        isKept = has == null || has.change(holder, Math.max(need, has.bytes()));
        return isKept;
    }

    /** Keeps it no longer: gives back what its occupant does not need, all of it if there is none. */
    synchronized void letGo() {
        isKept = false;
        Reservation has = reserved;
        if (isVacant) {
            giveBack();
        } else if (has != null) {
            has.change(holder, bytes);
        }
    }

    private void giveBack() {
        Reservation has = reserved;
        if (has != null) {
            has.close();
            reserved = null;
        }
    }
}
