package dev.modelregistry.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the samples of RFC 8785, and against what ECMAScript says of numbers. */
class CanonicalJsonTest {
    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (Exception malformed) {
            throw new IllegalArgumentException(text, malformed);
        }
    }

    private static String canonical(String text) {
        return CanonicalJson.text(json(text));
    }

    /** RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsPublished(String bits, String text) {
        assertThat(CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "-1.5, -1.5",
        "100, 100",
        "1e20, 100000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e+21",
        "1.2e21, 1.2e+21",
        "0.00001, 0.00001",
        "1e-7, 1e-7",
        "1.25e-7, 1.25e-7",
        "2e-323, 2e-323",
        "1e-323, 1e-323",
        "1.5e-323, 1.5e-323",
        "2e23, 2e+23",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "9.5367431640625e-7, 9.5367431640625e-7"
    })
    void writesNumbersWithTheFewestDigits(double number, String text) {
        assertThat(CanonicalJson.number(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 52, 0x3ff0000000000000L, 0x4340000000000000L, 0x7fe0000000000000L})
    void aNumberHasTheFewestDigitsThatReadBackAndTheClosestOfThose(long firstBits) {
        Random random = new Random(8785);
        for (int i = 0; i < 4_000; i++) {
            long bits = i < 1_000 ? firstBits + i : random.nextLong();
            double number = Double.longBitsToDouble(bits);
            if (!Double.isFinite(number)) {
                continue;
            }
            String text = CanonicalJson.number(number);
            assertThat(Double.parseDouble(text)).as("%016x", bits).isEqualTo(number);
            BigDecimal written = new BigDecimal(text).stripTrailingZeros();
            BigDecimal exact = new BigDecimal(number);
            int digits = written.precision();
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.FLOOR, RoundingMode.CEILING}) {
                if (digits > 1) {
                    assertThat(exact.round(new MathContext(digits - 1, mode)).doubleValue())
                            .as("fewer digits than %s", text)
                            .isNotEqualTo(number);
                }
                BigDecimal neighbour = exact.round(new MathContext(digits, mode));
                if (neighbour.doubleValue() == number) {
                    assertThat(written.subtract(exact).abs())
                            .as("%s against %s", text, neighbour)
                            .isLessThanOrEqualTo(neighbour.subtract(exact).abs());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNoNumberInJson(double number) {
        assertThatThrownBy(() -> CanonicalJson.number(number))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the number " + number + " is not finite; it cannot be written as JSON");
        assertThatThrownBy(() -> CanonicalJson.text(JsonNodeFactory.instance.numberNode(number)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not finite");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "123456789012345678901234567890"
            })
    void keepsAllDigitsOfWholeNumbers(String whole) {
        assertThat(canonical(whole)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"-0, 0", "-0.0, 0", "0e9, 0", "1.0, 1", "1e2, 100", "-1E-2, -0.01"})
    void writesOneFormForAllSpellingsOfANumber(String spelling, String text) {
        assertThat(canonical(spelling)).isEqualTo(text);
    }

    /** RFC 8785, section 3.2.2 and its canonical form in 3.2.3. */
    @Test
    void writesTheSampleDocumentAsPublished() {
        String sample =
                "{\n  \"numbers\": [333333333.33333329, 1E30, 4.50,\n              2e-3, 0.000000000000000000000000001],\n"
                        + "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
                        + "  \"literals\": [null, true, false]\n}";

        assertThat(canonical(sample))
                .isEqualTo(
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785, section 3.2.3: an emoji sorts by its first surrogate, before a letter of a higher UTF-16 value. */
    @Test
    void sortsFieldsByUtf16AsPublished() {
        String sample =
                "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
                        + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                        + "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";

        assertThat(canonical(sample))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void sortsAtEveryDepthAndKeepsTheOrderOfArrays() {
        assertThat(canonical("{\"b\":[{\"d\":1,\"c\":2},3,1],\"a\":{}, \"\":[]}"))
                .isEqualTo("{\"\":[],\"a\":{},\"b\":[{\"c\":2,\"d\":1},3,1]}");
    }

    @Test
    void escapesNothingButQuotesBackslashesAndControlCharacters() {
        ObjectNode json = Json.object();
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x100; c++) {
            all.append(c);
        }
        json.put("all", all.toString());
        StringBuilder expected = new StringBuilder("{\"all\":\"");
        for (int c = 0; c < 0x100; c++) {
            int named = "\b\t\n\f\r\"\\".indexOf(c);
            if (named >= 0) {
                expected.append('\\').append("btnfr\"\\".charAt(named));
            } else if (c < 0x20) {
                expected.append(String.format("\\u%04x", c));
            } else {
                expected.append((char) c);
            }
        }

        assertThat(CanonicalJson.text(json)).isEqualTo(expected + "\"}");
    }

    @Test
    void writesUtf8() {
        assertThat(CanonicalJson.bytes(json("[\"\u00e9\u20ac\ud83d\udeeb\"]")).array())
                .isEqualTo("[\"\u00e9\u20ac\ud83d\udeeb\"]".getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0, '\ud83d'",
        "1, 'a\ud83d'",
        "0, '\udeeb'",
        "1, 'a\ud83db'",
        "0, '\udeeb\ud83d'",
        "2, '\ud83d\udeeb\ud83d'"
    })
    void refusesHalfASurrogatePairWhereverItStands(int position, String text) {
        String message = "a text has half a surrogate pair at position " + position + "; it cannot be written as UTF-8";

        assertThatThrownBy(() -> CanonicalJson.text(Json.object().put("field", text)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> CanonicalJson.text(Json.object().put(text, "value")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTextsThatAreTooLongToBeReadAgain() {
        String longest = "x".repeat(1 << 20);

        assertThat(json(CanonicalJson.text(Json.object().put("a", longest)))
                        .get("a")
                        .textValue())
                .isEqualTo(longest);
        assertThatThrownBy(() -> CanonicalJson.text(Json.object().put("a", longest + "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a text has 1048577 characters; at most 1048576 can be read again");
    }

    @Test
    void itsOwnFormIsItsForm() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            String once = CanonicalJson.text(randomNode(random, 4));
            assertThat(canonical(once)).isEqualTo(once);
        }
    }

    private static JsonNode randomNode(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0:
                return nodes.numberNode(random.nextLong());
            case 1:
                return nodes.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
            case 2:
                return nodes.textNode(Texts.any(random, 6));
            case 3:
                return nodes.booleanNode(random.nextBoolean());
            case 4:
                return nodes.nullNode();
            case 5: {
                var array = nodes.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(randomNode(random, depth - 1));
                }
                return array;
            }
            default: {
                ObjectNode object = nodes.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(Texts.any(random, 3), randomNode(random, depth - 1));
                }
                return object;
            }
        }
    }
}
