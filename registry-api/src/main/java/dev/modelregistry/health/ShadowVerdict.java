package dev.modelregistry.health;

import dev.modelregistry.review.CheckOutcome;

/**
 * Whether the candidate answers as control does.
 *
 * @param decision whether
 * @param reason why, in words that quote the numbers
 */
public record ShadowVerdict(Decision decision, String reason) {
    /** For a gate: passed only if it {@link Decision#AGREES}. */
    public CheckOutcome outcome() {
        return decision == Decision.AGREES ? CheckOutcome.passed(words()) : CheckOutcome.failed(words());
    }

    private String words() {
        return reason.length() <= CheckOutcome.MAX_WORDS
                ? reason
                : reason.substring(0, CheckOutcome.MAX_WORDS - 1) + "…";
    }

    /** Whether it does. Only {@link #AGREES} is a pass; kinds may be added: treat one that you do not know as {@link #TOO_FEW}. */
    public enum Decision {
        /** All that the rule asks for holds. */
        AGREES,
        /** Something that the rule asks for does not hold. */
        DIFFERS,
        /** Nothing is known to be wrong, but there is too little to say that all holds. */
        TOO_FEW,
        /** The candidate was asked nothing that control answered. */
        NO_DATA
    }
}
