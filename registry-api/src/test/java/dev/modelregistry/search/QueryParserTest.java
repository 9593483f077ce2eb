package dev.modelregistry.search;

import static dev.modelregistry.search.Fields.alias;
import static dev.modelregistry.search.Fields.created;
import static dev.modelregistry.search.Fields.ended;
import static dev.modelregistry.search.Fields.metric;
import static dev.modelregistry.search.Fields.name;
import static dev.modelregistry.search.Fields.number;
import static dev.modelregistry.search.Fields.parameter;
import static dev.modelregistry.search.Fields.tag;
import static dev.modelregistry.search.Fields.text;
import static dev.modelregistry.search.Fields.textParameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Filter.And;
import dev.modelregistry.search.Filter.Compare;
import dev.modelregistry.search.Filter.Comparison;
import dev.modelregistry.search.Filter.In;
import dev.modelregistry.search.Filter.Or;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {
    private static final Filter A = name().is("a");
    private static final Filter B = name().is("b");
    private static final Filter C = name().is("c");

    static Stream<Arguments> everyOperator() {
        return Stream.of(
                Arguments.of("name = 'a'", A),
                Arguments.of("name == 'a'", A),
                Arguments.of("name != 'a'", name().isNot("a")),
                Arguments.of("name <> 'a'", name().isNot("a")),
                Arguments.of("number < 3", number().below(3.0)),
                Arguments.of("number <= 3", number().atMost(3.0)),
                Arguments.of("number > 3", number().above(3.0)),
                Arguments.of("number >= 3", number().atLeast(3.0)),
                Arguments.of("name LIKE 'a%'", name().like("a%")),
                Arguments.of("name ILIKE 'a%'", name().ilike("a%")),
                Arguments.of("name LIKE 'a!%%' ESCAPE '!'", name().startsWith("a%")),
                Arguments.of("name NOT LIKE 'a%'", isThereAndNot(name(), name().like("a%"))),
                Arguments.of("name NOT ILIKE 'a%'", isThereAndNot(name(), name().ilike("a%"))),
                Arguments.of("name IN ('a')", name().in("a")),
                Arguments.of("name IN ('a', 'b')", name().in("a", "b")),
                Arguments.of("name NOT IN ('a', 'b')", isThereAndNot(name(), name().in("a", "b"))),
                Arguments.of("number BETWEEN 1 AND 2", number().between(1.0, 2.0)),
                Arguments.of("number NOT BETWEEN 1 AND 2", isThereAndNot(number(), number().between(1.0, 2.0))),
                Arguments.of("name IS NULL", name().isMissing()),
                Arguments.of("name IS NOT NULL", name().isPresent()));
    }

    private static Filter isThereAndNot(Fields.Ordered<?> field, Filter leaf) {
        return new And(List.of(field.isMissing().negate(), leaf.negate()));
    }

    @ParameterizedTest
    @MethodSource("everyOperator")
    void everyOperatorIsReadWhateverItsCaseAndTheBlanksAroundIt(String text, Filter filter) {
        assertThat(Query.parse(text)).isEqualTo(Query.where(filter));
        assertThat(Query.parse(text.toLowerCase(Locale.ROOT))).isEqualTo(Query.where(filter));
        assertThat(Query.parse("\n\t" + text.replace(" ", " \r\n") + " ")).isEqualTo(Query.where(filter));
    }

    @Test
    void blanksAreNotNeededWhereASignStands() {
        assertThat(Query.parse("name='a'AND(number>=3 OR name IN('b','c'))ORDER BY name,number DESC"))
                .isEqualTo(Query.where(A.and(number().atLeast(3.0).or(name().in("b", "c"))))
                        .orderBy(name().ascending(), number().descending()));
    }

    static Stream<Arguments> everyPrecedence() {
        return Stream.of(
                Arguments.of("name = 'a' AND name = 'b' AND name = 'c'", new And(List.of(A, B, C))),
                Arguments.of("name = 'a' AND (name = 'b' AND name = 'c')", new And(List.of(A, B, C))),
                Arguments.of("name = 'a' OR name = 'b' OR name = 'c'", new Or(List.of(A, B, C))),
                Arguments.of("name = 'a' OR name = 'b' AND name = 'c'", A.or(B.and(C))),
                Arguments.of("name = 'a' AND name = 'b' OR name = 'c'", A.and(B).or(C)),
                Arguments.of(
                        "(name = 'a' OR name = 'b') AND name = 'c'", A.or(B).and(C)),
                Arguments.of("NOT name = 'a' AND name = 'b'", A.negate().and(B)),
                Arguments.of("NOT name = 'a' OR name = 'b'", A.negate().or(B)),
                Arguments.of("NOT (name = 'a' AND name = 'b')", A.and(B).negate()),
                Arguments.of("NOT NOT name = 'a'", A.negate().negate()),
                Arguments.of("NOT name != 'a'", name().isNot("a").negate()),
                Arguments.of("((name = 'a'))", A),
                Arguments.of(
                        "number BETWEEN 1 AND 2 AND name = 'a'",
                        number().between(1.0, 2.0).and(A)));
    }

    @ParameterizedTest
    @MethodSource("everyPrecedence")
    void notBindsBeforeAndAndAndBeforeOr(String text, Filter filter) {
        assertThat(Query.parse(text).filter()).isEqualTo(filter);
    }

    @Test
    void anEmptyTextFindsEverything() {
        assertThat(Query.parse("")).isEqualTo(Query.all()).isEqualTo(Query.parse(" \t\r\n"));
        assertThat(Query.parse("ORDER BY name")).isEqualTo(Query.all().orderBy(name().ascending()));
    }

    @Test
    void anOrderHasKeysThatCountOneAfterTheOther() {
        assertThat(Query.parse("name = 'a' order by metrics.auc desc, created Asc, tags.team"))
                .isEqualTo(Query.where(A)
                        .orderBy(
                                metric("auc").descending(),
                                created().ascending(),
                                tag("team").ascending()));
    }

    static Stream<Arguments> everyName() {
        return Stream.concat(
                Stream.of(Attribute.values())
                        .map(attribute -> attribute.isKeyed()
                                ? Arguments.of(attribute + ".k", Field.of(attribute, "k"))
                                : Arguments.of(attribute.toString(), Field.of(attribute))),
                Stream.of(
                        Arguments.of("tag.k", tag("k").field()),
                        Arguments.of("metric.k", metric("k").field()),
                        Arguments.of("parameter.k", parameter("k").field()),
                        Arguments.of("param.k", parameter("k").field()),
                        Arguments.of("params.k", parameter("k").field()),
                        Arguments.of("aliases", alias().field()),
                        Arguments.of("attributes.name", name().field()),
                        Arguments.of("attribute.params.`a.b`", parameter("a.b").field()),
                        Arguments.of("TAGS.Team", tag("Team").field()),
                        Arguments.of("tags.a.b-c/d_1", tag("a.b-c/d_1").field()),
                        Arguments.of("tags.2026", tag("2026").field()),
                        Arguments.of("tags.and", tag("and").field()),
                        Arguments.of("tags.größe", tag("größe").field()),
                        Arguments.of("tags.`my key`", tag("my key").field()),
                        Arguments.of("tags.`a``b`", tag("a`b").field()),
                        Arguments.of(
                                "tags.`--; /* ' \" 👍`", tag("--; /* ' \" 👍").field())));
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void everyFieldHasItsNameAndSomeHaveOneThatPeopleKnow(String text, Field field) {
        assertThat(Query.parse(text + " IS NULL").filter()).isEqualTo(new Filter.Missing(field));
        assertThat(Query.parse(field + " IS NULL").filter()).isEqualTo(new Filter.Missing(field));
    }

    @Test
    void whatIsInQuotesIsText() {
        assertThat(Query.parse("name IN ('it''s', \"it's\", \"\"\"\", '\"', '', '''', '; -- /* \0\n', '`')")
                        .filter())
                .isEqualTo(name().in("it's", "it's", "\"", "\"", "", "'", "; -- /* \0\n", "`"));
    }

    static Stream<Arguments> everyNumber() {
        return Stream.of(
                Arguments.of("0", 0.0),
                Arguments.of("-0", 0.0),
                Arguments.of("+7", 7.0),
                Arguments.of("-7.25", -7.25),
                Arguments.of(".5", 0.5),
                Arguments.of("-.5", -0.5),
                Arguments.of("5.", 5.0),
                Arguments.of("1e3", 1000.0),
                Arguments.of("1E+3", 1000.0),
                Arguments.of("1.5e-3", 0.0015),
                Arguments.of("1.7976931348623157e308", Double.MAX_VALUE),
                Arguments.of("1e-400", 0.0),
                Arguments.of("0".repeat(50_000) + "1", 1.0));
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void numbersHaveSignsDecimalsAndExponents(String text, double number) {
        assertThat(Query.parse("metrics.x = " + text).filter())
                .isEqualTo(metric("x").is(number));
    }

    static Stream<Arguments> everyTime() {
        return Stream.of(
                Arguments.of("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
                Arguments.of("2026-01-31T12:00:00.123456Z", "2026-01-31T12:00:00.123456Z"),
                Arguments.of("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00Z"),
                Arguments.of("2026-01-31T12:00-05:30", "2026-01-31T17:30:00Z"),
                Arguments.of("2026-01-31T12:00:00", "2026-01-31T12:00:00Z"),
                Arguments.of("2026-01-31T12:00", "2026-01-31T12:00:00Z"),
                Arguments.of("2026-01-31t12:00z", "2026-01-31T12:00:00Z"),
                Arguments.of("2026-01-31", "2026-01-31T00:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("everyTime")
    void timesWithoutAnOffsetAreInUtc(String text, String instant) {
        assertThat(Query.parse("created >= '" + text + "' AND ended IS NULL").filter())
                .isEqualTo(created().atLeast(Instant.parse(instant)).and(ended().isMissing()));
    }

    @Test
    void parametersAreNumbersOrTexts() {
        assertThat(Query.parse("params.lr = 0.1 OR params.lr = '0.1' OR params.on = TRUE OR params.on = false")
                        .filter())
                .isEqualTo(parameter("lr")
                        .is(0.1)
                        .or(textParameter("lr").is("0.1"))
                        .or(textParameter("on").is("true"))
                        .or(textParameter("on").is("false")));
        assertThat(Query.parse("params.lr IN (1, 'a') AND params.lr LIKE 'a%'").filter())
                .isEqualTo(new In(parameter("lr").field(), List.of(new Literal.Numeric(1), new Literal.Text("a")))
                        .and(textParameter("lr").like("a%")));
    }

    @Test
    void filtersAreFlatHoweverTheyAreBuilt() {
        assertThat(A.and(B).and(C)).isEqualTo(A.and(B.and(C))).isEqualTo(new And(List.of(A, B, C)));
        assertThat(A.or(B).or(C)).isEqualTo(A.or(B.or(C))).isEqualTo(new Or(List.of(A, B, C)));
        assertThat(Filter.everything().and(A)).isEqualTo(A).isEqualTo(A.and(Filter.everything()));
    }

    @Test
    void whatNoTextIsForIsNotBuilt() {
        refused(() -> new And(List.of(A)), "AND of one filter alone; use the filter as it is");
        refused(() -> new Or(List.of(A)), "OR of 1 filters; give at least two, or use the only one as it is");
        refused(() -> new Or(List.of()), "OR of 0 filters; give at least two, or use the only one as it is");
        String everything = "a filter that finds everything is within OR or NOT; leave it out, or ask for everything";
        refused(() -> Filter.everything().or(A), everything);
        refused(() -> Filter.everything().negate(), everything);
    }

    @Test
    void fieldsAndValuesThatDoNotGoTogetherAreNotBuilt() {
        Field auc = metric("auc").field();
        refused(
                () -> new Compare(auc, Comparison.EQUAL, new Literal.Text("a")),
                "metrics.auc is a number, and 'a' is text; write a number without quotes, such as 0.5");
        refused(
                () -> new Compare(created().field(), Comparison.EQUAL, new Literal.Text("a")),
                "created is a time, and 'a' is text; write a time in quotes, such as '2026-01-31T12:00:00Z'");
        refused(
                () -> new Compare(parameter("x").field(), Comparison.EQUAL, new Literal.Time(Instant.EPOCH)),
                "parameters.x is a number or text, and '1970-01-01T00:00:00Z' is a time; write a number, or text in quotes");
        refused(() -> new In(auc, List.of()), "metrics.auc is IN no values, which nothing meets; give at least one");
        refused(
                () -> new Filter.Like(auc, LikePattern.of("a"), Filter.Case.SENSITIVE),
                "metrics.auc is a number, and a pattern is for text; use =, <, > or BETWEEN");
        String noOrder = "version has no order; compare it with =, !=, IN or LIKE, or use number, which has one";
        refused(() -> text(Attribute.VERSION).below("2"), noOrder);
        refused(() -> text(Attribute.VERSION).between("1", "2"), noOrder);
        refused(() -> text(Attribute.VERSION).ascending(), noOrder);
        refused(() -> metric("auc").is(Double.NaN), "number NaN is not finite; nothing compares with it");
        refused(
                () -> created().is(Instant.MAX),
                "time +1000000000-12-31T23:59:59.999999999Z is more than 292,000 years away; nothing compares with it");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001, Integer.MAX_VALUE})
    void aPageHasOneToAThousand(int size) {
        refused(() -> Query.all().limit(size), "page size " + size + " is not 1 to 1000; read more in further pages");
    }

    @Test
    void anErrorOfASearchPointsAtTheFieldInTheTextThatItCameFrom() {
        Query parsed = Query.parse("name = 'a' AND number = 3");
        And and = (And) parsed.filter();
        Field number = ((Compare) and.filters().get(1)).field();
        Query other = Query.where(number().is(1.0))
                .orderBy(Query.parse("ORDER BY stage").orders().get(0));

        assertThat(parsed.problem(number, "number is no field of models")).hasMessage("""
                        number is no field of models
                          at character 16: name = 'a' AND number = 3
                                                          ^""");
        assertThat(other.problem(other.orders().get(0).field(), "stage has several values"))
                .hasMessageContaining("at character 10: ORDER BY stage\n");
        assertThat(other.problem(number().field(), "number is no field of models"))
                .hasMessage("number is no field of models");
        assertThat(number).isEqualTo(number().field());
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(InvalidInputException.class).hasMessage(message);
    }
}
