package dev.modelregistry.retention;

import dev.modelregistry.text.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** What cannot be meant at the same time, by one policy or by two for the same models. */
final class Contradictions {
    private static final String YOUNGER = "keeps what is younger than ";
    private static final String ARCHIVES = "archives after ";
    private static final String EXPIRES = "expires after ";
    private static final String MAXIMUM = "has a maximum age of ";

    private Contradictions() {}

    /** For exactly the same models, also of a policy with itself. */
    static Optional<String> within(RetentionPolicy one, RetentionPolicy other) {
        return eitherWay(one, other, Contradictions::ofSame);
    }

    /** For models of which some are the same. */
    static Optional<String> across(RetentionPolicy one, RetentionPolicy other) {
        return eitherWay(one, other, Contradictions::lastWords);
    }

    private interface Check {
        Stream<String> found(RetentionPolicy one, RetentionPolicy other);
    }

    private static Optional<String> eitherWay(RetentionPolicy one, RetentionPolicy other, Check check) {
        return Stream.concat(check.found(one, other), check.found(other, one)).findFirst();
    }

    /** Each of the two says how it ends. */
    private static Stream<String> lastWords(RetentionPolicy one, RetentionPolicy other) {
        return forEver(one, other, MAXIMUM, other.maximumAge());
    }

    private static Stream<String> ofSame(RetentionPolicy one, RetentionPolicy other) {
        Optional<Duration> maximum = other.maximumAge();
        return Stream.of(
                        lastWords(one, other),
                        forEver(one, other, EXPIRES, other.expireAfter()),
                        ages(one, YOUNGER, one.keepYoungerThan(), other, MAXIMUM, maximum, order -> order >= 0),
                        ages(
                                one,
                                ARCHIVES,
                                one.archiveAfter(),
                                other,
                                EXPIRES,
                                other.expireAfter(),
                                order -> order >= 0),
                        ages(one, ARCHIVES, one.archiveAfter(), other, MAXIMUM, maximum, order -> order >= 0),
                        ages(one, EXPIRES, one.expireAfter(), other, MAXIMUM, maximum, order -> order > 0))
                .flatMap(Function.identity());
    }

    private static Stream<String> forEver(
            RetentionPolicy one, RetentionPolicy other, String what, Optional<Duration> end) {
        return one.keepsForEver()
                ? end.stream().map(age -> both(one, "keeps for ever", other, said(what, age)))
                : Stream.empty();
    }

    /** An age that makes another one say nothing, or the contrary. */
    private static Stream<String> ages(
            RetentionPolicy one,
            String what,
            Optional<Duration> age,
            RetentionPolicy other,
            String limit,
            Optional<Duration> end,
            IntPredicate contradicts) {
        return age.isPresent() && end.isPresent() && contradicts.test(age.get().compareTo(end.get()))
                ? Stream.of(both(one, said(what, age.get()), other, said(limit, end.get())))
                : Stream.empty();
    }

    private static String said(String what, Duration age) {
        return what + Durations.inWords(age);
    }

    private static String both(RetentionPolicy one, String says, RetentionPolicy other, String contrary) {
        return "retention policy '" + one.name() + "' " + says
                + (one.name().equals(other.name()) ? " and " : ", and '" + other.name() + "' ") + contrary;
    }
}
