package dev.modelregistry.run;

import dev.modelregistry.error.InvalidInputException;

/**
 * What a metric series comes to. Points are counted in the order in which they were measured, which need not be that of their steps.
 *
 * @param count how many points, 1 or more
 * @param lastStep the step of the last point
 * @param last its value; may be infinite or not a number
 * @param lowest the lowest value; not a number if all are
 * @param highest the highest value; not a number if all are
 */
public record SeriesSummary(long count, long lastStep, double last, double lowest, double highest) {
    /** @throws InvalidInputException if the count is less than 1 */
    public SeriesSummary {
        if (count < 1) {
            throw new InvalidInputException("a summary of " + count + " points; a series has one or more");
        }
    }

    /** The summary of one point. */
    public static SeriesSummary of(long step, double value) {
        return new SeriesSummary(1, step, value, value, value);
    }

    /** The summary of these points and those after them. */
    public SeriesSummary and(SeriesSummary later) {
        return new SeriesSummary(
                count + later.count,
                later.lastStep,
                later.last,
                Double.isNaN(lowest) || later.lowest < lowest ? later.lowest : lowest,
                Double.isNaN(highest) || later.highest > highest ? later.highest : highest);
    }
}
