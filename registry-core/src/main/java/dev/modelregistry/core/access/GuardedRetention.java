package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.RegistryView;
import dev.modelregistry.Retention;
import dev.modelregistry.access.Operation;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.retention.RetentionPlan;

/** Retention, for those who may. Whoever may read a model may also see what becomes of its versions. */
final class GuardedRetention implements Retention {
    private final Retention inner;
    private final RegistryView nothing;
    private final Guard guard;

    GuardedRetention(Retention inner, RegistryView nothing, Guard guard) {
        this.inner = inner;
        this.nothing = nothing;
        this.guard = guard;
    }

    private Retention ofAll(Guard by) {
        by.require(by.request(Operation.RETAIN));
        return inner;
    }

    @Override
    public RetentionPlan plan() {
        return ofAll(guard).plan();
    }

    @Override
    public RetentionPlan plan(ModelName model) {
        if (!guard.mayRead(model)) {
            nothing.model(model).exists(); // not if it is closed
            return RetentionPlan.EMPTY;
        }
        return inner.plan(model);
    }

    @Override
    public RetentionPlan apply(Change change) {
        return ofAll(guard.by(change)).apply(change);
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
