package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.PointsCodec.Column;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.spi.Bytes;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointsCodecTest {
    private static final Bytes TWO_SERIES = PointsCodec.encode(List.of(
            new Column(
                    "loss",
                    LongBuffer.wrap(new long[] {1, -2}),
                    LongBuffer.wrap(new long[] {1_000_000, 1_000_001}),
                    DoubleBuffer.wrap(new double[] {0.5, Double.NaN})),
            new Column(
                    "auc \u20ac",
                    LongBuffer.wrap(new long[] {Long.MAX_VALUE}),
                    LongBuffer.wrap(new long[] {2_000_000}),
                    DoubleBuffer.wrap(new double[] {Double.NEGATIVE_INFINITY}))));

    private static List<MetricPoint> decode(Bytes blob, String series) {
        return PointsCodec.decode(blob, series, "points of run flights/7");
    }

    @Test
    void bytesAreAsTheFormatSays() {
        assertThat(HexFormat.of().formatHex(TWO_SERIES.array()))
                .isEqualTo(HexFormat.of()
                                .formatHex(Bytes.utf8("{\"v\":1,\"series\":[[\"loss\",2],[\"auc \u20ac\",1]]}\n")
                                        .array())
                        + "0000000000000001" + "fffffffffffffffe"
                        + "00000000000f4240" + "00000000000f4241"
                        + "3fe0000000000000" + "7ff8000000000000"
                        + "7fffffffffffffff" + "00000000001e8480" + "fff0000000000000");
    }

    @Test
    void eachSeriesIsReadByItself() {
        assertThat(decode(TWO_SERIES, "loss"))
                .containsExactly(
                        new MetricPoint(1, Instant.parse("1970-01-01T00:00:01Z"), 0.5),
                        new MetricPoint(-2, Instant.parse("1970-01-01T00:00:01.000001Z"), Double.NaN));
        assertThat(decode(TWO_SERIES, "auc \u20ac"))
                .containsExactly(new MetricPoint(
                        Long.MAX_VALUE, Instant.parse("1970-01-01T00:00:02Z"), Double.NEGATIVE_INFINITY));
        assertThat(decode(TWO_SERIES, "other")).isEmpty();
    }

    @Test
    void bytesThatAreCutOffAreDamage() {
        byte[] whole = TWO_SERIES.array();
        for (int length = 0; length < whole.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> decode(cut, "loss"))
                    .as("cut at %s", length)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith("points of run flights/7: ");
        }
        Bytes longer = Bytes.of(Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> decode(longer, "loss"))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("its series end at");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"series\":[]}",
                "{\"v\":1,\"series\":[[\"loss\",-1]]}",
                "{\"v\":1,\"series\":[[\"loss\",99999999999]]}",
                "{\"v\":1,\"series\":[[\"loss\"]]}",
                "{\"v\":1,\"series\":[[7,0]]}",
                "{\"v\":1,\"series\":7}",
                "[]",
                ""
            })
    void headersThatSaySomethingElseAreDamage(String header) {
        assertThatThrownBy(() -> decode(Bytes.utf8(header + "\n"), "loss")).isInstanceOf(CorruptStoreException.class);
    }
}
