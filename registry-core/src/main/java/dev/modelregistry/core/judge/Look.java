package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;

/**
 * What is known of a step of a rollout when somebody looks.
 *
 * @param tests one or more; the same from look to look, each with what came until now
 * @param keys how many keys each arm got; with counts of 0 where nobody counts them
 * @param requests that the candidate has served since the step began
 * @param minimum of these before the next step may follow
 * @param bake whether it was watched long enough
 */
public record Look(List<AnytimeTest> tests, SampleRatio keys, long requests, long minimum, Bake bake) {
    /** Whether a step was watched long enough. */
    public enum Bake {
        /** Not yet. */
        RUNNING,
        /** It was. */
        OVER
    }

    /** @throws InvalidInputException if there is no test, or a number is negative */
    public Look {
        tests = List.copyOf(tests);
        if (tests.isEmpty() || requests < 0 || minimum < 0) {
            throw new InvalidInputException(tests.size() + " tests, " + requests + " requests of at least " + minimum
                    + "; give one test or more, and numbers that are not negative");
        }
    }
}
