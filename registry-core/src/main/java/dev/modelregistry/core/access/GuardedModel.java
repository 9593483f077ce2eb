package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.Comment;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Rollouts;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.access.Operation;
import dev.modelregistry.core.decide.Decider;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.rollout.WhoServed;
import dev.modelregistry.versioning.Numbering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A model as it is now, to be changed by those who may. */
final class GuardedModel extends GuardedModelView<RegisteredModel> implements RegisteredModel {
    /** The stages in which a version serves, which nobody may end without a right to them. */
    private static final List<Stage> SERVING = List.of(Stage.PRODUCTION, Stage.CANARY);

    private final RegisteredModel latest;

    /**
     * The guarded form of a model.
     *
     * @param latest the same model, read as currently as can be
     */
    GuardedModel(RegisteredModel inner, RegisteredModel latest, ModelView nothing, Guard guard) {
        super(inner, nothing, guard);
        this.latest = latest;
    }

    /** The model, for a change that would create it if there is none, so that nothing may be told of whether there is one. */
    private RegisteredModel creatable(Guard by, Operation operation) {
        by.requireCreating(operation, name());
        return inner;
    }

    /** The model, for a change of what there is. */
    private RegisteredModel changeable(Change change, Operation operation, UnaryOperator<AccessRequest> about) {
        Guard by = guard.by(change);
        requireSeen(by);
        by.require(about.apply(by.request(operation).model(name())));
        return inner;
    }

    private RegisteredModel changeable(Change change, Operation operation, ModelVersion version) {
        return changeable(change, operation, request -> request.version(version.number()));
    }

    private RegisteredModel changeable(Change change, Operation operation, ModelVersion version, Stage stage) {
        return changeable(
                change, operation, request -> request.version(version.number()).stage(stage));
    }

    private void requireSeen(Guard by) {
        if (!by.mayRead(name())) {
            Decider.delete(ModelState.NOTHING, name()); // throws what every change of a model that never was throws
        }
    }

    @Override
    public ModelVersion register(Consumer<VersionDraft> fill, Change change) {
        return creatable(guard.by(change), Operation.REGISTER).register(fill, change);
    }

    /** Whether the original may be read was asked of its own registry, which gave it. */
    @Override
    public ModelVersion registerCopy(ModelVersion original, Change change) {
        return creatable(guard.by(change), Operation.REGISTER).registerCopy(original, change);
    }

    @Override
    public Comment comment(ModelVersion version, String text, Change change) {
        return changeable(change, Operation.COMMENT, version).comment(version, text, change);
    }

    @Override
    public Numbering preview(Consumer<VersionDraft> fill) {
        return creatable(guard, Operation.REGISTER).preview(fill);
    }

    @Override
    public Occupancy promote(ModelVersion version, Stage to, Change change) {
        return movable(change, Operation.PROMOTE, version, to).promote(version, to, change);
    }

    @Override
    public Occupancy promote(ModelVersion version, Stage to, Change change, BreakGlass danger) {
        return movable(change, Operation.BREAK_GLASS, version, to).promote(version, to, change, danger);
    }

    private RegisteredModel movable(Change change, Operation operation, ModelVersion version, Stage to) {
        RegisteredModel model = changeable(change, operation, version, to);
        SERVING.stream()
                .filter(stage -> !stage.equals(to))
                .filter(stage -> latest.allIn(stage).stream()
                        .anyMatch(serving -> serving.version().number() == version.number()))
                .forEach(stage -> changeable(change, operation, version, stage));
        return model;
    }

    @Override
    public Simulation simulate(ModelVersion version, Stage to) {
        requireSeen(guard);
        return inner.simulate(version, to);
    }

    @Override
    public Occupancy rollbackFrom(ModelVersion failed, Rollback how, Change change) {
        return changeable(change, Operation.ROLL_BACK, failed, Stage.PRODUCTION).rollbackFrom(failed, how, change);
    }

    @Override
    public Rollouts rollouts() {
        return new GuardedRollouts(this, inner.rollouts());
    }

    /** Requires a right to change who is served what. */
    void requireServing(Change change, Operation operation) {
        changeable(change, operation, request -> request.stage(Stage.PRODUCTION));
    }

    /** The same for a version that is to serve. */
    void requireServing(Change change, Operation operation, int version, Stage stage) {
        changeable(change, operation, request -> request.version(version).stage(stage));
    }

