package dev.modelregistry.health;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;

/**
 * What is thought of a canary. One that something was done about is in the journal, with the numbers that it rests on. Immutable.
 *
 * @param decision what to do
 * @param step of which step it speaks, from 0
 * @param reason why, in words that quote the numbers
 * @param health the numbers of the step
 * @param evidence each test's
 */
public record RolloutVerdict(Decision decision, int step, String reason, Health health, List<Evidence> evidence) {
    /** The most characters that a reason has. */
    public static final int MAX_REASON = 4_096;

    /** What to do. More may come: treat one that you do not know as {@link #HOLD}. */
    public enum Decision {
        /** It is time, there is enough to judge by, and nothing speaks against the candidate: take the next step. */
        PROMOTE("promote"),
        /** Stay where it is: it is not time, there is too little to judge by, or what there is looks bad or is dubious. */
        HOLD("hold"),
        /** The candidate is worse. */
        ROLL_BACK("roll-back"),
        /** Nothing of the candidate was seen; that is no reason to promote it. */
        NO_DATA("no-data");

        private final String wireName;

        Decision(String wireName) {
            this.wireName = wireName;
        }

        /** The stored name. */
        public String wireName() {
            return wireName;
        }

        /** The stored name in words. */
        @Override
        public String toString() {
            return wireName.replace('-', ' ');
        }
    }

    /**
     * How much speaks for the candidate being worse by one test: an e-value, which is below 1 while that explains nothing better, and which a candidate that is not worse ever brings to {@code needed}
     * with a probability of at most 1/needed.
     *
     * @param test what was compared, such as {@code errors}
     * @param value the evidence; at most a million
     * @param needed where the candidate is rolled back
     */
    public record Evidence(String test, double value, double needed) {}

    /**
     * Copies the list.
     *
     * @throws InvalidInputException if the reason is blank or too long
     */
    public RolloutVerdict {
        evidence = List.copyOf(evidence);
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw new InvalidInputException(
                    "the reason of a verdict has " + reason.length() + " characters; give 1 to " + MAX_REASON);
        }
    }

    /** Such as {@code hold in step 2: bake time is not over; …}. */
    @Override
    public String toString() {
        return decision + " in step " + (step + 1) + ": " + reason;
    }
}
