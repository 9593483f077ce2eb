package dev.modelregistry.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model takes and what it does not. */
class InputCheckTest {
    private static final String INT8 = "int8, a whole number from -128 to 127";
    private static final String FLOAT32 = "float32, a number up to 3.4E38, a whole one with at most 24 binary digits";
    private static final Field MATRIX = Field.of("x", DataType.FLOAT32).shape(Field.ANY, 2);

    private static List<String> problems(Field field, Object value) {
        return Signature.builder()
                .input(field)
                .output("y", DataType.INT8)
                .build()
                .problems(Map.of("x", value));
    }

    static Stream<Arguments> fitting() {
        return Stream.of(
                arguments(DataType.BOOLEAN, List.of(true, false)),
                arguments(DataType.INT8, List.of((byte) -128, (short) 127, -128, 127L)),
                arguments(DataType.INT16, List.of((byte) 1, Short.MIN_VALUE, 32767, -32768L)),
                arguments(DataType.INT32, List.of((byte) 1, Integer.MIN_VALUE, 2147483647L)),
                arguments(DataType.INT64, List.of((byte) 1, Long.MIN_VALUE, Long.MAX_VALUE)),
                arguments(DataType.UINT8, List.of(0, 255, 255L, (short) 200, (byte) -1)),
                arguments(
                        DataType.FLOAT16,
                        List.of(
                                0.1,
                                65504.0,
                                Math.nextDown(65520.0),
                                -65519f,
                                Double.NaN,
                                Float.NEGATIVE_INFINITY,
                                0,
                                2048,
                                -2047,
                                2050,
                                65504,
                                (byte) 1)),
                arguments(
                        DataType.FLOAT32,
                        List.of(
                                0.1,
                                0.1f,
                                (double) Float.MAX_VALUE,
                                Float.NaN,
                                Double.POSITIVE_INFINITY,
                                1 << 24,
                                (1 << 24) + 2,
                                Long.MIN_VALUE,
                                Integer.MIN_VALUE)),
                arguments(
                        DataType.FLOAT64,
                        List.of(0.1, 0.1f, Double.MAX_VALUE, Double.NaN, 1L << 53, (1L << 53) + 2, Long.MIN_VALUE, 0L)),
                arguments(DataType.STRING, List.of("", "JFK")),
                arguments(DataType.BYTES, List.of(new byte[] {1}, ByteBuffer.allocate(1))),
                arguments(DataType.TIMESTAMP, List.of(Instant.EPOCH)));
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void aTypeTakesItsValues(DataType type, List<Object> values) {
        for (Object value : values) {
            assertThat(problems(Field.of("x", type), value)).as("%s", value).isEmpty();
        }
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments(DataType.BOOLEAN, List.of(1, "true")),
                arguments(DataType.INT8, List.of(128, -129L, 1.0, 1f, "1", true, BigInteger.ONE)),
                arguments(DataType.INT16, List.of(32768, -32769, 1.0)),
                arguments(DataType.INT32, List.of(2147483648L, -2147483649L, 1.0)),
                arguments(DataType.INT64, List.of(1.0, 1f, BigInteger.ONE, "1")),
                arguments(DataType.UINT8, List.of(-1, 256, 1.0)),
                arguments(DataType.FLOAT16, List.of(65520.0, -65520f, 2049, 65520, 1 << 16, Long.MIN_VALUE, "1", true)),
                arguments(
                        DataType.FLOAT32,
                        List.of(0x1.ffffffp127, -1e39, (1 << 24) + 1, Long.MAX_VALUE, "1", BigInteger.ONE)),
                arguments(DataType.FLOAT64, List.of((1L << 53) + 1, Long.MAX_VALUE, "1", false)),
                arguments(DataType.STRING, List.of(1, 'a', new StringBuilder("JFK"))),
                arguments(DataType.BYTES, List.of("AQ==", List.of(1))),
                arguments(DataType.TIMESTAMP, List.of("2026-01-01T00:00:00Z", 0L)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aTypeTakesNothingElse(DataType type, List<Object> values) {
        for (Object value : values) {
            assertThat(problems(Field.of("x", type), value))
                    .as("%s", value)
                    .singleElement()
                    .asString()
                    .startsWith("input 'x' is ")
                    .contains("; expected " + type.wireName());
        }
    }

    @Test
    void aProblemSaysWhatIsThereAndWhatIsExpected() {
        Field field = Field.of("x", DataType.INT8);

        assertThat(problems(field, 128)).containsExactly("input 'x' is 128 (Integer); expected " + INT8);
        assertThat(problems(field, 8.0)).containsExactly("input 'x' is 8.0 (Double); expected " + INT8);
        assertThat(problems(field, "8")).containsExactly("input 'x' is '8'; expected " + INT8);
        assertThat(problems(field, true)).containsExactly("input 'x' is true; expected " + INT8);
        assertThat(problems(field, List.of(8))).containsExactly("input 'x' is a list of 1; expected " + INT8);
        assertThat(problems(field, Instant.EPOCH))
                .containsExactly("input 'x' is a java.time.Instant; expected " + INT8);
        assertThat(problems(field, "a".repeat(81)))
                .containsExactly("input 'x' is '" + "a".repeat(80) + "…' (81 characters); expected " + INT8);
        assertThat(problems(Field.of("x", DataType.STRING), 1))
                .containsExactly("input 'x' is 1 (Integer); expected string");
    }

    @Test
    void whatIsRequiredMustBeThereAndWhatIsOptionalMayBe() {
        Signature signature = Signature.builder()
                .input("a", DataType.BOOLEAN)
                .input(MATRIX)
                .input(Field.of("b", DataType.BOOLEAN).optional())
                .output("y", DataType.INT8)
                .build();
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("a", null);
        nothing.put("b", null);

        assertThat(signature.problems(nothing))
                .containsExactly(
                        "input 'a' is missing; expected boolean",
                        "input 'x' is missing; expected " + FLOAT32 + " in the shape [any, 2]");
        assertThat(signature.problems(Map.of("a", true, "x", List.of()))).isEmpty();
        assertThat(signature.problems(Map.of("a", true, "x", List.of(), "b", 1)))
                .containsExactly("input 'b' is 1 (Integer); expected boolean");
    }

    @Test
    void whatIsNotDeclaredIsUnknown() {
        Signature signature = Signature.builder()
                .input("airport", DataType.STRING)
                .input(Field.of("hour", DataType.INT8).optional())
                .output("y", DataType.INT8)
                .build();

        assertThat(signature.problems(Map.of("airport", "JFK", "houre", 8)))
                .containsExactly("input 'houre' is unknown; known are airport, hour");
        assertThat(signature.problems(Map.of("b", 1, "a", 8)))
                .containsExactly(
                        "input 'airport' is missing; expected string",
                        "inputs 'a', 'b' are unknown; known are airport, hour");
        Map<String, Object> many =
                IntStream.range(10, 40).boxed().collect(Collectors.toMap(name -> "n" + name, name -> name));
        assertThat(signature.problems(many))
                .last()
                .asString()
                .startsWith("inputs 'n10', 'n11', ")
                .endsWith(", 'n29' and 10 more are unknown; known are airport, hour");
    }

    static Stream<Arguments> shaped() {
        return Stream.of(
                arguments(List.of()),
                arguments(List.of(List.of(1, 2.5))),
                arguments((Object) new float[][] {{1, 2}, {3, 4}}),
                arguments(List.of(new double[] {1, 2}, List.of(1f, 2L), new Object[] {1, 2})));
    }

    @ParameterizedTest
    @MethodSource("shaped")
    void aShapeTakesListsAndArraysOfItsSizes(Object value) {
        assertThat(problems(MATRIX, value)).isEmpty();
    }

    static Stream<Arguments> misshaped() {
        String expected = "; expected " + FLOAT32;
        return Stream.of(
                arguments(1, "input 'x' is 1 (Integer)" + expected + " in the shape [any, 2]"),
                arguments(List.of(1, 2), "input 'x'[0] is 1 (Integer)" + expected + " in the shape [any, 2]"),
                arguments(List.of(List.of(List.of(1), 2)), "input 'x'[0][0] is a list of 1" + expected),
                arguments(
                        new float[][] {{1, 2}, {3}},
                        "input 'x'[1] has 1 elements; expected 2 as the shape [any, 2] says"),
                arguments(List.of(List.of(1, 2), List.of(1, "a")), "input 'x'[1][1] is 'a'" + expected),
                arguments(List.of(new double[] {1, 1e39}), "input 'x'[0][1] is 1.0E39 (Double)" + expected),
                arguments(List.of(new int[] {1, 1 << 25 | 1}), "input 'x'[0][1] is 33554433 (Integer)" + expected),
                arguments(List.of(Arrays.asList(1, null)), "input 'x'[0][1] is null" + expected));
    }

    @ParameterizedTest
    @MethodSource("misshaped")
    void aShapeTakesNothingElse(Object value, String problem) {
        assertThat(problems(MATRIX, value)).first().isEqualTo(problem);
    }

    @Test
    void aDimensionOfAnySizeHasOneSizeThroughout() {
        Field cube = Field.of("x", DataType.INT8).shape(2, Field.ANY, Field.ANY);

        assertThat(problems(cube, new byte[2][3][4])).isEmpty();
        assertThat(problems(cube, new byte[2][0][0])).isEmpty();
        assertThat(problems(cube, List.of(new byte[3][4], new byte[2][4])))
                .containsExactly("input 'x'[1] has 2 elements; expected 3 as another list has at that depth");
        assertThat(problems(cube, List.of(new byte[1][4], new byte[1][5])))
                .containsExactly("input 'x'[1][0] has 5 elements; expected 4 as another list has at that depth");
        assertThat(problems(cube, new byte[3][1][1]))
                .containsExactly("input 'x' has 3 elements; expected 2 as the shape [2, any, any] says");
    }

    static Stream<Arguments> arrays() {
        return Stream.of(
                arguments(DataType.BOOLEAN, new boolean[1]),
                arguments(DataType.UINT8, new byte[] {-1}),
                arguments(DataType.FLOAT16, new byte[1]),
                arguments(DataType.FLOAT32, new short[1]),
                arguments(DataType.FLOAT64, new int[1]),
                arguments(DataType.INT64, new long[1]),
                arguments(DataType.FLOAT64, new float[1]),
                arguments(DataType.FLOAT64, new double[1]),
                arguments(DataType.FLOAT64, new long[1]),
                arguments(DataType.INT8, new long[1]),
                arguments(DataType.FLOAT16, new double[1]));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void anArrayOfAPrimitiveTypeIsAListOfItsElements(DataType type, Object array) {
        assertThat(problems(Field.of("x", type).shape(1), array)).isEmpty();
    }

    @Test
    void anArrayOfAnotherTypeIsLookedAtElementByElement() {
        assertThat(problems(Field.of("x", DataType.INT8).shape(2), new long[] {1, 128}))
                .containsExactly("input 'x'[1] is 128 (Long); expected " + INT8);
        assertThat(problems(Field.of("x", DataType.INT8).shape(1), new boolean[1]))
                .containsExactly("input 'x'[0] is false; expected " + INT8);
        assertThat(problems(Field.of("x", DataType.INT8).shape(1), new double[] {1}))
                .containsExactly("input 'x'[0] is 1.0 (Double); expected " + INT8);
        assertThat(problems(Field.of("x", DataType.FLOAT64).shape(1), new long[] {(1L << 53) + 1}))
                .hasSize(1);
        assertThat(problems(Field.of("x", DataType.STRING).shape(1), new byte[1]))
                .hasSize(1);
    }

    @Test
    void bytesAreOneElementWhereTheyAreTheType() {
        assertThat(problems(Field.of("x", DataType.BYTES).shape(2), new byte[2][5]))
                .isEmpty();
        assertThat(problems(Field.of("x", DataType.BYTES).shape(2), new byte[2]))
                .first()
                .isEqualTo("input 'x'[0] is 0 (Byte); expected bytes, a byte[] or ByteBuffer");
    }

    @Test
    void categoriesAreTheOnlyValues() {
        Field airports = Field.of("x", DataType.STRING).categories("JFK", "ATL");
        Field codes = Field.of("x", DataType.INT64).shape(Field.ANY).categories("1", "2", "10");

        assertThat(problems(airports, "ATL")).isEmpty();
        assertThat(problems(airports, "LAX")).containsExactly("input 'x' is 'LAX'; expected one of ATL, JFK");
        assertThat(problems(codes, new long[] {1, 2, 10})).isEmpty();
        assertThat(problems(codes, new long[] {1, 3}))
                .containsExactly("input 'x'[1] is 3 (Long); expected one of 1, 10, 2");
        assertThat(problems(codes, List.of(1, (byte) 2, 3L)))
                .containsExactly("input 'x'[2] is 3 (Long); expected one of 1, 10, 2");
        assertThat(problems(codes, List.of("1")))
                .containsExactly("input 'x'[0] is '1'; expected int64, a whole number");
        assertThat(problems(
                        Field.of("x", DataType.STRING)
                                .categories(IntStream.range(10, 35)
                                        .mapToObj(String::valueOf)
                                        .toList()),
                        "LAX"))
                .singleElement()
                .asString()
                .endsWith("28, 29 and 5 more");
    }

    @Test
    void ofOneInputThreeProblemsAreToldAndTheRestIsCounted() {
        Field list = Field.of("x", DataType.INT8).shape(Field.ANY);

        assertThat(problems(list, Collections.nCopies(3, "a"))).hasSize(3);
        assertThat(problems(list, Collections.nCopies(1_000, "a")))
                .hasSize(4)
                .last()
                .isEqualTo("input 'x' has 997 more problems");
    }
}
