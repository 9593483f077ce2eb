package dev.modelregistry.health;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a shadow's answers compare with control's, in all processes together. Rank correlation and quantiles are of a random sample of 512 pairs at most. Immutable.
 *
 * @param version the candidate's number
 * @param compared how many requests both answered with something that can be compared
 * @param flipRate the part of decisions that would be others: other labels, or numbers on the other side of the threshold; empty if there were none
 * @param rankCorrelation Spearman's ρ of the numbers, from −1 to 1; empty if there are too few, or control's are all equal
 * @param quantileDeltas percent → how much the candidate's quantile is above control's
 * @param meanDistance the mean absolute difference of numbers; empty if there were none
 * @param dropped copies for which the queue was full, or that waited in it for too long
 * @param late copies that the candidate had not answered in time
 * @param failed copies on which the candidate threw
 * @param notFinite copies that it answered with NaN or an infinity, where control's answer was finite
 * @param words all of that for people, with the labels that are most often taken for others
 */
public record ShadowReport(
        int version,
        long compared,
        OptionalDouble flipRate,
        OptionalDouble rankCorrelation,
        SortedMap<Integer, Double> quantileDeltas,
        OptionalDouble meanDistance,
        long dropped,
        long late,
        long failed,
        long notFinite,
        String words) {
    /** Copies the map. */
    public ShadowReport {
        quantileDeltas = Collections.unmodifiableSortedMap(new TreeMap<>(quantileDeltas));
    }

    @Override
    public String toString() {
        return words;
    }
}
