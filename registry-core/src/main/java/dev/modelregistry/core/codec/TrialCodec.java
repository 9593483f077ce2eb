package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.real;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.Latencies;
import dev.modelregistry.core.judge.LimitTest;
import dev.modelregistry.core.judge.Moments;
import dev.modelregistry.core.judge.Onsets;
import dev.modelregistry.core.judge.RateTest;
import dev.modelregistry.core.judge.Sample;
import dev.modelregistry.core.judge.SlotSample;
import dev.modelregistry.core.judge.Tally;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.core.judge.Trial.Recent;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What processes saw of a canary, to JSON and back. */
public final class TrialCodec {
    private static final int FORMAT = 1;

    private TrialCodec() {}

    /** For a cell. */
    public static Bytes encode(Reported<Trial> reported) {
        Trial trial = reported.sum();
        ObjectNode json = Json.object()
                .put("format", FORMAT)
                .put("report", reported.report())
                .put("rollout", trial.rollout())
                .put("step", trial.step())
                .put("threshold", trial.threshold());
        json.set("errors", rate(trial.errors()));
        json.set("slow", rate(trial.slow()));
        trial.limit().forEach(json.putArray("limit")::add);
        ObjectNode recent = json.putObject("recent");
        parts(recent.putArray("errors"), trial.recent().errors());
        parts(recent.putArray("slow"), trial.recent().slow());
        parts(recent.putArray("limit"), trial.recent().limit());
        json.set("candidate", sample(trial.seen().candidate()));
        json.set("control", sample(trial.seen().control()));
        return Bytes.of(Json.write(json));
    }

    /**
     * From a cell.
     *
     * @throws CorruptStoreException if it does not hold any, or in a format that is unknown here
     */
    public static Reported<Trial> decode(CellId cell, Bytes bytes) {
        try {
            byte[] array = bytes.array();
            JsonNode json = Json.read(array, 0, array.length);
            CellFormat.check(cell, whole(json, "format"), FORMAT);
            return new Reported<>(
                    text(json, "report"),
                    new Trial(
                            whole(json, "rollout"),
                            rate(ReviewCodec.object(json, "errors")),
                            rate(ReviewCodec.object(json, "slow")),
                            reals(json, "limit"),
                            recent(ReviewCodec.object(json, "recent")),
                            whole(json, "threshold"),
                            whole(json, "step"),
                            new Arms<>(
                                    sample(ReviewCodec.object(json, "candidate")),
                                    sample(ReviewCodec.object(json, "control")))));
        } catch (MalformedException | InvalidInputException | IllegalArgumentException damaged) {
            throw new CorruptStoreException("cell " + cell + " holds no counts: " + damaged.getMessage(), damaged);
        }
    }

    private static ObjectNode rate(RateTest test) {
        ObjectNode json = Json.object();
        tally(json.putArray("candidate"), test.seen().candidate());
        tally(json.putArray("control"), test.seen().control());
        test.logLikelihoods().forEach(json.putArray("logLikelihoods")::add);
        return json;
    }

    private static void parts(ArrayNode json, Onsets onsets) {
        onsets.logLikelihoods().forEach(part -> part.forEach(json.addArray()::add));
    }

    private static Recent recent(JsonNode json) {
        return new Recent(onsets(json, "errors"), onsets(json, "slow"), onsets(json, "limit"));
    }

    private static Onsets onsets(JsonNode json, String field) {
        List<List<Double>> parts = new ArrayList<>();
        elements(json, field).forEach(part -> {
            List<Double> numbers = new ArrayList<>();
            part.forEach(each -> numbers.add(real(field, each)));
            parts.add(numbers);
        });
        return new Onsets(parts);
    }

    private static void tally(ArrayNode json, Tally tally) {
        json.add(tally.requests()).add(tally.errors());
    }

    private static RateTest rate(JsonNode json) {
        return new RateTest(
                new Arms<>(tally(json, "candidate"), tally(json, "control")), reals(json, "logLikelihoods"));
    }

    private static List<Double> reals(JsonNode json, String field) {
        List<Double> numbers = new ArrayList<>();
        elements(json, field).forEach(each -> numbers.add(real(field, each)));
        if (numbers.size() != LimitTest.NOTHING.size() || !numbers.stream().allMatch(Double::isFinite)) {
            throw new MalformedException(
                    "field '" + field + "' has " + numbers + ", not " + LimitTest.NOTHING.size() + " finite numbers");
        }
        return numbers;
    }

    private static Tally tally(JsonNode json, String arm) {
        List<Long> numbers = longs(json, arm);
        if (numbers.size() != 2) {
            throw new MalformedException("field '" + arm + "' has " + numbers.size() + " numbers, not 2");
        }
        return new Tally(numbers.get(0), numbers.get(1));
    }

    /** Of the buckets only those that have any: first which one, then how many. */
    private static ObjectNode sample(Sample sample) {
        ObjectNode json = Json.object().put("errors", sample.errors());
        ArrayNode latencies = json.putArray("latencies");
        long[] counts = sample.latencies().counts();
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                latencies.add(bucket).add(counts[bucket]);
            }
        }
        Moments scores = sample.scores();
        json.putObject("scores")
                .put("count", scores.count())
                .put("mean", scores.mean())
                .put("squares", scores.squares());
        return json.put(
                "slots", Base64.getEncoder().encodeToString(sample.slots().bytes()));
    }

    private static Sample sample(JsonNode json) {
        JsonNode scores = ReviewCodec.object(json, "scores");
        return new Sample(
                latencies(longs(json, "latencies")),
                whole(json, "errors"),
                new Moments(
                        whole(scores, "count"),
                        real("mean", scores.path("mean")),
                        real("squares", scores.path("squares"))),
                SlotSample.of(Base64.getDecoder().decode(text(json, "slots"))));
    }

    private static Latencies latencies(List<Long> pairs) {
        long[] counts = new long[Latencies.BUCKETS];
        if (pairs.size() % 2 != 0) {
            throw new MalformedException("field 'latencies' has " + pairs.size() + " numbers, not pairs");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            long bucket = pairs.get(i);
            if (bucket < 0 || bucket >= counts.length) {
                throw new MalformedException("there is no bucket " + bucket + " of latencies");
            }
            counts[(int) bucket] = pairs.get(i + 1);
        }
        return Latencies.of(counts);
    }

    private static List<Long> longs(JsonNode json, String field) {
        List<Long> numbers = new ArrayList<>();
        elements(json, field).forEach(each -> numbers.add(whole(field, each)));
        return numbers;
    }
}
