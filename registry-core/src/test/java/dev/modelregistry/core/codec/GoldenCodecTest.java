package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenCodecTest {
    private static final String FILE =
            "{\"examples\":[{\"inputs\":{\"airport\":\"J\\\"FK\u00e9\",\"hour\":8,\"wind\":8.0},"
                    + "\"outputs\":{\"late\":true,\"scores\":[0.1,-1.0e-7,1.0e+22,[]]},\"tolerance\":0.5},"
                    + "{\"inputs\":{},\"outputs\":{\"y\":-9223372036854775808},\"tolerance\":0.0}],\"format\":1}";

    private static final List<GoldenExample> EXAMPLES = List.of(
            new GoldenExample(
                    Map.of("wind", 8.0, "hour", 8, "airport", "J\"FK\u00e9"),
                    Map.of("scores", List.of(0.1, -1e-7, 1e22, List.of()), "late", true),
                    0.5),
            new GoldenExample(Map.of(), Map.of("y", Long.MIN_VALUE), 0));

    private static List<GoldenExample> decode(String file) {
        return GoldenCodec.decode(Bytes.utf8(file), "it");
    }

    @Test
    void isWrittenAsDocumentedAndReadBackWithTheTypesOfNumbers() {
        assertThat(GoldenCodec.encode(EXAMPLES).utf8())
                .isEqualTo(FILE.replace("-1.0e-7", "-1e-7").replace("1.0e+22", "1e+22"));
        assertThat(decode(FILE)).isEqualTo(EXAMPLES);
        assertThat(GoldenCodec.decode(GoldenCodec.encode(EXAMPLES), "it")).isEqualTo(EXAMPLES);
    }

    @Test
    void anyExamplesAreReadBackAsTheyWere() {
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            List<GoldenExample> examples = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                Map<String, Object> outputs = values(random);
                outputs.put("y", value(random, 0));
                examples.add(new GoldenExample(values(random), outputs, Math.abs(real(random))));
            }

            assertThat(GoldenCodec.decode(GoldenCodec.encode(examples), "it")).isEqualTo(examples);
        }
    }

    private static Map<String, Object> values(Random random) {
        Map<String, Object> values = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.put(Texts.any(random, 5), value(random, 0));
        }
        return values;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth < 4 ? 6 : 5)) {
            case 0 -> Texts.any(random, 20);
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> random.nextInt(10) - 5;
            case 4 -> random.nextBoolean() ? real(random) : random.nextInt(10) - 5.0;
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
        };
    }

    private static double real(Random random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : 0;
    }

    @Test
    void aToleranceThatIsLeftOutIsZero() {
        assertThat(decode("{\"format\":1,\"examples\":[{\"outputs\":{\"y\":1}}]}"))
                .containsExactly(new GoldenExample(Map.of(), Map.of("y", 1), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|not a JSON object",
                "{}|field 'format' is null, not a whole number",
                "{'format':1}|it has no examples",
                "{'format':1,'examples':[]}|it has no examples",
                "{'format':1,'examples':{}}|field 'examples' is not an array",
                "{'format':1,'examples':[1]}|example 1 is not an object",
                "{'format':1,'examples':[{'outputs':{'y':1}},{'outputs':{}}]}|example 2: a golden example without"
                        + " outputs proves nothing; say what the model must give",
                "{'format':1,'examples':[{'outputs':{'y':1},'tolerence':1}]}|example 1 has a field 'tolerence'; inputs,"
                        + " outputs and tolerance are known",
                "{'format':1,'examples':[{'outputs':{'y':1},'tolerance':'1'}]}|example 1: field 'tolerance' is \"1\","
                        + " not a number",
                "{'format':1,'examples':[{'outputs':{'y':1},'tolerance':-1}]}|example 1: tolerance -1.0 of a golden"
                        + " example is not a finite number of 0 or more",
                "{'format':1,'examples':[{'outputs':{'y':[null]}}]}|example 1: field 'y' is null, not a whole number",
                "{'format':1,'examples':[{'outputs':{'y':{'z':1}}}]}|example 1: field 'y' is {\"z\":1}, not a whole"
                        + " number",
                "{'format':1,'examples':[{'outputs':{'y':9223372036854775808}}]}|example 1: field 'y' is"
                        + " 9223372036854775808, not a whole number",
                "{'format':1,'examples':[{'outputs':{'y':1e999}}]}|example 1: output 'y' of a golden example is"
                        + " Infinity; it must be finite",
                "{'format':1,'examples':[{'inputs':[],'outputs':{'y':1}}]}|example 1: field 'inputs' is not an object"
            })
    void whatIsNoFileOfExamplesIsRefusedWithItsPlace(String file, String words) {
        assertThatThrownBy(() -> decode(file.replace('\'', '"')))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("it is not a file of golden examples, which VersionDraft.golden writes: " + words);
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() {
        for (int end = 0; end < FILE.length(); end++) {
            String part = FILE.substring(0, end);
            assertThatThrownBy(() -> decode(part))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("it is not a file of golden examples, which VersionDraft.golden writes: ");
        }
    }

    @Test
    void aNewerFormatIsToldFromDamage() {
        assertThatThrownBy(() -> decode("{\"format\":2}"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("it has format 2; this library reads 1. Upgrade it");
    }

    @Test
    void whatIsTooLargeOrNothingIsNotWritten() {
        String most = "a".repeat((1 << 20) - GoldenCodec.encode(text("")).size());
        assertThat(GoldenCodec.encode(text(most)).size()).isEqualTo(1 << 20);

        assertThatThrownBy(() -> GoldenCodec.encode(text(most + "a")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("1 golden examples have 1048577 bytes as JSON; at most 1048576 are allowed. Keep fewer of"
                        + " them, or smaller ones");
        assertThatThrownBy(() -> GoldenCodec.encode(List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("there is no golden example in the list; leave the list out");
        assertThatThrownBy(() -> GoldenCodec.encode(text("\ud800"))).isInstanceOf(InvalidInputException.class);
    }

    private static List<GoldenExample> text(String value) {
        return List.of(new GoldenExample(Map.of(), Map.of("y", value), 0));
    }
}
