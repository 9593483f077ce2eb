package dev.modelregistry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPatternTest {
    @ParameterizedTest
    @CsvSource({
        "fraud-*, fraud-cards, true",
        "fraud-*, fraud-, true",
        "fraud-*, FRAUD-Cards, true",
        "Fraud-*, fraud-cards, true",
        "fraud-*, fraud, false",
        "fraud-*, anti-fraud-cards, false",
        "fraud, fraud, true",
        "fraud, fraudulent, false",
        "*, anything at all, true",
        "*-eu, cards-eu-eu, true",
        "*-eu, cards-eu-us, false",
        "a*b*c, abbc, true",
        "a*b*c, acb, false",
        "a.c, abc, false",
        "*a*, b, false",
        "*ab, aab, true"
    })
    void aStarStandsForAnyCharactersAndCaseMakesNoDifference(String glob, String name, boolean matches) {
        assertThat(ModelPattern.of(glob).matches(ModelName.of(name))).isEqualTo(matches);
    }

    @Test
    void isEqualWithoutRegardToCaseAndToStarsInARow() {
        assertThat(ModelPattern.of("Fraud-**"))
                .isEqualTo(ModelPattern.of("fraud-*"))
                .hasSameHashCodeAs(ModelPattern.of("fraud-*"))
                .hasToString("fraud-*")
                .isNotEqualTo(ModelPattern.of("fraud*"));
        assertThat(ModelPattern.of("***").glob()).isEqualTo("*");
    }

    @Test
    void foldsTheSameWayInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(ModelPattern.of("PRICING-*").matches(ModelName.of("pricing-i")))
                    .isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void matchesAndOverlapsAsTryingEveryNameSays() {
        List<String> names = texts("ab", 6);
        Set<String> globs = texts("ab*", 4).stream()
                .map(text -> text.replaceAll("\\*+", "*"))
                .collect(Collectors.toCollection(HashSet::new));
        List<Tried> tried = globs.stream()
                .map(glob -> new Tried(
                        ModelPattern.of(glob),
                        names.stream()
                                .filter(Pattern.compile(glob.replace("*", ".*")).asMatchPredicate())
                                .collect(Collectors.toSet())))
                .toList();

        for (Tried one : tried) {
            assertThat(names.stream().filter(name -> one.pattern().matches(ModelName.of(name))))
                    .as("names that %s matches", one.pattern())
                    .containsExactlyInAnyOrderElementsOf(one.matched());
            for (Tried other : tried) {
                assertThat(one.pattern().overlaps(other.pattern()))
                        .as("%s overlaps %s", one.pattern(), other.pattern())
                        .isEqualTo(one.matched().stream().anyMatch(other.matched()::contains));
            }
        }
    }

    /** A pattern and the names that a regular expression finds for it. */
    private record Tried(ModelPattern pattern, Set<String> matched) {}

    private static List<String> texts(String alphabet, int longest) {
        List<String> all = new ArrayList<>();
        List<String> last = List.of("");
        for (int length = 1; length <= longest; length++) {
            last = last.stream()
                    .flatMap(text -> alphabet.chars().mapToObj(c -> text + (char) c))
                    .toList();
            all.addAll(last);
        }
        return all;
    }

    @Test
    void overlapsOnlyInNamesThatAreShortEnough() {
        assertThat(ModelPattern.of("x".repeat(64) + "*").overlaps(ModelPattern.of("*" + "y".repeat(64))))
                .isTrue();
        assertThat(ModelPattern.of("x".repeat(64) + "*").overlaps(ModelPattern.of("*" + "y".repeat(65))))
                .isFalse();
    }

    @Test
    void isQuickWithManyStars() {
        ModelPattern stars = ModelPattern.of("*a".repeat(63) + "*b");
        ModelPattern others = ModelPattern.of("a*".repeat(63) + "c*");
        ModelName name = ModelName.of("a".repeat(128));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(stars.matches(name)).isFalse();
            assertThat(stars.overlaps(others)).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, has '/' at position 1; use printable ASCII",
        "é*, use printable ASCII",
        "..,  names a directory",
        "' *', begins or ends with a blank; remove it",
        "'', is blank; give 1 to 128 characters"
    })
    void refusesWhatMatchesNoName(String glob, String why) {
        assertThatThrownBy(() -> ModelPattern.of(glob))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("model pattern '" + glob + "' matches no model: model name '" + glob + "' ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(ints = {129, 1000})
    void refusesLongOnes(int length) {
        assertThatThrownBy(() -> ModelPattern.of("*".repeat(length)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has " + length + " characters; at most 128 are allowed");
        assertThat(ModelPattern.of("a".repeat(127) + "*").glob()).hasSize(128);
    }
}
