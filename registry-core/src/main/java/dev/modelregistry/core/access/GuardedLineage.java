package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.access.Operation;
import dev.modelregistry.event.Commit;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import java.util.List;
import java.util.stream.Stream;

/** The lineage as far as it may be seen, to be changed by those who may. */
final class GuardedLineage implements RegistryLineage {
    private final RegistryLineage inner;
    private final Guard guard;

    /** @param inner takes versions out of service in the name of this actor */
    GuardedLineage(RegistryLineage inner, Guard guard) {
        this.inner = inner;
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
    public List<Node> path(Node from, Node to) {
        return inner.path(from, to);
    }

    @Override
    public Stream<Commit> history(Node node) {
        return inner.history(node);
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
        return inner.rollBackLive(node, change);
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
