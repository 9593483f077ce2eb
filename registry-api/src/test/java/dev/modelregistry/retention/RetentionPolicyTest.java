package dev.modelregistry.retention;

import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.ModelPattern;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetentionPolicyTest {
    private static RetentionPolicyBuilder builder(String name, String... models) {
        return RetentionPolicy.builder(name).models(models);
    }

    private static Duration days(long days) {
        return Duration.ofDays(days);
    }

    @Test
    void hasTheRulesThatItWasGiven() {
        RetentionPolicy policy = builder("Nightly", "Fraud-*", "scoring")
                .keepLast(3)
                .keepStages(STAGING, CANARY)
                .keepTagged("audit")
                .keepTagged("team", "ops")
                .keepTagged("team", "ops")
                .keepYoungerThan(days(1))
                .archiveAfter(Duration.ZERO)
                .expireAfter(Duration.ofHours(36))
                .maximumAge(days(365))
                .expireRunsAfter(days(90))
                .build();

        assertThat(policy.name()).isEqualTo("nightly");
        assertThat(policy.models()).containsExactly(ModelPattern.of("fraud-*"), ModelPattern.of("scoring"));
        assertThat(policy.governs(ModelName.of("FRAUD-eu"))).isTrue();
        assertThat(policy.governs(ModelName.of("flights"))).isFalse();
        assertThat(policy.keepTagged()).hasSize(2);
        assertThat(policy)
                .hasToString(
                        "retention policy 'nightly' for [fraud-*, scoring]: keeps the last 3, keeps what is in [Staging,"
                                + " Canary], keeps what is tagged [audit, team=ops], keeps what is younger than 1 day, archives after 0"
                                + " days, expires after PT36H, has a maximum age of 365 days, expires runs after 90 days");
        assertThat(builder("archive", "*").keepForEver().build())
                .hasToString("retention policy 'archive' for [*]: keeps for ever");
    }

    @Test
    void isEqualByItsRules() {
        RetentionPolicy one = builder("nightly", "a", "b").keepLast(3).build();

        assertThat(one)
                .isEqualTo(builder("NIGHTLY", "B", "a").keepLast(3).build())
                .hasSameHashCodeAs(builder("NIGHTLY", "B", "a").keepLast(3).build())
                .isNotEqualTo(builder("nightly", "a", "b").keepLast(4).build())
                .isNotEqualTo(
                        builder("nightly", "a", "b").keepLast(3).keepForEver().build())
                .isNotEqualTo(builder("nightly", "a", "b")
                        .keepLast(3)
                        .expireRunsAfter(days(1))
                        .build())
                .isNotEqualTo(builder("nightly", "a").keepLast(3).build())
                .isNotEqualTo(builder("daily", "a", "b").keepLast(3).build());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                refused(
                        policy -> policy.keepLast(0),
                        "keeps the last 0 versions; give 1 to 1,000,000, or leave it out"),
                refused(policy -> policy.models(), "names 0 times a model pattern; give 1 to 100"),
                refused(policy -> policy.models("a", "A"), "names model pattern 'a' twice; name each once"),
                refused(policy -> policy.keepStages(), "names 0 times a stage; give 1 to 32"),
                refused(policy -> policy.keepStages(STAGING, STAGING), "names stage 'Staging' twice; name each once"),
                refused(
                        policy -> policy.expireAfter(days(-1)),
                        "has expireAfter PT-24H, which is negative; give zero for at once, or an age"),
                refused(
                        policy -> policy.maximumAge(Duration.ZERO),
                        "has maximumAge PT0S; give a duration above zero, or leave it out"),
                refused(
                        policy -> policy.keepYoungerThan(Duration.ZERO),
                        "has keepYoungerThan PT0S; give a duration above zero, or leave it out"),
                refused(
                        policy -> policy.archiveAfter(days(40_000)),
                        ", archiveAfter, PT960000H is too long; at most 36525 days are allowed"),
                refused(
                        policy -> policy.expireAfter(Duration.ofNanos(1)),
                        ", expireAfter, PT0.000000001S has parts of a millisecond; give whole milliseconds"),
                refused(policy -> policy, "has nothing to do; say what it keeps, as with keepLast(3)"),
                refused(policy -> policy.keepTagged(" "), "tag key ' ' is not 1 to 128 printable characters"));
    }

    private static Arguments refused(UnaryOperator<RetentionPolicyBuilder> rules, String message) {
        return Arguments.of(rules, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refusesMistakes(UnaryOperator<RetentionPolicyBuilder> rules, String message) {
        assertThatThrownBy(() -> rules.apply(builder("nightly", "*")).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void isForSomeModels() {
        assertThatThrownBy(() -> RetentionPolicy.builder("nightly").keepLast(3).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("retention policy 'nightly' is for no model; say for which with models(\"nightly-*\"), or"
                        + " models(\"*\") for all");
        assertThatThrownBy(() -> RetentionPolicy.builder("3 nights"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("retention policy '3 nights' is not a name; start with a letter");
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                rules(
                        policy -> policy.keepForEver(),
                        policy -> policy.maximumAge(days(30)),
                        "keeps for ever",
                        "has a maximum age of 30 days"),
                rules(
                        policy -> policy.keepForEver(),
                        policy -> policy.expireAfter(Duration.ZERO),
                        "keeps for ever",
                        "expires after 0 days"),
                rules(
                        policy -> policy.keepYoungerThan(days(30)),
                        policy -> policy.maximumAge(days(30)),
                        "keeps what is younger than 30 days",
                        "has a maximum age of 30 days"),
                rules(
                        policy -> policy.archiveAfter(days(30)),
                        policy -> policy.expireAfter(days(30)),
                        "archives after 30 days",
                        "expires after 30 days"),
                rules(
                        policy -> policy.archiveAfter(days(30)),
                        policy -> policy.maximumAge(days(7)),
                        "archives after 30 days",
                        "has a maximum age of 7 days"),
                rules(
                        policy -> policy.expireAfter(days(31)),
                        policy -> policy.maximumAge(days(30)),
                        "expires after 31 days",
                        "has a maximum age of 30 days"));
    }

    private static Arguments rules(
            UnaryOperator<RetentionPolicyBuilder> one,
            UnaryOperator<RetentionPolicyBuilder> other,
            String says,
            String contrary) {
        return Arguments.of(one, other, says, contrary);
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void refusesContradictions(
            UnaryOperator<RetentionPolicyBuilder> one,
            UnaryOperator<RetentionPolicyBuilder> other,
            String says,
            String contrary) {
        assertThatThrownBy(() -> other.apply(one.apply(builder("nightly", "*"))).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("retention policy 'nightly' " + says + " and " + contrary
                        + ", which contradict each other; leave one of them out, or change an age");

        RetentionPolicy a = one.apply(builder("a", "x-*", "y")).build();
        RetentionPolicy b = other.apply(builder("b", "y", "x-*")).build();
        String both = "retention policy 'a' " + says + ", and 'b' " + contrary;
        assertThat(a.contradiction(b)).hasValue(both);
        assertThat(b.contradiction(a)).hasValue(both);

        RetentionPolicy wider = other.apply(builder("b", "*")).build();
        boolean lastWords = says.equals("keeps for ever") && contrary.startsWith("has a maximum");
        assertThat(a.contradiction(wider)).isEqualTo(lastWords ? Optional.of(both) : Optional.empty());
        assertThat(a.contradiction(other.apply(builder("b", "z")).build())).isEmpty();
    }

    @Test
    void rulesThatFitAreNoContradiction() {
        assertThat(builder("nightly", "*")
                        .keepLast(3)
                        .keepYoungerThan(days(40))
                        .archiveAfter(days(29))
                        .expireAfter(days(30))
                        .build()
                        .contradiction(
                                builder("other", "*").maximumAge(days(41)).build()))
                .isEmpty();
        assertThat(builder("nightly", "*")
                        .expireAfter(days(30))
                        .maximumAge(days(30))
                        .build()
                        .keepsForEver())
                .isFalse();
        assertThat(builder("archive", "*")
                        .keepForEver()
                        .archiveAfter(days(30))
                        .build()
                        .archiveAfter())
                .hasValue(days(30));
    }
}
