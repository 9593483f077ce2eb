package dev.modelregistry.text;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What rules with a duration share. */
public final class Durations {
    private Durations() {}

    /** A duration that can be stored in milliseconds. */
    public static Duration wholeMillis(String what, Duration value, Duration atMost) {
        if (value.compareTo(atMost) > 0) {
            throw new InvalidInputException(
                    what + " " + value + " is too long; at most " + atMost.toDays() + " days are allowed");
        }
        if (!value.truncatedTo(ChronoUnit.MILLIS).equals(value)) {
            throw new InvalidInputException(
                    what + " " + value + " has parts of a millisecond; give whole milliseconds");
        }
        return value;
    }

    /** A duration in days where it is whole days. */
    public static String inWords(Duration value) {
        boolean wholeDays = value.equals(Duration.ofDays(value.toDays()));
        return !wholeDays ? value.toString() : value.toDays() == 1 ? "1 day" : value.toDays() + " days";
    }
}
