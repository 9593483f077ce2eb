package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.health.Analysis;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused; all rules are written and read in {@link CommitCodecTest}. */
class AnalysisCodecTest {
    private static final String UNKNOWN =
            ", which is unknown here and must not be passed over; upgrade the library on this host";

    private static JsonNode json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Json.read(bytes, 0, bytes.length);
    }

    private static Analysis decode(String rules) {
        return AnalysisCodec.decode(json("{'alpha':0.05,'lookEvery':10000" + rules + "}"));
    }

    @Test
    void whatIsNotThereIsNoRule() {
        assertThat(decode("")).isEqualTo(Analysis.standard().withoutLatency());
    }

    @Test
    void aRuleThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> decode(",'memory':{'allowance':1.25}"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("a rollout has the rule 'memory' for judging" + UNKNOWN);
    }

    @Test
    void aWayToMoveThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> decode(",'advance':'at-night'"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("a rollout has a canary that is moved 'at-night'" + UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'lookEvery':10000}                        | field 'alpha' is , not a number",
                "{'alpha':'5 %','lookEvery':10000}          | field 'alpha' is \"5 %\", not a number",
                "{'alpha':0.05}                             | field 'lookEvery' is null, not a whole number",
                "{'alpha':0.05,'lookEvery':0.5}             | field 'lookEvery' is 0.5, not a whole number",
                "{'alpha':0.05,'lookEvery':1,'latency':7}   | field 'quantile' is , not a number",
                "{'alpha':0.05,'lookEvery':1,'score':{}}    | field 'name' is null, not a text",
                "{'alpha':0.05,'lookEvery':1,'advance':7}   | field 'advance' is 7, not a text",
                "{'alpha':0.05,'lookEvery':1,'maximumErrorRate':null} | field 'maximumErrorRate' is null, not a number"
            })
    void whatIsMalformedIsRefused(String text, String message) {
        assertThatThrownBy(() -> AnalysisCodec.decode(json(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'alpha':1,'lookEvery':10000}                            | alpha 1.0 is not between 0 and 1; 0.05 is usual",
                "{'alpha':0.05,'lookEvery':0}                             | look every PT0S is not above zero",
                "{'alpha':0.05,'lookEvery':1,'maximumErrorRate':1}        | maximum error rate 1.0 is not above 0 and below 1"
            })
    void whatIsOutOfRangeIsRefused(String text, String message) {
        assertThatThrownBy(() -> AnalysisCodec.decode(json(text)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }
}
