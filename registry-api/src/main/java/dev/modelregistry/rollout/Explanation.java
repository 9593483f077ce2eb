package dev.modelregistry.rollout;

import java.util.OptionalInt;

/**
 * Why a request with a key goes where it goes. Immutable.
 *
 * @param route where it goes
 * @param because which rule decided
 * @param slot the key's slot among {@link SlotRange#SLOTS}; empty where no slot was looked at
 */
public record Explanation(Route route, Because because, OptionalInt slot) {
    /** The rule that decided, in the order in which they are asked. More may come. */
    public enum Because {
        /** No rollout is under way: what is in production answers. */
        NO_ROLLOUT("no rollout is under way"),
        /** There is no key, so {@link MissingKey} says where the request goes; by weight, the next one may go elsewhere. */
        MISSING_KEY("there is no key"),
        /** The key is among the {@linkplain Routing#overrides() overrides}. */
        OVERRIDE("the key has an override"),
        /** The key is in the {@linkplain Routing#holdout() holdout}. */
        HOLDOUT("the key is held out of rollouts"),
        /** The key is outside the rollout's part of its {@linkplain Routing#layer() layer}. */
        OUTSIDE_LAYER("the key is outside the rollout's part of its layer"),
        /** The key's slot belongs to the version. */
        SLOT("the key's slot belongs to it");

        private final String words;

        Because(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Such as {@code flight_delay_predictor v1.3.0 (4) candidate @17: the key's slot belongs to it (1027)}. */
    @Override
    public String toString() {
        return route + ": " + because + (slot.isPresent() ? " (" + slot.getAsInt() + ")" : "");
    }
}
