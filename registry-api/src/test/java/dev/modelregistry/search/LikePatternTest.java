package dev.modelregistry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, abcd, false",
        "abc, ABC, false",
        "a%, a, true",
        "a%, abc, true",
        "%c, abc, true",
        "%b%, abc, true",
        "%, '', true",
        "'', '', true",
        "'', a, false",
        "_, a, true",
        "_, '', false",
        "_, 👍, true",
        "__, 👍, false",
        "a_c, a👍c, true",
        "%_, '', false",
        "a%b%c, abcbc, true",
        "a%b%c, acb, false",
        "%ab, aab, true",
        "a.c, abc, false",
        "[a-z], b, false",
        "a\\%, a\\bc, true"
    })
    void aPercentSignStandsForAnyCharactersAndALowLineForOne(String pattern, String text, boolean matches) {
        assertThat(LikePattern.of(pattern).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "100!%, !, 100%, true",
        "100!%, !, 1000, false",
        "a!_b, !, a_b, true",
        "a!_b, !, axb, false",
        "a!!%, !, a!xyz, true",
        "a👍%, 👍, a%, true",
        "a👍%, 👍, ab, false",
        "%%, %, %, true",
        "%%, %, a, false",
        "a%_, %, a_, true",
        "__b%, _, _bcd, true"
    })
    void behindTheEscapeCharacterTheyStandForThemselves(String pattern, String escape, String text, boolean matches) {
        assertThat(LikePattern.of(pattern, escape).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "a!b, !, pattern 'a!b' has its escape character '!' before something else than '%' '_' and itself",
        "ab!, !, pattern 'ab!' has its escape character '!' before something else than '%' '_' and itself",
        "a, !!, escape '!!' is not one character",
        "a, '', escape '' is not one character"
    })
    void anEscapeCharacterIsOneAndHasSomethingToEscape(String pattern, String escape, String message) {
        assertThatThrownBy(() -> LikePattern.of(pattern, escape))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message.replace("'%' '_'", "'%', '_'"));
    }

    @Test
    void aTextIsFoundWhateverCharactersItHas() {
        for (String text : List.of("100%", "a_b", "wow!", "!%_!", "👍", "%", "")) {
            assertThat(LikePattern.startingWith(text).matches(text + " and more"))
                    .isTrue();
            assertThat(LikePattern.startingWith(text).prefix()).isEqualTo(text);
            assertThat(LikePattern.startingWith(text).isPrefix()).isTrue();
            assertThat(LikePattern.containing(text).matches("more " + text + " and more"))
                    .isTrue();
        }
        assertThat(LikePattern.startingWith("a_").matches("ab")).isFalse();
        assertThat(LikePattern.containing("0%").matches("100 %")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc, true, false",
        "'', '', true, false",
        "abc%, abc, false, true",
        "abc%%, abc, false, true",
        "abc%_, abc, false, false",
        "a_c, a, false, false",
        "%, '', false, true",
        "%a, '', false, false"
    })
    void aPatternKnowsWhatAllItMatchesBeginsWith(String pattern, String prefix, boolean exact, boolean all) {
        LikePattern like = LikePattern.of(pattern);

        assertThat(like.prefix()).isEqualTo(prefix);
        assertThat(like.isExact()).isEqualTo(exact);
        assertThat(like.isPrefix()).isEqualTo(all);
    }

    @Test
    void aFoldedPatternMatchesFoldedTexts() {
        assertThat(LikePattern.of("Straße%").folded().matches(LikePattern.fold("STRAßE 1")))
                .isTrue();
        assertThat(LikePattern.of("%İI").folded().matches(LikePattern.fold("xiı")))
                .isTrue();
        assertThat(LikePattern.fold("K👍É")).isEqualTo("k👍é");
    }

    @Test
    void aFoldedPatternEscapesWhatItDidBefore() {
        LikePattern pattern = LikePattern.of("aA%b!", "A");

        assertThat(pattern.matches("a%b!")).isTrue();
        assertThat(pattern.folded().matches("a%b!")).isTrue();
        assertThat(pattern.folded().matches("axb!")).isFalse();
        assertThat(LikePattern.of("ab%", "A").folded().matches("abc")).isTrue();
    }

    @Test
    void aPatternIsEqualToWhatIsWrittenTheSame() {
        assertThat(LikePattern.of("a%", "!"))
                .isEqualTo(LikePattern.of("a%", "!"))
                .hasSameHashCodeAs(LikePattern.of("a%", "!"))
                .isNotEqualTo(LikePattern.of("a%"))
                .hasToString("'a%' ESCAPE '!'");
        assertThat(LikePattern.of("it's")).hasToString("'it''s'");
    }

    @Test
    void manyPercentSignsTakeNoLongerThanBothAreLongMultiplied() {
        String text = "a".repeat(100_000);
        LikePattern pattern = LikePattern.of("%a".repeat(50) + "%b");

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(pattern.matches(text)).isFalse());
    }

    @Test
    void matchesWhatARegularExpressionMatches() {
        Random random = new Random(20_260_131);
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab%_", 6);
            String text = word(random, "ab", 8);
            Pattern expected = Pattern.compile(pattern.replace("%", ".*").replace("_", "."));

            assertThat(LikePattern.of(pattern).matches(text))
                    .as("%s LIKE %s", text, pattern)
                    .isEqualTo(expected.matcher(text).matches());
        }
    }

    private static String word(Random random, String letters, int longest) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
