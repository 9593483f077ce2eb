package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.Latencies;
import dev.modelregistry.core.judge.LimitTest;
import dev.modelregistry.core.judge.Moments;
import dev.modelregistry.core.judge.RandomTrials;
import dev.modelregistry.core.judge.RateTest;
import dev.modelregistry.core.judge.Sample;
import dev.modelregistry.core.judge.SlotSample;
import dev.modelregistry.core.judge.Tally;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.CellId;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialCodecTest {
    private static final CellId CELL = new CellId("trial", "flights/3");
    private static final String PARTS =
            "[" + String.join(",", Collections.nCopies(8, "[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]")) + "]";
    private static final String GOLDEN = "{\"format\":1,\"report\":\"r-1\",\"rollout\":7,\"step\":9,\"threshold\":4096,"
            + "\"errors\":{\"candidate\":[3,1],\"control\":[5,0],\"logLikelihoods\":[0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5]},"
            + "\"slow\":{\"candidate\":[3,2],\"control\":[5,1],\"logLikelihoods\":[-0.25,-0.25,-0.25,-0.25,-0.25,-0.25,-0.25,-0.25,-0.25,-0.25]},"
            + "\"limit\":[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"
            + "\"recent\":{\"errors\":" + PARTS + ",\"slow\":" + PARTS + ",\"limit\":" + PARTS + "},"
            + "\"candidate\":{\"errors\":1,\"latencies\":[0,1,447,2],\"scores\":{\"count\":2,\"mean\":0.5,\"squares\":0.125},\"slots\":\"CQE=\"},"
            + "\"control\":{\"errors\":0,\"latencies\":[],\"scores\":{\"count\":0,\"mean\":0.0,\"squares\":0.0},\"slots\":\"\"}}";
    private static final Reported<Trial> SMALL = new Reported<>(
            "r-1",
            new Trial(
                    7,
                    rate(new Tally(3, 1), new Tally(5, 0), 0.5),
                    rate(new Tally(3, 2), new Tally(5, 1), -0.25),
                    LimitTest.NOTHING,
                    Trial.Recent.NONE,
                    4_096,
                    9,
                    new Arms<>(
                            new Sample(
                                    Latencies.ofNanos(1, Long.MAX_VALUE, Long.MAX_VALUE),
                                    1,
                                    Moments.of(0.25, 0.75),
                                    SlotSample.of(0b1_0000_1001)),
                            Sample.NONE)));

    private static RateTest rate(Tally candidate, Tally control, double logLikelihood) {
        return new RateTest(new Arms<>(candidate, control), Collections.nCopies(10, logLikelihood));
    }

    private static Reported<Trial> decode(String text) {
        return TrialCodec.decode(CELL, Bytes.utf8(text));
    }

    @Test
    void writesTheGoldenTextAndReadsIt() {
        assertThat(TrialCodec.encode(SMALL).utf8()).isEqualTo(GOLDEN);
        assertThat(decode(GOLDEN)).isEqualTo(SMALL);
    }

    @Test
    void readsBackWhateverItWrote() {
        Random random = new Random(2026);
        for (int i = 0; i < 500; i++) {
            Reported<Trial> reported = new Reported<>("report " + Texts.any(random, 8), RandomTrials.any(random));

            assertThat(TrialCodec.decode(CELL, TrialCodec.encode(reported))).isEqualTo(reported);
        }
    }

    /** Every bucket and every slot is used, and all numbers are long. */
    @Test
    void theLargestTrialFitsIntoACell() {
        long[] counts = new long[Latencies.BUCKETS];
        Arrays.fill(counts, Long.MAX_VALUE / Latencies.BUCKETS);
        byte[] slots = new byte[SlotSample.SIZE / Byte.SIZE];
        Arrays.fill(slots, (byte) 0xff);
        long most = Long.MAX_VALUE;
        Sample sample = new Sample(
                Latencies.of(counts),
                most / 2,
                new Moments(most, -Math.PI * 1e-200, Math.PI * 1e-200),
                SlotSample.of(slots));
        RateTest test = rate(new Tally(most, most), new Tally(most, most), -Math.PI * 1e-200);
        Reported<Trial> largest = new Reported<>(
                "x".repeat(36),
                new Trial(
                        most,
                        test,
                        test,
                        LimitTest.NOTHING,
                        Trial.Recent.NONE,
                        most,
                        most,
                        new Arms<>(sample, sample)));

        Bytes bytes = TrialCodec.encode(largest);

        assertThat(bytes.size()).isLessThan(CellStore.MAX_SIZE / 2);
        assertThat(TrialCodec.decode(CELL, bytes)).isEqualTo(largest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "-1"})
    void anotherFormatIsRefused(String format) {
        assertThatThrownBy(() -> decode(GOLDEN.replace("\"format\":1", "\"format\":" + format)))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("cell trial/flights/3 has the format " + format + "; this library knows 1: upgrade it");
    }

    @Test
    void whateverIsCutOffIsRefused() {
        byte[] golden = Bytes.utf8(GOLDEN).array();
        for (int length = 0; length < golden.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(golden, length));

            assertThatThrownBy(() -> TrialCodec.decode(CELL, cut))
                    .as("%s bytes", length)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith("cell trial/flights/3 holds no counts: not ");
        }
    }

    @Test
    void everyFlippedBitIsRefusedOrSaysSomethingElse() {
        byte[] golden = Bytes.utf8(GOLDEN).array();
        int refused = 0;
        int others = 0;
        for (int i = 0; i < golden.length * Byte.SIZE; i++) {
            byte[] flipped = golden.clone();
            flipped[i / Byte.SIZE] ^= (byte) (1 << i % Byte.SIZE);
            try {
                others += TrialCodec.decode(CELL, Bytes.of(flipped)).equals(SMALL) ? 0 : 1;
            } catch (CorruptStoreException expected) {
                assertThat(expected).hasMessageStartingWith("cell trial/flights/3 holds no counts: ");
                refused++;
            } catch (UnsupportedFormatException another) {
                assertThat(another).hasMessageStartingWith("cell trial/flights/3 has the format ");
            }
        }
        assertThat(refused).isGreaterThan(golden.length);
        assertThat(others).as("a digit is another one").isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"report\":\"r-1\"       | \"report\":7             | field 'report' is 7, not a text",
                "\"rollout\":7            | \"rollout\":7.5          | field 'rollout' is 7.5, not a whole number",
                "\"candidate\":[3,1]      | \"candidate\":[1,3]      | 3 errors of 1 requests; there must be 0 or more, and no more than requests",
                "\"candidate\":[3,1]      | \"candidate\":[3]        | field 'candidate' has 1 numbers, not 2",
                "\"candidate\":[3,1]      | \"candidate\":7          | field 'candidate' is not an array",
                "\"control\":[5,0]        | \"other\":[5,0]          | field 'control' has 0 numbers, not 2",
                "[0.5,0.5,                | [                        | field 'logLikelihoods' has [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], not 10 finite numbers",
                "[0.5,0.5,                | [\"a\",0.5,              | field 'logLikelihoods' is \"a\", not a number",
                "\"slow\":                | \"fast\":                | field 'slow' is null, not an object",
                "\"errors\":1,            | \"errors\":4,            | 4 errors of 3 requests; there must be 0 or more, and no more than requests",
                "447,2                    | 448,2                    | there is no bucket 448 of latencies",
                "447,2                    | -1,2                     | there is no bucket -1 of latencies",
                "447,2                    | 447,-2                   | bucket 447 counts -2; it must not be negative, and all together must fit into a long",
                "447,2                    | 447                      | field 'latencies' has 3 numbers, not pairs",
                "\"squares\":0.125        | \"squares\":-1           | count 2, mean 0.5, squared distances -1.0 are not moments; give finite numbers whose squares are finite",
                "\"squares\":0.125        | \"squares\":1e999        | count 2, mean 0.5, squared distances Infinity are not moments; give finite numbers whose squares are finite",
                "\"slots\":\"CQE=\"       | \"slots\":\"CQ?=\"       | Illegal base64 character 3f",
                "\"slots\":\"CQE=\"       | \"slots\":null           | field 'slots' is null, not a text"
            })
    void whatNoProcessSawIsRefused(String right, String wrong, String message) {
        assertThat(GOLDEN).contains(right);
        assertThatThrownBy(() -> decode(GOLDEN.replace(right, wrong)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("cell trial/flights/3 holds no counts: " + message);
    }

    @Test
    void slotsThatThereAreNotAreRefused() {
        String tooMany = "A".repeat(4 * 342);
        assertThatThrownBy(() -> decode(GOLDEN.replace("CQE=", tooMany)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("cell trial/flights/3 holds no counts: 1026 bytes of slots; there are at most 1024");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null", "{} {}", "{\"format\":1,\"format\":1}"})
    void whatIsNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("cell trial/flights/3 holds no counts: not ");
    }
}
