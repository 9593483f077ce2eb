package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.real;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.core.shadow.LabelPairs;
import dev.modelregistry.core.shadow.LabelPairs.Disagreement;
import dev.modelregistry.core.shadow.NumberPairs;
import dev.modelregistry.core.shadow.PairSample;
import dev.modelregistry.core.shadow.PairSample.Pair;
import dev.modelregistry.core.shadow.ShadowComparison;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.core.shadow.Uncompared;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Comparisons of shadow traffic to JSON and back: {@code {"format": 1, "report", "rollout", "version", "uncompared": {dropped, late, failed, notFinite, incomparable},
 * "numbers": {threshold?, count, flips, distance, sample}, "labels": {count, flips, frequent}}}. In {@code sample} each pair, in order, is its
 * priority as a whole number and the outputs of control and candidate as IEEE 754 numbers, eight bytes each, the highest first, all together in
 * Base64 (RFC 4648, section 4): 16 KiB at most. In {@code frequent} each disagreement is {@code [control, candidate, times]}: 19 KiB at most,
 * if each character is one that JSON escapes. What is not known here is refused.
 */
public final class ShadowCodec {
    private static final int FORMAT = 1;
    private static final int PAIR = 3 * Long.BYTES;

    private ShadowCodec() {}

    /** For a cell. */
    public static Bytes encode(Reported<ShadowTrial> reported) {
        ShadowTrial trial = reported.sum();
        ShadowComparison comparison = trial.seen();
        Uncompared uncompared = comparison.uncompared();
        NumberPairs numbers = comparison.numbers();
        LabelPairs labels = comparison.labels();
        ObjectNode json = Json.object()
                .put("format", FORMAT)
                .put("report", reported.report())
                .put("rollout", trial.rollout())
                .put("version", trial.version());
        json.putObject("uncompared")
                .put("dropped", uncompared.dropped())
                .put("late", uncompared.late())
                .put("failed", uncompared.failed())
                .put("notFinite", uncompared.notFinite())
                .put("incomparable", uncompared.incomparable());
        ObjectNode numeric = json.putObject("numbers");
        numbers.threshold().ifPresent(threshold -> numeric.put("threshold", threshold));
        numeric.put("count", numbers.count())
                .put("flips", numbers.flips())
                .put("distance", numbers.distance())
                .put("sample", sample(numbers.sample()));
        ArrayNode frequent = json.putObject("labels")
                .put("count", labels.count())
                .put("flips", labels.flips())
                .putArray("frequent");
        labels.frequent()
                .forEach((each, times) -> frequent.addArray()
                        .add(each.control())
                        .add(each.candidate())
                        .add(times));
        return Bytes.of(Json.write(json));
    }

    /**
     * From a cell.
     *
     * @throws CorruptStoreException if it holds something else, or in a format that is unknown here
     */
    public static Reported<ShadowTrial> decode(CellId cell, Bytes bytes) {
        try {
            ObjectNode json = Json.read(bytes.array(), 0, bytes.size());
            long format = whole(json, "format");
            CellFormat.check(cell, format, FORMAT);
            checkFields(json, Set.of("format", "report", "rollout", "version", "uncompared", "numbers", "labels"));
            ShadowComparison seen = new ShadowComparison(
                    uncompared(ReviewCodec.object(json, "uncompared")),
                    numbers(ReviewCodec.object(json, "numbers")),
                    labels(ReviewCodec.object(json, "labels")));
            return new Reported<>(
                    text(json, "report"), new ShadowTrial(whole(json, "rollout"), number(json, "version"), seen));
        } catch (MalformedException | InvalidInputException malformed) {
            throw new CorruptStoreException(
                    "cell " + cell + " holds no comparison of shadow traffic: " + malformed.getMessage(), malformed);
        }
    }

    private static void checkFields(JsonNode json, Set<String> known) {
        json.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new MalformedException("field '" + field + "' is unknown");
            }
        });
    }

    private static Uncompared uncompared(JsonNode json) {
        checkFields(json, Set.of("dropped", "late", "failed", "notFinite", "incomparable"));
        return new Uncompared(
                whole(json, "dropped"),
                whole(json, "late"),
                whole(json, "failed"),
                whole(json, "notFinite"),
                whole(json, "incomparable"));
    }

    private static NumberPairs numbers(JsonNode json) {
        checkFields(json, Set.of("threshold", "count", "flips", "distance", "sample"));
        return new NumberPairs(
                json.has("threshold")
                        ? OptionalDouble.of(real("threshold", json.path("threshold")))
                        : OptionalDouble.empty(),
                whole(json, "count"),
                whole(json, "flips"),
                real("distance", json.path("distance")),
                sample(text(json, "sample")));
    }

    private static String sample(PairSample sample) {
        ByteBuffer bytes = ByteBuffer.allocate(PAIR * sample.pairs().size());
        sample.pairs()
                .forEach(pair ->
                        bytes.putLong(pair.priority()).putDouble(pair.control()).putDouble(pair.candidate()));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static PairSample sample(String text) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException broken) {
            throw new MalformedException("field 'sample' is not in Base64: " + broken.getMessage(), broken);
        }
        if (bytes.capacity() % PAIR != 0) {
            throw new MalformedException("field 'sample' has " + bytes.capacity() + " bytes, which are no pairs");
        }
        List<Pair> pairs = new ArrayList<>();
        while (bytes.hasRemaining()) {
            pairs.add(new Pair(bytes.getLong(), bytes.getDouble(), bytes.getDouble()));
        }
        return new PairSample(pairs);
    }

    private static LabelPairs labels(JsonNode json) {
        checkFields(json, Set.of("count", "flips", "frequent"));
        SortedMap<Disagreement, Long> frequent = new TreeMap<>();
        for (JsonNode each : elements(json, "frequent")) {
            Disagreement labels = new Disagreement(text("frequent", each.get(0)), text("frequent", each.get(1)));
            if (each.size() != 3 || frequent.put(labels, whole("frequent", each.get(2))) != null) {
                throw new MalformedException("field 'frequent' has " + each + ", which is no triple or there twice");
            }
        }
        return new LabelPairs(whole(json, "count"), whole(json, "flips"), frequent);
    }
}
