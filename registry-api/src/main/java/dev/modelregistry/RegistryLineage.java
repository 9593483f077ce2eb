package dev.modelregistry;

import dev.modelregistry.lineage.Impact.Live;
import dev.modelregistry.lineage.Node;
import java.util.List;
import java.util.Optional;

/** The lineage as it is now, and what can be done about it. Each change is one commit, or none where nothing would change. */
public interface RegistryLineage extends LineageView {
    /**
     * Records that a node was made from another one, in the journal of the second: data that was derived from data, a base model that was trained on it,
     * a deployment that serves a version. What versions and runs were made from they say themselves.
     *
     * @throws dev.modelregistry.error.InvalidInputException if both are the same node, or one of them has more than 1,000 characters or a control character
     * @throws dev.modelregistry.error.RejectedException if 10,000 nodes are recorded for the second one, with those that were retracted, which is the most
     */
    void record(Node from, Node to, Change change);

    /**
     * Takes back what was {@linkplain #record recorded}; does nothing if it was not. The past stays as it was.
     *
     * @throws dev.modelregistry.error.InvalidInputException as for {@link #record}
     */
    void retract(Node from, Node to, Change change);

    /**
     * Keeps whatever descends from a node from being promoted, and a version that is the node itself: what is registered already, and what will be. Archiving is allowed, and a {@linkplain
     * RegisteredModel#promote(ModelVersion, dev.modelregistry.id.Stage, Change, dev.modelregistry.pipeline.BreakGlass) broken glass} passes over it. A rollback passes over such versions. What serves goes on
     * serving: {@link #rollBackLive} ends that. Does nothing if the node is quarantined already.
     *
     * <p>It is one of the registry's rules: who promotes reads them at that moment, and the commit names the revision that was read. Where anything is quarantined, each promotion
     * looks at the journals of everything that the version was made from.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the node has more than 1,000 characters or a control character
     * @throws dev.modelregistry.error.RejectedException if 1,000 nodes are quarantined, which is the most
     */
    void quarantine(Node node, Change change);

    /** Ends a quarantine; does nothing if there is none. */
    void liftQuarantine(Node node, Change change);

    /**
     * Takes each version out of service that is live and descends from a node: one in production is {@linkplain RegisteredModel#rollbackFrom(ModelVersion, Change) rolled
     * back}, in spite of the flap guard, as is a candidate of a rollout, and another one in the canary stage archived. Looks at the store, however old an answer of this handle may be, and goes by what may be read. Quarantine the node first, so that no other descendant takes its place. Each model is a change of its own, and one that
     * fails does not keep the others: the answer says what became of each, and the same call again tries what is left.
     *
     * @return one for each that was live
     * @throws dev.modelregistry.error.InvalidInputException if no actor is known, or the change has a request key or an expected revision; nothing was changed
     */
    List<Withdrawal> rollBackLive(Node node, Change change);

    /**
     * What became of a version that was live.
     *
     * @param live the version, as it was
     * @param now what serves in its place: in production now, or where the version went that was in the canary stage without a rollout; empty if it could not be taken out
     * @param problem why it could not be, if so
     */
    record Withdrawal(Live live, Optional<Occupancy> now, Optional<String> problem) {}
}
