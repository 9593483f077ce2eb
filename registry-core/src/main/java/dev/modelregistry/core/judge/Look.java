package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a step of a rollout when somebody looks.
 *
 * @param tests the same from look to look, each with what came until now
 * @param keys how many keys each arm got; empty if everybody gets the candidate, so that there is nothing to compare with and what was learned before counts
 * @param requests that the candidate has served since the step began
 * @param minimum of these before the next step may follow
 * @param bake whether it was watched long enough
 * @param answers what the host's checks said
 */
public record Look(
        List<AnytimeTest> tests,
        Optional<SampleRatio> keys,
        long requests,
        long minimum,
        Bake bake,
        List<Answer> answers) {
    /** Whether a step was watched long enough. */
    public enum Bake {
        /** Not yet. */
        RUNNING,
        /** It was. */
        OVER
    }

    /**
     * What a check of the host's said.
     *
     * @param check its name
     * @param state what it means
     * @param words what is wrong; empty if nothing is
     */
    public record Answer(String check, State state, String words) {
        @Override
        public String toString() {
            return "health check '" + check + "' " + state.words + (words.isEmpty() ? "" : ": " + words);
        }
    }

    /** What an answer means. */
    public enum State {
        /** Nothing is wrong. */
        FINE("found nothing"),
        /** Something is wrong, for now. */
        FAILING("fails"),
        /** Something was wrong often enough. */
        FAILED("has failed"),
        /** It could not be told. */
        UNKNOWN("could not tell");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    /** @throws InvalidInputException if a number is negative */
    public Look {
        tests = List.copyOf(tests);
        answers = List.copyOf(answers);
        if (requests < 0 || minimum < 0) {
            throw new InvalidInputException(
                    requests + " requests of at least " + minimum + "; give numbers that are not negative");
        }
    }
}
