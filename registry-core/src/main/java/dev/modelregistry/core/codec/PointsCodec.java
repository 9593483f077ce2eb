package dev.modelregistry.core.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.run.MetricPoint;
import dev.modelregistry.spi.Bytes;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Points of metric series to bytes and back: a line of JSON that says which series and how many points of each, then for each series its
 * steps, its times in microseconds and its values, eight bytes each, the highest first.
 */
public final class PointsCodec {
    private static final int FORMAT = 1;

    private PointsCodec() {}

    /**
     * Points of one series: what is measured at a place in one buffer belongs to what is there in the others.
     *
     * @param series its name
     * @param steps the steps
     * @param micros the times
     * @param values the values
     */
    public record Column(String series, LongBuffer steps, LongBuffer micros, DoubleBuffer values) {
        int count() {
            return steps.remaining();
        }
    }

    /** The bytes of some points. */
    public static Bytes encode(List<Column> columns) {
        ObjectNode header = Json.object().put("v", FORMAT);
        ArrayNode series = header.putArray("series");
        int points = 0;
        for (Column column : columns) {
            series.addArray().add(column.series()).add(column.count());
            points += column.count();
        }
        byte[] line = Json.write(header);
        ByteBuffer bytes = ByteBuffer.allocate(line.length + 1 + points * 3 * Long.BYTES);
        bytes.put(line).put((byte) '\n');
        for (Column column : columns) {
            int size = column.count() * Long.BYTES;
            bytes.asLongBuffer()
                    .put(column.steps().duplicate())
                    .put(column.micros().duplicate());
            bytes.position(bytes.position() + 2 * size);
            bytes.asDoubleBuffer().put(column.values().duplicate());
            bytes.position(bytes.position() + size);
        }
        return Bytes.of(bytes.array());
    }

    /**
     * The points of one series.
     *
     * @param what the blob, for messages
     * @throws CorruptStoreException if the bytes are something else
     */
    public static List<MetricPoint> decode(Bytes blob, String series, String what) {
        try {
            return decode(blob.array(), series);
        } catch (MalformedException malformed) {
            throw new CorruptStoreException(what + ": " + malformed.getMessage(), malformed);
        }
    }

    private static List<MetricPoint> decode(byte[] blob, String series) {
        int end = 0;
        while (end < blob.length && blob[end] != '\n') {
            end++;
        }
        ObjectNode header = Json.read(blob, 0, end);
        if (Json.number(header, "v") != FORMAT) {
            throw new MalformedException("points of format " + header.get("v") + "; this library reads " + FORMAT);
        }
        List<MetricPoint> points = new ArrayList<>();
        long position = end + 1L;
        for (JsonNode column : Json.elements(header, "series")) {
            int count = Json.number("count", column.get(1));
            long length = 3L * Long.BYTES * count;
            if (count < 0 || position + length > blob.length) {
                throw new MalformedException("it ends within series " + column);
            }
            if (Json.text("series", column.get(0)).equals(series)) {
                addPoints(points, ByteBuffer.wrap(blob, (int) position, (int) length), count);
            }
            position += length;
        }
        if (position != blob.length) {
            throw new MalformedException("it has " + blob.length + " bytes; its series end at " + position);
        }
        return points;
    }

    private static void addPoints(List<MetricPoint> points, ByteBuffer column, int count) {
        int times = column.position() + count * Long.BYTES;
        int values = times + count * Long.BYTES;
        for (int i = 0; i < count; i++) {
            points.add(new MetricPoint(
                    column.getLong(),
                    CommitCodec.instant(column.getLong(times + i * Long.BYTES)),
                    column.getDouble(values + i * Double.BYTES)));
        }
    }
}
