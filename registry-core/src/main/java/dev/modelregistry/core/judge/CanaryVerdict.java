package dev.modelregistry.core.judge;

/**
 * What to do with a candidate.
 *
 * @param decision what
 * @param reason why, in words that quote the numbers
 */
public record CanaryVerdict(Decision decision, String reason) {
    /** What to do. Kinds may be added: treat one that you do not know as {@link #HOLD}. */
    public enum Decision {
        /** It is time, there is enough to judge by, and nothing speaks against it. */
        PROMOTE,
        /** Stay where it is: it is not time, there is too little to judge by, or what there is looks bad or is dubious. */
        HOLD,
        /** It is worse. */
        ROLL_BACK,
        /** Nothing of the candidate was seen; that is no reason to promote it. */
        NO_DATA
    }
}
