package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.health.Health;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.RolloutVerdict;
import dev.modelregistry.health.RolloutVerdict.Decision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused; a verdict with all numbers is written and read in {@link CommitCodecTest}. */
class VerdictCodecTest {
    private static final Counts NOTHING = new Counts(0, 0, Optional.empty(), Optional.empty());
    private static final String SMALL = "{'decision':'hold','step':0,'reason':'too few',"
            + "'candidate':{'requests':0,'errors':0},'control':{'requests':0,'errors':0},'evidence':[]}";

    private static RolloutVerdict decode(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        JsonNode json = Json.read(bytes, 0, bytes.length);
        return VerdictCodec.decode(json);
    }

    private static RolloutVerdict verdict(Decision decision) {
        return new RolloutVerdict(decision, 0, "too few", new Health(NOTHING, NOTHING), List.of());
    }

    @ParameterizedTest
    @EnumSource
    void everyDecisionIsReadBack(Decision decision) {
        assertThat(decode(VerdictCodec.encode(Json.object(), verdict(decision)).toString()))
                .isEqualTo(verdict(decision));
    }

    @Test
    void whatIsNothingIsLeftOut() {
        assertThat(VerdictCodec.encode(Json.object(), verdict(Decision.HOLD))).hasToString(SMALL.replace('\'', '"'));
        assertThat(decode(SMALL)).isEqualTo(verdict(Decision.HOLD));
    }

    @Test
    void aDecisionThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> decode(SMALL.replace("hold", "ask-somebody")))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage(
                        "a rollout has the verdict 'ask-somebody', which is unknown here and must not be passed over;"
                                + " upgrade the library on this host");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'decision':'hold'           | 'decision':null                   | field 'decision' is null, not a text",
                "'step':0                    | 'step':2147483648                 | field 'step' is 2147483648, too large",
                "'reason':'too few'          | 'reason':7                        | field 'reason' is 7, not a text",
                "'candidate':                | 'candidates':                     | field 'candidate' is null, not an object",
                "'control':{'requests':0,    | 'control':{                       | field 'requests' is null, not a whole number",
                "'errors':0},'control'       | 'errors':0,'latency':{}},'control' | field 'median' is null, not a whole number",
                "'errors':0},'control'       | 'errors':0,'scores':{'count':1}},'control' | field 'mean' is , not a number",
                "'evidence':[]               | 'evidence':{}                     | field 'evidence' is not an array",
                "'evidence':[]               | 'evidence':[{'test':'errors'}]    | field 'value' is , not a number"
            })
    void whatIsMalformedIsRefused(String right, String wrong, String message) {
        assertThat(SMALL).contains(right);
        assertThatThrownBy(() -> decode(SMALL.replace(right, wrong)))
                .isInstanceOf(MalformedException.class)
                .hasMessage(message);
    }

    @Test
    void aVerdictWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> decode(SMALL.replace("too few", " ")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the reason of a verdict has 1 characters; give 1 to 4096");
    }
}
