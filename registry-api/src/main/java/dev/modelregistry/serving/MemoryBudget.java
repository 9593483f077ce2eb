package dev.modelregistry.serving;

import dev.modelregistry.error.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * How many bytes all models together may take that are {@linkplain ServingOptions#memory served} by it, of one registry or of several. It counts what is said of models, and measures nothing: memory is reserved
 * before a version is loaded, and given back when the version was closed or its loading has ended in vain. What is not to be had is refused, so no two models ever get the same bytes.
 *
 * <p>A host may {@linkplain #reserve take part of it} for something else, such as a cache that shrinks the room for models. Thread-safe; lives as long as somebody uses it, and need not be closed.
 */
public final class MemoryBudget {
    private final long limit;
    private final Set<Reservation> reservations = new LinkedHashSet<>();
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private long used;

    private MemoryBudget(long limit) {
        this.limit = limit;
    }

    /**
     * A budget of which nothing is used.
     *
     * @param limit in bytes
     * @throws InvalidInputException if that is not above zero
     */
    public static MemoryBudget ofBytes(long limit) {
        if (limit < 1) {
            throw new InvalidInputException("a memory budget of " + limit + " bytes is not above zero");
        }
        return new MemoryBudget(limit);
    }

    /** How many bytes there are in all. */
    public long limit() {
        return limit;
    }

    /** How many bytes are reserved. */
    public synchronized long used() {
        return used;
    }

    /** How many bytes can be reserved. */
    public synchronized long free() {
        return limit - used;
    }

    /** How many bytes each holder has, by its name; those of the same name are added up. */
    public synchronized SortedMap<String, Long> holders() {
        SortedMap<String, Long> holders = new TreeMap<>();
        reservations.forEach(each -> holders.merge(each.holder, each.bytes, Long::sum));
        return Collections.unmodifiableSortedMap(holders);
    }

    /**
     * Takes bytes for a while.
     *
     * @param holder who has them, for whoever wonders what the memory is used for
     * @param bytes how many; none is allowed
     * @return what <b>must be closed</b> to give them back; empty if so many are not free
     * @throws InvalidInputException if the holder is blank, or the number is below zero
     */
    public Optional<Reservation> reserve(String holder, long bytes) {
        check(holder, bytes);
        synchronized (this) {
            if (bytes > limit - used) {
                return Optional.empty();
            }
            Reservation reservation = new Reservation(holder, bytes);
            used += bytes;
            reservations.add(reservation);
            return Optional.of(reservation);
        }
    }

    private static void check(String holder, long bytes) {
        if (holder.isBlank()) {
            throw new InvalidInputException("the holder '" + holder + "' of memory is blank; say what it is used for");
        }
        if (bytes < 0) {
            throw new InvalidInputException("cannot reserve " + bytes + " bytes for " + holder + "; 0 is the least");
        }
    }

    /**
     * Has something done whenever bytes are given back, as trying again what was refused. It is called by whoever gives them back, so it must be quick.
     *
     * @return ends that when it is closed; the listener may still be called by whoever gives back just then
     */
    public Listening whenFreed(Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        Listening listening = new Listening(listener);
        listeners.add(listening);
        return listening;
    }

    /** That something is done when bytes are given back, until this is closed. Thread-safe. */
    public final class Listening implements AutoCloseable {
        private final Runnable listener;

        private Listening(Runnable listener) {
            this.listener = listener;
        }

        /** Ends it. Does nothing the second time. */
        @Override
        public void close() {
            listeners.remove(this);
        }
    }

    private void tell() {
        for (Listening each : listeners) {
            try {
                each.listener.run();
            } catch (RuntimeException failure) { // giving back has succeeded, and the others must hear of it
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            }
        }
    }

    /** Bytes that somebody has, until this is closed. <b>Must be closed.</b> Thread-safe. */
    public final class Reservation implements AutoCloseable {
        private String holder;
        private long bytes;

        private Reservation(String holder, long bytes) {
            this.holder = holder;
            this.bytes = bytes;
        }

        /** How many they are; 0 when they were given back. */
        public long bytes() {
            synchronized (MemoryBudget.this) {
                return bytes;
            }
        }

        /**
         * Has more bytes, or fewer, for the same holder or for another one, without giving them back between.
         *
         * @return whether that was done; if not, so many are not free, or these were given back, and nothing has changed
         * @throws InvalidInputException if the holder is blank, or the number is below zero
         */
        public boolean change(String newHolder, long newBytes) {
            check(newHolder, newBytes);
            boolean isLess;
            synchronized (MemoryBudget.this) {
                if (!reservations.contains(this) || newBytes - bytes > limit - used) {
                    return false;
                }
                isLess = newBytes < bytes;
                used += newBytes - bytes;
                bytes = newBytes;
                holder = newHolder;
            }
            if (isLess) {
                tell();
            }
            return true;
        }

        /** Gives them back. Does nothing the second time. */
        @Override
        public void close() {
            synchronized (MemoryBudget.this) {
                if (!reservations.remove(this)) {
                    return;
                }
                used -= bytes;
                bytes = 0;
            }
            tell();
        }
    }

    /** Such as {@code 100 of 1000 bytes are free; flights v1.1.0 (1) has 900}. */
    @Override
    public synchronized String toString() {
        String rest = holders().entrySet().stream()
                .map(each -> each.getKey() + " has " + each.getValue())
                .collect(Collectors.joining(", "));
        return (limit - used) + " of " + limit + " bytes are free" + (rest.isEmpty() ? "" : "; " + rest);
    }
}
