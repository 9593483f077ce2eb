package dev.modelregistry.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenExampleTest {
    private static GoldenExample expecting(Object value, double tolerance) {
        return new GoldenExample(Map.of("airport", "JFK"), Map.of("y", value), tolerance);
    }

    private static List<String> differences(Object expected, double tolerance, Object found) {
        return expecting(expected, tolerance).differences(Map.of("y", found));
    }

    @Test
    void valuesHaveTheTypesThatComeOutOfAFile() {
        GoldenExample example = new GoldenExample(
                Map.of("b", (byte) 1, "s", (short) 2, "i", 3, "l", 4L, "f", 0.1f, "d", 0.1, "t", true, "x", "JFK"),
                Map.of("array", new float[][] {{1, 2}, {3, 4}}, "list", List.of(1, "a", List.of()), "zero", -0.0),
                0.5);

        assertThat(example.inputs())
                .containsExactly(
                        Map.entry("b", 1L),
                        Map.entry("d", 0.1),
                        Map.entry("f", 0.10000000149011612),
                        Map.entry("i", 3L),
                        Map.entry("l", 4L),
                        Map.entry("s", 2L),
                        Map.entry("t", true),
                        Map.entry("x", "JFK"));
        assertThat(example.outputs())
                .containsExactly(
                        Map.entry("array", List.of(List.of(1.0, 2.0), List.of(3.0, 4.0))),
                        Map.entry("list", List.of(1L, "a", List.of())),
                        Map.entry("zero", 0.0));
        assertThat(example.tolerance()).isEqualTo(0.5);
    }

    @Test
    void nothingOfItCanBeChanged() {
        Map<String, Object> inputs = new HashMap<>(Map.of("a", 1L));
        List<Object> values = new ArrayList<>(List.of(1L));
        GoldenExample example = new GoldenExample(inputs, Map.of("y", values), 0);
        inputs.put("a", 2L);
        values.add(2L);

        assertThat(example).isEqualTo(new GoldenExample(Map.of("a", 1), Map.of("y", List.of(1)), 0));
        assertThatThrownBy(() -> example.inputs().put("a", 2L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> example.outputs().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) example.outputs().get("y")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Double.NaN, "output 'y' of a golden example is NaN; it must be finite"),
                Arguments.of(
                        List.of(1, Float.POSITIVE_INFINITY),
                        "output 'y'[1] of a golden example is Infinity; it must be finite"),
                Arguments.of(
                        Map.of(),
                        "output 'y' of a golden example is a java.util.ImmutableCollections$MapN; it can be a number of a"
                                + " primitive type, a text, true or false, or a list or array of these"),
                Arguments.of(
                        BigInteger.TEN,
                        "output 'y' of a golden example is 10; it can be a number of a primitive type, a text, true or"
                                + " false, or a list or array of these"),
                Arguments.of(
                        Arrays.asList(1, null),
                        "output 'y'[1] of a golden example is null; it can be a number of a primitive type, a text, true"
                                + " or false, or a list or array of these"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatAFileCannotHaveIsRefused(Object value, String words) {
        assertThatThrownBy(() -> expecting(value, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(words);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, Double.NaN, Double.POSITIVE_INFINITY})
    void theToleranceIsAFiniteNumberOfZeroOrMore(double tolerance) {
        assertThatThrownBy(() -> expecting(1, tolerance))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("tolerance " + tolerance + " of a golden example is not a finite number of 0 or more");
    }

    @Test
    void anExampleProvesSomething() {
        assertThatThrownBy(() -> new GoldenExample(Map.of("a", 1), Map.of(), 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a golden example without outputs proves nothing; say what the model must give");
    }

    @Test
    void listsAreAtMost32Deep() {
        Object deep = 1;
        for (int i = 0; i < 32; i++) {
            deep = List.of(deep);
        }
        assertThat(expecting(deep, 0).differences(Map.of("y", deep))).isEmpty();
        Object tooDeep = List.of(deep);

        assertThatThrownBy(() -> expecting(tooDeep, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("output 'y'" + "[0]".repeat(32) + " of a golden example is nested more than 32 lists deep");
    }

    static Stream<Arguments> equal() {
        return Stream.of(
                Arguments.of(8.0, 0.0, 8),
                Arguments.of(8, 0.0, 8.0f),
                Arguments.of(0.0, 0.0, -0.0),
                Arguments.of(-0.0f, 0.0, 0),
                Arguments.of(0.1f, 0.0, 0.1f),
                Arguments.of(8.0, 0.5, 8.5),
                Arguments.of(8.0, 0.5, 7.5),
                Arguments.of(Long.MAX_VALUE, 0.0, Long.MAX_VALUE),
                Arguments.of(Long.MAX_VALUE, 1.0, 0x1p63),
                Arguments.of(8, 0.0, new BigDecimal("8.00")),
                Arguments.of(8, 0.0, BigInteger.valueOf(8)),
                Arguments.of("late", 0.0, "late"),
                Arguments.of(true, 0.0, true),
                Arguments.of(List.of(), 0.0, new double[0]),
                Arguments.of(List.of(List.of(1, 2), List.of("a", true)), 0.25, new Object[] {
                    new double[] {1.25, 1.75}, List.of("a", true)
                }));
    }

    @ParameterizedTest
    @MethodSource("equal")
    void whatIsNotFurtherOffThanTheToleranceIsNoDifference(Object expected, double tolerance, Object found) {
        assertThat(differences(expected, tolerance, found)).isEmpty();
    }

    static Stream<Arguments> different() {
        return Stream.of(
                Arguments.of(8.0, 0.5, Math.nextUp(8.5), "is 8.500000000000002; expected 8.0 within 0.5"),
                Arguments.of(8.0, 0.5, Math.nextDown(7.5), "is 7.499999999999999; expected 8.0 within 0.5"),
                Arguments.of(0.1, 0.0, 0.1f, "is 0.1; expected 0.1 within 0.0"),
                Arguments.of(
                        (1L << 53) + 1, 0.0, 0x1p53, "is 9.007199254740992E15; expected 9007199254740993 within 0.0"),
                Arguments.of(8.0, 1e300, Double.NaN, "is NaN; expected 8.0 within 1.0E300"),
                Arguments.of(8.0, 1e300, Float.NEGATIVE_INFINITY, "is -Infinity; expected 8.0 within 1.0E300"),
                Arguments.of(8, 0.5, "8", "is '8'; expected 8 within 0.5"),
                Arguments.of(8, 0.5, List.of(8), "is [8]; expected 8 within 0.5"),
                Arguments.of(1, 1.0, true, "is true; expected 1 within 1.0"),
                Arguments.of("8", 0.5, 8, "is 8; expected '8'"),
                Arguments.of("late", 0.5, "late ", "is 'late '; expected 'late'"),
                Arguments.of(true, 0.5, false, "is false; expected true"),
                Arguments.of(true, 0.5, 1, "is 1; expected true"),
                Arguments.of(true, 0.5, Map.of(), "is a java.util.ImmutableCollections$MapN; expected true"),
                Arguments.of(List.of(1), 0.5, 1, "is 1; expected a list of 1"),
                Arguments.of(List.of(1), 0.5, new int[] {1, 2}, "has 2 elements; expected a list of 1"),
                Arguments.of(List.of(1), 0.5, List.of(), "has 0 elements; expected a list of 1"),
                Arguments.of("x", 0.0, "a".repeat(90), "is '" + "a".repeat(80) + "…' (90 characters); expected 'x'"),
                Arguments.of("x", 0.0, new long[1_000], "is a list of 1000; expected 'x'"));
    }

    @ParameterizedTest
    @MethodSource("different")
    void aDifferenceSaysWhatWasExpectedAndFound(Object expected, double tolerance, Object found, String words) {
        assertThat(differences(expected, tolerance, found)).containsExactly("output 'y' " + words);
    }

    @Test
    void aDifferenceInAListSaysWhere() {
        assertThat(differences(List.of(List.of(1, 2), List.of(3, 4)), 0, new int[][] {{1, 2}, {3, 5}}))
                .containsExactly("output 'y'[1][1] is 5; expected 4 within 0.0");
        assertThat(differences(
                        List.of(List.of(1, 2), List.of(3)), 0, List.of(List.of(1), Arrays.asList((Object) null))))
                .containsExactly(
                        "output 'y'[0] has 1 elements; expected a list of 2",
                        "output 'y'[1][0] is missing; expected 3 within 0.0");
    }

    @Test
    void anOutputThatIsMissingDiffersAndOneThatIsNotAskedForDoesNot() {
        GoldenExample example = new GoldenExample(Map.of(), Map.of("delay", 8, "late", true), 1);

        assertThat(example.differences(Map.of("delay", 8, "late", true, "more", 1)))
                .isEmpty();
        assertThat(example.differences(Map.of("more", 1)))
                .containsExactly(
                        "output 'delay' is missing; expected 8 within 1.0", "output 'late' is missing; expected true");
    }

    @Test
    void tenDifferencesAreToldAndTheRestIsCounted() {
        List<String> ten = differences(Collections.nCopies(10, 1), 0, new int[10]);
        List<String> all = differences(Collections.nCopies(1_000, 1), 0, new int[1_000]);

        assertThat(ten).hasSize(10).last().isEqualTo("output 'y'[9] is 0; expected 1 within 0.0");
        assertThat(all).hasSize(11).startsWith(ten.toArray(String[]::new)).endsWith("and 990 more");
    }
}
