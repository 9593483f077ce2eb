package dev.modelregistry.core.run;

import dev.modelregistry.core.codec.PointsCodec;
import dev.modelregistry.core.codec.PointsCodec.Column;
import dev.modelregistry.run.SeriesSummary;
import dev.modelregistry.spi.Bytes;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Points of metric series in the order in which they came. Not thread-safe. */
final class PointBuffer {
    private final Map<String, Series> series = new LinkedHashMap<>();
    private int size;

    /** Adds a point; whether it is the first of its series. */
    boolean add(String name, long step, long micros, double value) {
        Series known = series.get(name);
        if (known == null) {
            known = new Series();
            series.put(name, known);
        }
        known.add(step, micros, value);
        size++;
        return known.count == 1;
    }

    int size() {
        return size;
    }

    Bytes encode() {
        return PointsCodec.encode(series.entrySet().stream()
                .map(each -> each.getValue().column(each.getKey()))
                .toList());
    }

    Map<String, SeriesSummary> summaries() {
        return series.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().summary()));
    }

    private static final class Series {
        private int count;
        private long[] steps = new long[16];
        private long[] micros = new long[16];
        private double[] values = new double[16];

        void add(long step, long time, double value) {
            if (count == steps.length) {
                steps = Arrays.copyOf(steps, 2 * count);
                micros = Arrays.copyOf(micros, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            steps[count] = step;
            micros[count] = time;
            values[count] = value;
            count++;
        }

        Column column(String name) {
            return new Column(
                    name,
                    LongBuffer.wrap(steps, 0, count),
                    LongBuffer.wrap(micros, 0, count),
                    DoubleBuffer.wrap(values, 0, count));
        }

        SeriesSummary summary() {
            SeriesSummary summary = SeriesSummary.of(steps[0], values[0]);
            for (int i = 1; i < count; i++) {
                summary = summary.and(SeriesSummary.of(steps[i], values[i]));
            }
            return summary;
        }
    }
}
