package dev.modelregistry.review;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one gate was judged. Immutable.
 *
 * @param gate the gate's {@linkplain dev.modelregistry.pipeline.Gate#key() key}
 * @param verdict whether it holds
 * @param words why, for people
 * @param values the figures behind it by name
 */
public record GateResult(String gate, Verdict verdict, String words, SortedMap<String, String> values) {
    /** Copies the map. */
    public GateResult {
        values = copy(values);
    }

    /** What a gate found without figures. */
    public static GateResult of(String gate, Verdict verdict, String words) {
        return new GateResult(gate, verdict, words, Collections.emptySortedMap());
    }

    /** What a check found, as the result of its gate. */
    public static GateResult of(String gate, CheckOutcome outcome) {
        return new GateResult(gate, outcome.verdict(), outcome.words(), outcome.values());
    }

    /** Whether the gate holds. */
    public boolean isPassed() {
        return verdict == Verdict.PASSED;
    }

    static SortedMap<String, String> copy(SortedMap<String, String> values) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** {@code metric auc at least 0.8: failed, auc is 0.79}. */
    @Override
    public String toString() {
        return gate + ": " + verdict.wireName() + ", " + words;
    }
}