    /** What may not be read says what a model that never was does. */
    @Override
    public WhoServed whoServed(String key, Instant at, Duration lag) {
        if (!guard.mayRead(name())) {
            nothing.explain(key); // throws: nothing is in production
        }
        return inner.whoServed(key, at, lag);
    }

    @Override
    public void recordEvidence(
            ModelVersion version, Simulation before, String check, CheckOutcome outcome, Change change) {
        changeable(change, Operation.RECORD_EVIDENCE, version, before.to())
                .recordEvidence(version, before, check, outcome, change);
    }

    @Override
    public void requestApproval(ModelVersion version, Stage to, Change change) {
        changeable(change, Operation.REQUEST_APPROVAL, version, to).requestApproval(version, to, change);
    }

    @Override
    public void approve(ModelVersion version, Stage to, Change change) {
        changeable(change, Operation.APPROVE, version, to).approve(version, to, change);
    }

    @Override
    public void reject(ModelVersion version, Stage to, Change change) {
        changeable(change, Operation.APPROVE, version, to).reject(version, to, change);
    }

    /** Whoever may say one of the two may take it back, and nobody takes back what another said. */
    @Override
    public void withdraw(ModelVersion version, Stage to, Change change) {
        Guard by = guard.by(change);
        AccessRequest vote = by.request(Operation.APPROVE)
                .model(name())
                .version(version.number())
                .stage(to);
        Operation needed = by.mayRead(name()) && by.isGranted(vote) ? Operation.APPROVE : Operation.REQUEST_APPROVAL;
        changeable(change, needed, version, to).withdraw(version, to, change);
    }

    @Override
    public void alias(Alias alias, ModelVersion version, Change change) {
        changeable(
                        change,
                        Operation.ALIAS,
                        request -> request.version(version.number()).alias(alias))
                .alias(alias, version, change);
    }

    @Override
    public void alias(Alias alias, ModelVersion version, Change change, BreakGlass danger) {
        changeable(
                        change,
                        Operation.BREAK_GLASS,
                        request -> request.version(version.number()).alias(alias))
                .alias(alias, version, change, danger);
    }

    @Override
    public void removeAlias(Alias alias, Change change) {
        changeable(change, Operation.ALIAS, request -> request.alias(alias)).removeAlias(alias, change);
    }

    @Override
    public void tag(String key, String value, Change change) {
        changeable(change, Operation.TAG, request -> request).tag(key, value, change);
    }

    @Override
    public void tag(ModelVersion version, String key, String value, Change change) {
        changeable(change, Operation.TAG, version).tag(version, key, value, change);
    }

    @Override
    public void removeTag(String key, Change change) {
        changeable(change, Operation.TAG, request -> request).removeTag(key, change);
    }

    @Override
    public void removeTag(ModelVersion version, String key, Change change) {
        changeable(change, Operation.TAG, version).removeTag(version, key, change);
    }

    @Override
    public void hold(ModelVersion version, Change change) {
        changeable(change, Operation.HOLD, version).hold(version, change);
    }

    @Override
    public void releaseHold(ModelVersion version, Change change) {
        changeable(change, Operation.HOLD, version).releaseHold(version, change);
    }

    @Override
    public void hold(Change change) {
        changeable(change, Operation.HOLD, request -> request).hold(change);
    }

    @Override
    public void releaseHold(Change change) {
        changeable(change, Operation.HOLD, request -> request).releaseHold(change);
    }

    /** Whoever may register the same content again may do this, too. */
    @Override
    public void revive(ModelVersion version, Change change) {
        changeable(change, Operation.REGISTER, version).revive(version, change);
    }

    @Override
    public void delete(Change change) {
        changeable(change, Operation.DELETE, request -> request).delete(change);
    }

    @Override
    public void restore(Change change) {
        changeable(change, Operation.DELETE, request -> request).restore(change);
    }

    /** Of what may not be read there is nothing to hear; and a right that is lost meanwhile ends it. */
    @Override
    public Watch watch(Consumer<Commit> listener) {
        if (!guard.mayRead(name())) {
            nothing.exists(); // not if it is closed
            return () -> {};
        }
        return inner.watch(commit -> {
            if (guard.mayRead(name())) {
                listener.accept(commit);
            }
        });
    }
}
