package dev.modelregistry.rollout;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whom a rollout may reach. Asked in this order: an override, the holdout, the layer, the key's slot. Immutable.
 *
 * <p>Names and keys are stored in the journal for ever: use keys that say nothing of a person, such as an account's number.
 */
public final class Routing {
    private static final int MAX_OVERRIDES = 200;
    private static final int MAX_NAME = 128;
    private static final int MAX_KEY = 256;
    private static final Routing STANDARD =
            new Routing(Optional.empty(), Optional.empty(), Collections.emptySortedMap(), MissingKey.CONTROL);

    private final Optional<Layer> layer;
    private final Optional<Holdout> holdout;
    private final SortedMap<String, Integer> overrides;
    private final MissingKey missingKey;

    private Routing(
            Optional<Layer> layer,
            Optional<Holdout> holdout,
            SortedMap<String, Integer> overrides,
            MissingKey missingKey) {
        this.layer = layer;
        this.holdout = holdout;
        this.overrides = overrides;
        this.missingKey = missingKey;
    }

    /** Everybody, and whoever has no key gets control. */
    public static Routing standard() {
        return STANDARD;
    }

    /**
     * A part of a layer. Rollouts of whatever models that name the same layer and parts that do not overlap never reach the same key.
     *
     * @param name of the layer, 1 to 128 characters
     * @param from where the part begins, 0 or more
     * @param to where it ends, above {@code from} and at most 1
     */
    public record Layer(String name, double from, double to) {
        /** @throws InvalidInputException if it has no name, or is no part */
        public Layer {
            Names.text("layer", name, MAX_NAME);
            if (!(from >= 0 && from < to && to <= 1)) {
                throw new InvalidInputException("the part from " + from + " to " + to + " of layer " + quote(name)
                        + " is none; give 0 ≤ from < to ≤ 1");
            }
        }
    }

    /**
     * Keys that get control, whatever is rolled out. Rollouts that name the same holdout leave out the same keys.
     *
     * @param name of the holdout, 1 to 128 characters
     * @param share how many are left out, above 0 and below 1
     */
    public record Holdout(String name, double share) {
        /** @throws InvalidInputException if it has no name, or the share is out of range */
        public Holdout {
            Names.text("holdout", name, MAX_NAME);
            if (!(share > 0 && share < 1)) {
                throw new InvalidInputException(
                        "the share " + share + " of holdout " + quote(name) + " is not above 0 and below 1");
            }
        }
    }

    /** A copy that reaches a part of a layer only. */
    public Routing layer(Layer value) {
        return new Routing(Optional.of(value), holdout, overrides, missingKey);
    }

    /** A copy that leaves out a holdout. */
    public Routing holdout(Holdout value) {
        return new Routing(layer, Optional.of(value), overrides, missingKey);
    }

    /**
     * A copy by which a key gets a version of the rollout, whatever its slot: a tester, a demo.
     *
     * @param version the number of a version that takes part; control too
     * @throws InvalidInputException if the key is empty, has more than 256 characters, a control character or half a surrogate pair, the version is
     *     no number of one, or there are 200 overrides, which is the most
     */
    public Routing override(String key, int version) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new InvalidInputException(
                    "the override's key " + quote(key) + " does not have 1 to " + MAX_KEY + " characters");
        }
        if (key.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidInputException("the override's key " + quote(key)
                    + " has a control character or half a surrogate pair; use printable characters");
        }
        if (version < 1) {
            throw new InvalidInputException(
                    "key " + quote(key) + " is to get version " + version + "; versions are numbered from 1");
        }
        SortedMap<String, Integer> next = new TreeMap<>(overrides);
        next.put(key, version);
        if (next.size() > MAX_OVERRIDES) {
            throw new InvalidInputException(
                    next.size() + " overrides; at most " + MAX_OVERRIDES + " are allowed. For groups use a layer");
        }
        return new Routing(layer, holdout, Collections.unmodifiableSortedMap(next), missingKey);
    }

    /** A copy by which requests without a key go elsewhere. */
    public Routing missingKey(MissingKey value) {
        return new Routing(layer, holdout, overrides, value);
    }

    /** The part of a layer that is reached; empty for everybody. */
    public Optional<Layer> layer() {
        return layer;
    }

    /** Who is left out; empty for nobody. */
    public Optional<Holdout> holdout() {
        return holdout;
    }

    /** Keys with the numbers of the versions that they get. */
    public SortedMap<String, Integer> overrides() {
        return overrides;
    }

    /** Where requests without a key go. */
    public MissingKey missingKey() {
        return missingKey;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Routing that
                && layer.equals(that.layer)
                && holdout.equals(that.holdout)
                && overrides.equals(that.overrides)
                && missingKey == that.missingKey;
    }

    @Override
    public int hashCode() {
        return Objects.hash(layer, holdout, overrides, missingKey);
    }

    @Override
    public String toString() {
        return "routing[" + layer.map(part -> part + ", ").orElse("")
                + holdout.map(part -> part + ", ").orElse("") + overrides.size() + " overrides, without a key: "
                + missingKey.wireName() + "]";
    }
}
