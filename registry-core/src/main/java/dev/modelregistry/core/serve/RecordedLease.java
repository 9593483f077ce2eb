package dev.modelregistry.core.serve;

import dev.modelregistry.Lease;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.serving.PredictionSink.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lease that leaves a record. For one thread at a time. */
final class RecordedLease<T> implements Lease<T> {
    private final Lease<T> lease;
    private final Recorder recorder;
    private final Optional<String> key;
    private final Instant at = Instant.now();
    private final long began = System.nanoTime();
    private boolean hasFailed;
    private @Nullable Object answer;
    private @Nullable Throwable failure;

    RecordedLease(Lease<T> lease, Recorder recorder, Optional<String> key) {
        this.lease = lease;
        this.recorder = recorder;
        this.key = key;
    }

    Instant at() {
        return at;
    }

    @Override
    public T model() {
        return lease.model();
    }

    @Override
    public Route route() {
        return lease.route();
    }

    @Override
    public void checkInputs(Map<String, ?> inputs) {
        try {
            lease.checkInputs(inputs);
        } catch (InvalidInputException refused) {
            failure = refused;
            throw refused;
        }
    }

    @Override
    public void failed() {
        lease.failed();
        hasFailed = true;
    }

    /** Why it failed. */
    void because(Throwable cause) {
        failure = cause;
    }

    void answered(@Nullable Object value) {
        answer = value;
    }

    @Override
    public void score(double value) {
        lease.score(value);
    }

    @Override
    public void awaitScore(String id) {
        lease.awaitScore(id);
    }

    @Override
    public void close() {
        lease.close();
        recorder.predicted(new Prediction(
                key,
                route(),
                at,
                Duration.ofNanos(System.nanoTime() - began),
                hasFailed,
                Optional.ofNullable(answer),
                Optional.ofNullable(failure)));
    }

    @Override
    public String toString() {
        return lease.toString();
    }
}
