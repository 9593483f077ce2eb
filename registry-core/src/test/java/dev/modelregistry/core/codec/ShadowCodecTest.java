package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.shadow.LabelPairs;
import dev.modelregistry.core.shadow.ShadowComparison;
import dev.modelregistry.core.shadow.ShadowRecorder;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShadowCodecTest {
    /** One pair: priority 5, control 0.25, candidate 0.5. */
    private static final String SAMPLE = Base64.getEncoder()
            .encodeToString(ByteBuffer.allocate(24)
                    .putLong(5)
                    .putDouble(0.25)
                    .putDouble(0.5)
                    .array());

    private static final String GOLDEN =
            "{'format':1,'report':'r','rollout':5,'version':2,'uncompared':{'dropped':1,'late':2,'failed':3,'notFinite':4,'incomparable':5},"
                    + "'numbers':{'threshold':0.5,'count':1,'flips':1,'distance':0.25,'sample':'" + SAMPLE + "'},"
                    + "'labels':{'count':7,'flips':3,'frequent':[['cat','dog',2],['cat','ox \u20ac',1]]}}";

    private static final int CELL = 64 << 10;

    private static Bytes json(String text) {
        return Bytes.utf8(text.replace('\'', '"'));
    }

    private static ShadowComparison decode(Bytes bytes) {
        Reported<ShadowTrial> reported = ShadowCodec.decode(new CellId("shadow", "flights/7"), bytes);
        assertThat(reported.report()).isEqualTo("r");
        assertThat(reported.sum().rollout()).isEqualTo(5);
        assertThat(reported.sum().version()).isEqualTo(2);
        return reported.sum().seen();
    }

    private static Bytes encode(ShadowComparison seen) {
        return ShadowCodec.encode(new Reported<>("r", new ShadowTrial(5, 2, seen)));
    }

    private static ShadowRecorder recorder(ShadowComparison begun) {
        return new ShadowRecorder(begun, new SplittableRandom(10));
    }

    @Test
    void bytesAreAsTheFormatSays() {
        ShadowComparison read = decode(json(GOLDEN));

        assertThat(read)
                .hasToString("8 requests compared (1 dropped, 2 late, 3 failed, 4 not finite, 5 incomparable); 4 of 8"
                        + " decisions flipped (50 %) at the threshold 0.5; mean absolute difference 0.25; of 1 pairs the"
                        + " rank correlation is unknown, quantile deltas are p5 0.25, p25 0.25, p50 0.25, p75 0.25, p95"
                        + " 0.25; most often 'cat' -> 'dog' (2), 'cat' -> 'ox \u20ac' (1)");
        assertThat(read.numbers().sample().pairs().get(0).priority()).isEqualTo(5);
        assertThat(encode(read).utf8()).isEqualTo(json(GOLDEN).utf8());
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 30; round++) {
            ShadowRecorder recorder = recorder(
                    random.nextInt(2) == 0
                            ? ShadowComparison.start()
                            : ShadowComparison.start(random.nextDouble(-1, 1)));
            for (int i = random.nextInt(1_500); i > 0; i--) {
                recorder.numbers(
                        Double.longBitsToDouble(random.nextLong()), Double.longBitsToDouble(random.nextLong()));
                recorder.labels("l" + random.nextInt(9), "\u20ac\"" + random.nextInt(9));
                recorder.late();
            }
            ShadowComparison seen = recorder.seen();

            assertThat(decode(encode(seen))).isEqualTo(seen);
        }
        ShadowComparison none = ShadowComparison.start();
        assertThat(decode(encode(none))).isEqualTo(none);
    }

    /** Each character of a label is written as six, and each number as long as it may be. */
    @Test
    void theLongestFitsIntoACellWithOthers() {
        ShadowRecorder recorder = recorder(ShadowComparison.start(-Double.MIN_NORMAL));
        for (int i = 0; i < 600; i++) {
            recorder.numbers(-1.234567890123456e-300 * i, 9.87654321012345e300 * i);
        }
        int numbers = encode(recorder.seen()).size();
        for (int i = 0; i < LabelPairs.KEPT; i++) {
            char[] label = new char[LabelPairs.LONGEST];
            Arrays.fill(label, (char) 1);
            label[0] = (char) ('a' + i);
            recorder.labels(new String(label), "\u0001".repeat(LabelPairs.LONGEST));
        }
        Bytes bytes = encode(recorder.seen());

        assertThat(numbers).isLessThan(17 << 10);
        assertThat(bytes.size()).isLessThan(36 << 10).isLessThan(CELL);
        assertThat(decode(bytes)).isEqualTo(recorder.seen());
    }

    @Test
    void bytesThatAreCutOffAreDamage() {
        byte[] whole = json(GOLDEN).array();
        for (int length = 0; length < whole.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> decode(cut))
                    .as("cut at %s", length)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith("cell shadow/flights/7 holds no comparison of shadow traffic: ");
        }
    }

    @Test
    void anotherFormatIsRefused() {
        assertThatThrownBy(() -> decode(json(GOLDEN.replace("'format':1", "'format':2"))))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("cell shadow/flights/7 has the format 2; this library knows 1: upgrade it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'format':1,|''|field 'format' is null, not a whole number",
                "'late':2|'late':2.5|field 'late' is 2.5, not a whole number",
                "'late':2|'late':-2|late -2",
                "'late':2|'late':'2'|field 'late' is \"2\", not a whole number",
                "'late':2|'late':null|field 'late' is null, not a whole number",
                "'late':2|'late':99999999999999999999|field 'late' is 99999999999999999999, not a whole number",
                "'late':2|'late':2,'late':2|Duplicate field 'late'",
                "'late':2|'late':2,'later':2|field 'later' is unknown",
                "'late':2,|``|field 'late' is null, not a whole number",
                "'labels':|'label':|field 'label' is unknown",
                "'threshold':0.5,|``|1 flips and a distance of 0.25",
                "'threshold':0.5|'threshold':1e999|threshold Infinity is not finite",
                "'threshold':0.5|'threshold':'0.5'|field 'threshold' is \"0.5\", not a number",
                "'count':1,|'count':2,|1 pairs are no sample of 2",
                "'flips':1,|'flips':2,|2 flips and a distance of 0.25",
                "'distance':0.25|'distance':-0.25|1 flips and a distance of -0.25",
                "'distance':0.25,|``|not a number",
                "'count':1,|'count':1,'mean':1,|field 'mean' is unknown",
                "'sample':'|'sample':'AAAA|field 'sample' has 27 bytes, which are no pairs",
                "'sample':'|'sample':'*|field 'sample' is not in Base64",
                "'flips':3|'flips':2|disagreements",
                "'flips':3|'flips':8|disagreements",
                "'cat','dog',2|'cat','dog',0|disagreements",
                "'cat','dog',2|'cat','dog'|which is no triple or there twice",
                "'cat','dog',2|'cat','dog',2,2|which is no triple or there twice",
                "'cat','dog',2|'cat',7,2|field 'frequent' is 7, not a text",
                "['cat','dog',2]|['cat','dog',1],['cat','dog',1]|which is no triple or there twice",
                "['cat','dog',2]|'cat'|not a text",
                "'frequent':|'kinds':|field 'kinds' is unknown",
            })
    void whatSaysSomethingElseIsDamage(String part, String damage, String message) {
        String damaged = GOLDEN.replace(part, damage.equals("''") ? "" : damage);
        assertThat(damaged).isNotEqualTo(GOLDEN);
        assertThatThrownBy(() -> decode(json(damaged)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining(message);
    }

    @Test
    void samplesThatAreNoneAreDamage() {
        ByteBuffer unordered =
                ByteBuffer.allocate(48).putLong(5).putLong(0).putLong(0).putLong(4);
        ByteBuffer infinite = ByteBuffer.allocate(24).putLong(5).putDouble(Double.NaN);

        assertThatThrownBy(() -> decode(withSample(unordered)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("has a lower priority than the one before");
        assertThatThrownBy(() -> decode(withSample(infinite)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("outputs NaN and 0.0 are no pair for a sample");
        assertThatThrownBy(() -> decode(withSample(ByteBuffer.allocate(24 * 513))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("513 pairs are no sample; there may be 512");
    }

    private static Bytes withSample(ByteBuffer sample) {
        return json(GOLDEN.replace(SAMPLE, Base64.getEncoder().encodeToString(sample.array())));
    }
}
