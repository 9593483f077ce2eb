package dev.modelregistry.core.access;

import dev.modelregistry.Artifact;
import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.access.Operation;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Lineage;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A run of those who may train, which says what it likes; registering is asked about. */
final class GuardedRun implements TrainingRun {
    private final TrainingRun inner;
    private final Guard guard;

    GuardedRun(TrainingRun inner, Guard guard) {
        this.inner = inner;
        this.guard = guard;
    }

    @Override
    public RunId id() {
        return inner.id();
    }

    @Override
    public TrainingRun parameter(String name, ParameterValue value) {
        inner.parameter(name, value);
        return this;
    }

    @Override
    public TrainingRun metric(String name, double value) {
        inner.metric(name, value);
        return this;
    }

    @Override
    public TrainingRun metric(String name, long step, double value) {
        inner.metric(name, step, value);
        return this;
    }

    @Override
    public TrainingRun tag(String key, String value) {
        inner.tag(key, value);
        return this;
    }

    @Override
    public TrainingRun dataset(Lineage.Dataset dataset) {
        inner.dataset(dataset);
        return this;
    }

    @Override
    public TrainingRun code(Lineage.Code code) {
        inner.code(code);
        return this;
    }

    @Override
    public Artifact artifact(String name, Path file) {
        return inner.artifact(name, file);
    }

    @Override
    public Artifact artifact(String name, byte[] content) {
        return inner.artifact(name, content);
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public ModelVersion register(Consumer<VersionDraft> draft, Change change) {
        guard.by(change).requireCreating(Operation.REGISTER, id().model());
        return inner.register(draft, change);
    }

    @Override
    public void complete() {
        inner.complete();
    }

    @Override
    public void fail(String problem) {
        inner.fail(problem);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
