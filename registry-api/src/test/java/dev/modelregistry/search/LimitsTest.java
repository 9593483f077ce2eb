package dev.modelregistry.search;

import static dev.modelregistry.search.Fields.metric;
import static dev.modelregistry.search.Fields.name;
import static dev.modelregistry.search.Fields.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
    private static final String DEEP =
            "the query has more than 16 parentheses and NOT within each other; write it flatter";
    private static final String MANY =
            "the query has more than 100 conditions; use IN for several values, or several queries";
    private static final String LONG =
            "the query has more than 65,536 characters; ask for less at once, in several queries";
    private static final String LIST = "IN has more than 500 values; ask in several queries";
    private static final String KEYS = "the order has more than 8 keys; leave the last ones out";

    @Test
    void aTextHas64KibiCharacters() {
        String most = "name = '" + "a".repeat(64 * 1024 - 9) + "'";

        assertThat(Query.parse(most)).hasToString(most);
        refused(most + " ", LONG, 65_537);
        refused(() -> Query.where(name().is("a".repeat(64 * 1024 - 8))), LONG);
    }

    @Test
    void aTextThatIsLongerWhenItIsWrittenOutIsRefusedToo() {
        String numbers = String.join(",", Collections.nCopies(500, "1e14"));
        String query = String.join("or ", Collections.nCopies(20, "number in(" + numbers + ")"));

        assertThat(query).hasSizeLessThan(64 * 1024);
        refused(() -> Query.parse(query), LONG);
    }

    @Test
    void aQueryHasAHundredConditions() {
        String hundred = String.join(" OR ", Collections.nCopies(100, "name != 'a'"));

        assertThat(Query.parse(hundred)).hasToString(hundred);
        refused(hundred + " OR name = 'b'", MANY, hundred.length() + 5);
        Filter built = Stream.generate(() -> name().isNot("a"))
                .limit(100)
                .reduce(Filter::or)
                .orElseThrow();
        assertThat(Query.where(built)).isEqualTo(Query.parse(hundred));
        refused(() -> Query.where(built.or(name().is("a"))), MANY);
    }

    @Test
    void sixteenParenthesesAndNotAreWithinEachOther() {
        String open = "NOT (".repeat(8);
        String close = ")".repeat(8);
        String deepest = open + "name != 'a' OR name = 'b'" + close;

        assertThat(Query.parse(deepest)).hasToString("NOT ".repeat(8) + "(name != 'a' OR name = 'b')");
        assertThat(Query.parse(open + "name = 'a'" + close + " AND " + deepest)).isNotNull();
        refused(open + "(name = 'a')" + close, DEEP, 41);
        refused(open + "NOT name = 'a'" + close, DEEP, 41);
    }

    @Test
    void whatIsBuiltIsNestedAsDeepAsItsText() {
        Filter either = name().isNot("a").or(name().is("b"));
        Filter deepest = either;
        for (int i = 0; i < 8; i++) {
            deepest = deepest.negate();
            deepest = i < 7 ? deepest.or(name().is("c")) : deepest;
        }
        Filter built = deepest;

        assertThat(Query.parse(Query.where(built).toString())).isEqualTo(Query.where(built));
        refused(() -> Query.where(built.negate()), DEEP);
        assertThat(Query.where(built.and(name().is("d")))).isNotNull();
        refused(() -> Query.where(built.or(name().is("d")).and(name().is("e"))), DEEP);
    }

    @Test
    void inHas500Values() {
        String most = IntStream.rangeClosed(1, 500)
                .mapToObj(i -> "'" + i + "'")
                .collect(Collectors.joining(", ", "name IN (", ""));

        assertThat(Query.parse(most + ")")).hasToString(most + ")");
        refused(most + ", 'x')", LIST, most.length() + 3);
        refused(() -> name().in(Collections.nCopies(501, "a")), LIST);
    }

    @Test
    void anOrderHasEightKeysAndEachOnce() {
        String most = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> "tags.t" + i + " ASC")
                .collect(Collectors.joining(", ", "ORDER BY ", ""));

        assertThat(Query.parse(most)).hasToString(most);
        refused(most + ", name", KEYS, most.length() + 3);
        Order[] nine =
                IntStream.range(0, 9).mapToObj(i -> tag("t" + i).ascending()).toArray(Order[]::new);
        refused(() -> Query.all().orderBy(nine), KEYS);
        refused(
                () -> Query.all()
                        .orderBy(metric("auc").ascending(), metric("auc").descending()),
                "metrics.auc is in the order already; leave the second one out");
    }

    static Stream<Arguments> everyMonster() {
        return Stream.of(
                Arguments.of("(".repeat(100_000), LONG),
                Arguments.of("(".repeat(60_000), DEEP),
                Arguments.of("NOT ".repeat(16_000), DEEP),
                Arguments.of("name = 'a' OR ".repeat(10_000), LONG),
                Arguments.of("run='' or ".repeat(6_500), MANY),
                Arguments.of("run in('" + "','".repeat(20_000), LIST),
                Arguments.of("order by " + "run,name,".repeat(7_000), "run is in the order already"),
                Arguments.of("x".repeat(60_000), "'xxx"),
                Arguments.of("tags." + "x".repeat(60_000), "key 'xxx"),
                Arguments.of("attributes.".repeat(5_900), "'attributes' is not a field"),
                Arguments.of("number = " + "9".repeat(60_000), "number '999"),
                Arguments.of("number = 1" + ".1".repeat(30_000), "'1.1.1"),
                Arguments.of("name = '" + "''".repeat(30_000), "what begins with ' has no end"));
    }

    @ParameterizedTest
    @MethodSource("everyMonster")
    void whatIsTooLargeFailsQuicklyAndNotByTheStack(String text, String message) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> Query.parse(text))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageStartingWith(message));
    }

    @Test
    void whatIsBuiltTooLargeFailsQuicklyAndNotByTheStackEither() {
        Filter deep = name().is("a");
        Filter alternating = deep;
        for (int i = 0; i < 100_000; i++) {
            deep = deep.negate();
            alternating = i % 2 == 0 ? alternating.and(name().is("b")) : alternating.or(name().is("c"));
        }
        Filter deepest = deep;
        Filter zigzag = alternating;

        refused(() -> Query.where(deepest), DEEP);
        refused(() -> Query.where(zigzag), DEEP);
        refused(() -> Query.where(new Filter.Or(Collections.nCopies(100_000, name().is("a")))), MANY);
    }

    private static void refused(String text, String message, int character) {
        assertThatThrownBy(() -> Query.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message + "\n  at character " + character + ": ");
    }

    private static void refused(Supplier<?> call, String message) {
        assertThatThrownBy(call::get).isInstanceOf(InvalidInputException.class).hasMessage(message);
    }
}
