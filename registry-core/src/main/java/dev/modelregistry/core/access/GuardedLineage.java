package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.access.Operation;
import dev.modelregistry.core.lineage.Withdrawing;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.List;
import java.util.function.Function;

/** The lineage as far as it may be seen, to be changed by those who may. */
final class GuardedLineage implements RegistryLineage {
    private final RegistryLineage inner;
    private final Function<ModelName, RegisteredModel> models;
    private final Guard guard;

    /** @param models those of this actor */
    GuardedLineage(RegistryLineage inner, Function<ModelName, RegisteredModel> models, Guard guard) {
        this.inner = inner;
        this.models = models;
        this.guard = guard;
    }

    private RegistryLineage changeable(Operation operation, Change change) {
        Guard by = guard.by(change);
        by.require(by.request(operation));
        return inner;
    }

    @Override
    public Graph upstream(Node node, int hops) {
        return inner.upstream(node, hops);
    }

    @Override
    public Graph downstream(Node node, int hops) {
        return inner.downstream(node, hops);
    }

    @Override
    public Impact impact(Node node) {
        return inner.impact(node);
    }

    @Override
    public List<Quarantine> quarantines() {
        return inner.quarantines();
    }

    @Override
    public String toOpenLineage(Graph graph) {
        return inner.toOpenLineage(graph);
    }

    @Override
    public void record(Node from, Node to, Change change) {
        changeable(Operation.LINK, change).record(from, to, change);
    }

    @Override
    public void retract(Node from, Node to, Change change) {
        changeable(Operation.LINK, change).retract(from, to, change);
    }

    @Override
    public void quarantine(Node node, Change change) {
        changeable(Operation.QUARANTINE, change).quarantine(node, change);
    }

    @Override
    public void liftQuarantine(Node node, Change change) {
        changeable(Operation.QUARANTINE, change).liftQuarantine(node, change);
    }

    /** Each model asks for itself. */
    @Override
    public List<Withdrawal> rollBackLive(Node node, Change change) {
        return Withdrawing.withdraw(inner.impact(node), models, change);
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
