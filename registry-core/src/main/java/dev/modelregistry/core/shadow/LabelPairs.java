package dev.modelregistry.core.shadow;

import dev.modelregistry.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Pairs of outputs that are labels, and which labels are taken for which others most often. Of these, {@value #KEPT} stay with a count that
 * is never too high. When one more would have to stay, the lowest of all counts is taken off each (Misra and Gries, "Finding repeated
 * elements", 1982; merged as in Agarwal, Cormode, Huang, Phillips, Wei and Yi, "Mergeable summaries", 2012), so {@link #uncounted} says by how
 * much one may be too low, and what is more frequent than that is here. Adding up is commutative; in another order of adding the counts may
 * differ within that bound, and do not while there were {@value #KEPT} different disagreements or fewer.
 *
 * @param count of the pairs
 * @param flips of them: the labels differ; exact
 * @param frequent how often each disagreement was seen at least
 */
public record LabelPairs(long count, long flips, SortedMap<Disagreement, Long> frequent) {
    /** How many disagreements stay. */
    public static final int KEPT = 32;
    /** In UTF-16 units; what is longer is cut, after it was compared. */
    public static final int LONGEST = 48;

    static final LabelPairs NONE = new LabelPairs(0, 0, new TreeMap<>());

    private static final Comparator<Disagreement> ORDER =
            Comparator.comparing(Disagreement::control).thenComparing(Disagreement::candidate);

    /**
     * One label taken for another. Two that differ only where they were cut look alike.
     *
     * @param control control's label
     * @param candidate the candidate's
     */
    public record Disagreement(String control, String candidate) implements Comparable<Disagreement> {
        /** @throws InvalidInputException if a label is too long */
        public Disagreement {
            if (control.length() > LONGEST || candidate.length() > LONGEST) {
                throw new InvalidInputException(
                        "labels '" + control + "' and '" + candidate + "'; at most " + LONGEST + " characters stay");
            }
        }

        @Override
        public int compareTo(Disagreement other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return "'" + control + "' -> '" + candidate + "'";
        }
    }

    /** @throws InvalidInputException if the parts contradict each other */
    public LabelPairs {
        frequent = Collections.unmodifiableSortedMap(new TreeMap<>(frequent));
        long left = flips;
        for (long each : frequent.values()) {
            left = each >= 1 && each <= left ? left - each : -1;
        }
        if (flips < 0 || flips > count || left < 0 || frequent.size() > KEPT) {
            throw new InvalidInputException("disagreements " + frequent + " are not those of " + flips + " flips among "
                    + count + " pairs; there may be " + KEPT + ", which add up to no more than the flips");
        }
    }

    static LabelPairs of(String control, String candidate) {
        return control.equals(candidate)
                ? new LabelPairs(1, 0, NONE.frequent)
                : new LabelPairs(1, 1, new TreeMap<>(Map.of(new Disagreement(cut(control), cut(candidate)), 1L)));
    }

    /** What can be written as UTF-8, and no half of a surrogate pair. */
    private static String cut(String label) {
        int end = label.length() <= LONGEST
                ? label.length()
                : Character.isHighSurrogate(label.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return new String(label.substring(0, end).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    LabelPairs plus(LabelPairs other) {
        SortedMap<Disagreement, Long> sums = new TreeMap<>(frequent);
        other.frequent.forEach((each, times) -> sums.merge(each, times, Uncompared::sum));
        if (sums.size() > KEPT) {
            long surplus = sums.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .skip(KEPT)
                    .findFirst()
                    .orElseThrow();
            sums.replaceAll((each, times) -> times - surplus);
            sums.values().removeIf(times -> times <= 0);
        }
        return new LabelPairs(Uncompared.sum(count, other.count), Uncompared.sum(flips, other.flips), sums);
    }

    /** By how much a count in {@link #frequent} may be too low, and how often what is not there was seen at most. */
    public long uncounted() {
        long counted = frequent.values().stream().mapToLong(Long::longValue).sum();
        return (flips - counted) / (KEPT + 1);
    }

    /** In words, the most frequent ones first, with how often: from what was counted to what may be. */
    String mostFrequent(int limit) {
        long uncounted = uncounted();
        return frequent.entrySet().stream()
                .sorted(Map.Entry.<Disagreement, Long>comparingByValue().reversed())
                .limit(limit)
                .map(each -> each.getKey() + " (" + range(each.getValue(), uncounted) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String range(long least, long uncounted) {
        return uncounted == 0 ? Say.count(least) : Say.count(least) + " to " + Say.count(least + uncounted);
    }
}
