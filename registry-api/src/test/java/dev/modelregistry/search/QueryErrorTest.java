package dev.modelregistry.search;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QueryErrorTest {
    private static final String FIELDS =
            "name, stage, alias, status, number, version, digest, algorithm, created, created_by, ended, tags.<key>, "
                    + "metrics.<key>, parameters.<key>, dataset, commit, parent, base_model, run, feature_store, feature_pipeline";

    static Stream<Arguments> everyError() {
        return Stream.of(
                Arguments.of("stag = 'Production'", """
                        'stag' is not a field; did you mean 'stage'? The fields are <FIELDS>
                          at character 1: stag = 'Production'
                                          ^"""),
                Arguments.of("nmae IS NULL", """
                        'nmae' is not a field; did you mean 'name'? The fields are <FIELDS>
                          at character 1: nmae IS NULL
                                          ^"""),
                Arguments.of("auc > 0.8", """
                        'auc' is not a field; the fields are <FIELDS>
                          at character 1: auc > 0.8
                                          ^"""),
                Arguments.of("stage = Production", """
                        Production is not quoted; write 'Production'
                          at character 9: stage = Production
                                                  ^"""),
                Arguments.of("stage = Pre-Prod AND name = 'a'", """
                        Pre-Prod is not quoted; write 'Pre-Prod'
                          at character 9: stage = Pre-Prod AND name = 'a'
                                                  ^"""),
                Arguments.of("tags.gpu = true", """
                        true is not quoted; write 'true'
                          at character 12: tags.gpu = true
                                                      ^"""),
                Arguments.of("metrics.auc > high", """
                        metrics.auc is a number, and 'high' is none; write a number without quotes, such as 0.5
                          at character 15: metrics.auc > high
                                                         ^"""),
                Arguments.of("created > yesterday", """
                        created is a time, and 'yesterday' is none; write a time in quotes, such as '2026-01-31T12:00:00Z'
                          at character 11: created > yesterday
                                                     ^"""),
                Arguments.of("(stage = 'a' OR (stage = 'b')", """
                        '(' is not closed; add ')'
                          at character 1: (stage = 'a' OR (stage = 'b')
                                          ^"""),
                Arguments.of("stage = 'a')", """
                        ')' closes nothing; remove it, or add '(' before
                          at character 12: stage = 'a')
                                                      ^"""),
                Arguments.of("(stage = 'a' name = 'b')", """
                        'name' stands where something else is expected; write AND, OR or ')'
                          at character 14: (stage = 'a' name = 'b')
                                                        ^"""),
                Arguments.of("()", """
                        ')' stands where something else is expected; write a condition such as stage = 'Production'
                          at character 2: ()
                                           ^"""),
                Arguments.of("metrics.auc = 'high'", """
                        metrics.auc is a number, and 'high' is text; write a number without quotes, such as 0.5
                          at character 15: metrics.auc = 'high'
                                                         ^"""),
                Arguments.of("stage = 3", """
                        stage is text, and 3 is a number; write text in quotes
                          at character 9: stage = 3
                                                  ^"""),
                Arguments.of("created > 5", """
                        created is a time, and 5 is a number; write a time in quotes, such as '2026-01-31T12:00:00Z'
                          at character 11: created > 5
                                                     ^"""),
                Arguments.of("parameters.x BETWEEN 1 AND 'b'", """
                        parameters.x is BETWEEN a number and text, which do not compare with each other; write two numbers or two texts
                          at character 28: parameters.x BETWEEN 1 AND 'b'
                                                                      ^"""),
                Arguments.of("created > 'yesterday'", """
                        created is a time, and 'yesterday' is none; write '2026-01-31' or '2026-01-31T12:00:00', which are in UTC, or '2026-01-31T12:00:00+01:00'
                          at character 11: created > 'yesterday'
                                                     ^"""),
                Arguments.of("created > '2026-02-30'", """
                        created is a time, and '2026-02-30' is none; write '2026-01-31' or '2026-01-31T12:00:00', which are in UTC, or '2026-01-31T12:00:00+01:00'
                          at character 11: created > '2026-02-30'
                                                     ^"""),
                Arguments.of("metrics.auc > 1e999", """
                        number '1e999' is too large; write one between -1.7e308 and 1.7e308
                          at character 15: metrics.auc > 1e999
                                                         ^"""),
                Arguments.of("metrics.auc > 1.2.3", """
                        '1.2.3' is not a number; write one such as 0.5 or 1e-3, or text in quotes
                          at character 15: metrics.auc > 1.2.3
                                                         ^"""),
                Arguments.of("name = 'a' 'b'", """
                        'b' stands where something else is expected; write AND, OR or ORDER BY before it, or leave it out
                          at character 12: name = 'a' 'b'
                                                      ^"""),
                Arguments.of("name = 'a' LIMIT 5", """
                        'LIMIT' stands where something else is expected; write AND, OR or ORDER BY before it, or leave it out
                          at character 12: name = 'a' LIMIT 5
                                                      ^"""),
                Arguments.of("'; DROP TABLE x; --", """
                        what begins with ' has no end; add ' behind it, and write '' for one inside
                          at character 1: '; DROP TABLE x; --
                                          ^"""),
                Arguments.of("name = ''; DROP TABLE x; --'", """
                        ';' means nothing in a query; put text in quotes, and odd keys in back-ticks
                          at character 10: name = ''; DROP TABLE x; --'
                                                    ^"""),
                Arguments.of("name = 'a' -- or not", """
                        '--' means nothing in a query; put text in quotes, and odd keys in back-ticks
                          at character 12: name = 'a' -- or not
                                                      ^"""),
                Arguments.of("name = 'a' /* or not */", """
                        '/*' means nothing in a query; put text in quotes, and odd keys in back-ticks
                          at character 12: name = 'a' /* or not */
                                                      ^"""),
                Arguments.of("tags.team--x = 'a'", """
                        '--' means nothing in a query; put text in quotes, and odd keys in back-ticks
                          at character 10: tags.team--x = 'a'
                                                    ^"""),
                Arguments.of("name = \"it's", """
                        what begins with " has no end; add " behind it, and write "" for one inside
                          at character 8: name = "it's
                                                 ^"""),
                Arguments.of("tags.`my key = 'a'", """
                        what begins with ` has no end; add ` behind it, and write `` for one inside
                          at character 6: tags.`my key = 'a'
                                               ^"""),
                Arguments.of("tags. = 'a'", """
                        the key behind 'tags.' is missing; write 'tags.key', or 'tags.`any key`'
                          at character 6: tags. = 'a'
                                               ^"""),
                Arguments.of("`tags.my key` = 'a'", """
                        '`' means nothing in a query; put text in quotes, and odd keys in back-ticks
                          at character 1: `tags.my key` = 'a'
                                          ^"""),
                Arguments.of("name IN ()", """
                        IN has no values, which nothing meets; write at least one in the parentheses
                          at character 10: name IN ()
                                                    ^"""),
                Arguments.of("name IN ('a' 'b')", """
                        'b' stands where something else is expected; write ',' or ')' in the values of IN
                          at character 14: name IN ('a' 'b')
                                                        ^"""),
                Arguments.of("name IN 'a'", """
                        'a' stands where something else is expected; write '(' and values behind IN
                          at character 9: name IN 'a'
                                                  ^"""),
                Arguments.of("name =", """
                        the query ends where something else is expected; write a value of name: text in quotes
                          at character 7: name =
                                                ^"""),
                Arguments.of("name = 'a' AND", """
                        the query ends where something else is expected; write a condition such as stage = 'Production'
                          at character 15: name = 'a' AND
                                                         ^"""),
                Arguments.of("AND name = 'a'", """
                        'AND' stands where something else is expected; write a condition such as stage = 'Production'
                          at character 1: AND name = 'a'
                                          ^"""),
                Arguments.of("name = = 'a'", """
                        '=' stands where something else is expected; write a value of name: text in quotes
                          at character 8: name = = 'a'
                                                 ^"""),
                Arguments.of("name => 'a'", """
                        '>' stands where something else is expected; write a value of name: text in quotes
                          at character 7: name => 'a'
                                                ^"""),
                Arguments.of("name = 'a' OR OR name = 'b'", """
                        'OR' stands where something else is expected; write a condition such as stage = 'Production'
                          at character 15: name = 'a' OR OR name = 'b'
                                                         ^"""),
                Arguments.of("name", """
                        the query ends where something else is expected; write =, !=, <, <=, >, >=, IS NULL, LIKE, ILIKE, IN or BETWEEN behind name
                          at character 5: name
                                              ^"""),
                Arguments.of("stage NOT 'a'", """
                        'a' stands where something else is expected; write LIKE, ILIKE, IN or BETWEEN behind stage
                          at character 11: stage NOT 'a'
                                                     ^"""),
                Arguments.of("stage IS 'a'", """
                        'a' stands where something else is expected; write NULL
                          at character 10: stage IS 'a'
                                                    ^"""),
                Arguments.of("number BETWEEN 1 OR 2", """
                        'OR' stands where something else is expected; write AND
                          at character 18: number BETWEEN 1 OR 2
                                                            ^"""),
                Arguments.of("metrics.auc LIKE '0%'", """
                        metrics.auc is a number, and a pattern is for text; use =, <, > or BETWEEN
                          at character 13: metrics.auc LIKE '0%'
                                                       ^"""),
                Arguments.of("name LIKE 5", """
                        '5' stands where something else is expected; write a pattern in quotes, such as 'fraud-%'
                          at character 11: name LIKE 5
                                                     ^"""),
                Arguments.of("name LIKE 'a!b' ESCAPE '!'", """
                        pattern 'a!b' has its escape character '!' before something else than '%', '_' and itself
                          at character 11: name LIKE 'a!b' ESCAPE '!'
                                                     ^"""),
                Arguments.of("name LIKE 'a!b' ESCAPE '!!'", """
                        escape '!!' is not one character
                          at character 24: name LIKE 'a!b' ESCAPE '!!'
                                                                  ^"""),
                Arguments.of("tags = 'a'", """
                        tags needs a key; write tags.<key>
                          at character 1: tags = 'a'
                                          ^"""),
                Arguments.of("stage.x = 'a'", """
                        stage has no keys; leave 'x' out
                          at character 1: stage.x = 'a'
                                          ^"""),
                Arguments.of("stage.`` = 'a'", """
                        stage has no keys; leave '' out
                          at character 1: stage.`` = 'a'
                                          ^"""),
                Arguments.of("tags.`` = 'a'", """
                        key '' of tags is not 1 to 256 characters without control characters
                          at character 1: tags.`` = 'a'
                                          ^"""),
                Arguments.of("tags.`a\tb` = 'a'", """
                        key 'a\\u0009b' of tags is not 1 to 256 characters without control characters
                          at character 1: tags.`a b` = 'a'
                                          ^"""),
                Arguments.of("version > '1.0'", """
                        version has no order; compare it with =, !=, IN or LIKE, or use number, which has one
                          at character 9: version > '1.0'
                                                  ^"""),
                Arguments.of("ORDER BY colour", """
                        'colour' is not a field; the fields are <FIELDS>
                          at character 10: ORDER BY colour
                                                    ^"""),
                Arguments.of("ORDER BY version", """
                        version has no order; compare it with =, !=, IN or LIKE, or use number, which has one
                          at character 10: ORDER BY version
                                                    ^"""),
                Arguments.of("ORDER BY stage, stage DESC", """
                        stage is in the order already; leave the second one out
                          at character 17: ORDER BY stage, stage DESC
                                                           ^"""),
                Arguments.of("ORDER BY stage DESC ASC", """
                        'ASC' stands where something else is expected; write ',' and another field, or leave it out
                          at character 21: ORDER BY stage DESC ASC
                                                               ^"""),
                Arguments.of("ORDER stage", """
                        'stage' stands where something else is expected; write BY
                          at character 7: ORDER stage
                                                ^"""),
                Arguments.of("ORDER BY", """
                        the query ends where something else is expected; write a field to order by
                          at character 9: ORDER BY
                                                  ^"""),
                Arguments.of("name = 'a' && stage = 'b'", """
                        '&' means nothing in a query; put text in quotes, and odd keys in back-ticks
                          at character 12: name = 'a' && stage = 'b'
                                                      ^"""));
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void anErrorSaysWhatIsWrongAndWhatToDoAndPointsAtIt(String text, String message) {
        refused(text, message.replace("<FIELDS>", FIELDS));
    }

    @Test
    void ofALongTextTheNeighbourhoodIsShown() {
        String many = "name = 'a' OR ".repeat(20);

        refused(many + "stage = x OR " + many, """
                x is not quoted; write 'x'
                  at character 289: … OR name = 'a' OR name = 'a' OR stage = x OR name = 'a' OR name = 'a' OR name = …
                                                                             ^""");
    }

    @Test
    void aCharacterIsACodePointAlsoWhereALongTextIsCut() {
        refused(
                "name = '" + "👍".repeat(30) + "' x",
                "'x' stands where something else is expected; write AND, OR or ORDER BY before it, or leave it out\n"
                        + "  at character 41: …" + "👍".repeat(19) + "' x\n"
                        + " ".repeat("  at character 41: …".length() + 19 + 2) + "^");
        refused(
                "name = 'a' x '" + "👍".repeat(30) + "'",
                "'x' stands where something else is expected; write AND, OR or ORDER BY before it, or leave it out\n"
                        + "  at character 12: name = 'a' x '" + "👍".repeat(18) + "…\n"
                        + " ".repeat("  at character 12: name = 'a' ".length()) + "^");
    }

    @Test
    void whatIsNotSeenTakesOneBlank() {
        refused("name\t=\n'a\r\0\u202E\uD83D'\t;", """
                ';' means nothing in a query; put text in quotes, and odd keys in back-ticks
                  at character 16: name = 'a    ' ;
                                                  ^""");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "0, U+0000",
                "8, U+0008",
                "127, U+007F",
                "160, U+00A0",
                "8238, U+202E",
                "55357, U+D83D",
                "128077, '👍'",
                "8216, '‘'"
            })
    void aStrayCharacterIsNamed(int point, String shown) {
        assertThatThrownBy(() -> Query.parse("name = " + Character.toString(point)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(shown + " means nothing in a query; ")
                .hasMessageContaining("\n  at character 8: name = ");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> Query.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }
}
