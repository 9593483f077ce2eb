package dev.modelregistry.core.rollout;

import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.MissingKey;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.SlotRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sends keys to versions by a rollout: one hash and one look into a table, where nobody is left out. Versions are given by their places in
 * {@link #versions()}, of which the first one gets whoever no rule sends elsewhere. Immutable.
 */
public final class Router {
    private static final int PLACE = 0xFF;

    private final List<Integer> versions;
    private final KeyHash hash;
    private final byte[] slots;
    private final boolean isForAll;
    private final Map<String, Integer> overrides;
    private final Optional<Part> holdout;
    private final Optional<Part> layer;
    private final boolean sendsMissingByWeight;

    private Router(RolloutState rollout) {
        this.versions = Stream.concat(rollout.control().stream().boxed(), rollout.candidates().stream())
                .toList();
        this.hash = KeyHash.ofSlots(rollout.salt());
        this.slots = new byte[SlotRange.SLOTS];
        for (SlotRange range : rollout.slots()) {
            byte place = (byte) versions.indexOf(range.version());
            for (int slot = range.from(); slot < range.to(); slot++) {
                slots[slot] = place;
            }
        }
        Routing routing = rollout.plan().routing();
        this.overrides = Map.copyOf(routing.overrides());
        this.holdout = routing.holdout().map(out -> new Part(KeyHash.ofHoldout(out.name()), 0, out.share()));
        this.layer = routing.layer().map(in -> new Part(KeyHash.ofLayer(in.name()), in.from(), in.to()));
        this.isForAll = overrides.isEmpty() && holdout.isEmpty() && layer.isEmpty();
        boolean controlServes = rollout.control().isPresent()
                && (holdout.isPresent()
                        || layer.isPresent()
                        || IntStream.range(0, SlotRange.SLOTS).anyMatch(slot -> slots[slot] == 0));
        this.sendsMissingByWeight = routing.missingKey() == MissingKey.BY_WEIGHT || !controlServes;
    }

    /** What a rollout makes of keys. */
    public static Router of(RolloutState rollout) {
        return new Router(rollout);
    }

    /** The name of the algorithm, which is stored with each rollout. */
    public static String algorithm() {
        return KeyHash.ALGORITHM;
    }

    /** The numbers of the versions that it sends keys to: control, if there is one, and the candidates. */
    public List<Integer> versions() {
        return versions;
    }

    /**
     * Where a key is: its slot and the place of that slot's version in one number, so that nothing is allocated; below 0 if no slot decided. For {@link #place(int)} and {@link #slot}.
     */
    public int locate(String key) {
        if (isForAll) {
            return located(hash.slot(key));
        }
        Decision decision = decide(key);
        return decision.slot().isPresent() ? located(decision.slot().getAsInt()) : unlocated(decision.place());
    }

    /** Where a request without a key is, as for one with a key. */
    public int locateWithoutKey() {
        return sendsMissingByWeight ? locateByChance(ThreadLocalRandom.current()) : unlocated(0);
    }

    /** As often as keys get it. */
    private int locateByChance(RandomGenerator random) {
        boolean isLeftOut = (holdout.isPresent() && holdout.get().has(random.nextDouble()))
                || (layer.isPresent() && !layer.get().has(random.nextDouble()));
        return isLeftOut ? unlocated(0) : located(random.nextInt(SlotRange.SLOTS));
    }

    private int located(int slot) {
        return slot << Byte.SIZE | slots[slot];
    }

    private static int unlocated(int place) {
        return ~place;
    }

    /** The place of the version that whoever is there gets. */
    public static int place(int located) {
        return located < 0 ? ~located : located & PLACE;
    }

    /** The slot that decided; below 0 if none did. */
    public static int slot(int located) {
        return located >> Byte.SIZE;
    }

    /** The place of the version that a key gets. */
    public int place(String key) {
        return place(locate(key));
    }

    /** The place of the version that a request without a key gets. */
    public int placeWithoutKey() {
        return place(locateWithoutKey());
    }

    /** The place of the version that a key gets, and why. */
    public Decision decide(String key) {
        Integer override = overrides.get(key);
        if (override != null) {
            return new Decision(versions.indexOf(override), Because.OVERRIDE, OptionalInt.empty());
        }
        if (holdout.isPresent() && holdout.get().has(key)) {
            return new Decision(0, Because.HOLDOUT, OptionalInt.empty());
        }
        if (layer.isPresent() && !layer.get().has(key)) {
            return new Decision(0, Because.OUTSIDE_LAYER, OptionalInt.empty());
        }
        int slot = hash.slot(key);
        return new Decision(slots[slot], Because.SLOT, OptionalInt.of(slot));
    }

    /**
     * What becomes of a key.
     *
     * @param place of the version
     * @param because which rule decided
     * @param slot the key's slot, if it was looked at
     */
    public record Decision(int place, Because because, OptionalInt slot) {}

    /** A part of all keys. */
    private record Part(KeyHash hash, double from, double to) {
        boolean has(String key) {
            return has(hash.place(key));
        }

        boolean has(double place) {
            return place >= from && place < to;
        }
    }
}
