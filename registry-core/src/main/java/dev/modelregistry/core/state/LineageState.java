package dev.modelregistry.core.state;

import dev.modelregistry.lineage.Node;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded about what a node was made from, after a commit. Immutable; made by {@link LineageFold}.
 *
 * @param node the node; null before anything was recorded
 * @param inputs what it was made from, each with whether that still holds
 */
public record LineageState(
        Head head, Instant time, @Nullable Node node, PersistentMap<Node, Standing> inputs) implements JournalState {
    /** Whether an edge that was recorded still holds. */
    public enum Standing {
        /** It does. */
        HOLDS,
        /** It was retracted. */
        RETRACTED
    }

    /** Nothing is recorded. */
    public static final LineageState NOTHING = new LineageState(Head.NONE, Instant.EPOCH, null, PersistentMap.empty());

    @Override
    public boolean hasExpired(int number) {
        return false;
    }

    @Override
    public Erasures erasures() {
        return Erasures.NONE;
    }

    /** The node, if anything was recorded. */
    public Optional<Node> about() {
        return Optional.ofNullable(node);
    }

    /** What it was made from, as far as that still holds. */
    public List<Node> standing() {
        List<Node> all = new ArrayList<>();
        inputs.forEach((input, standing) -> {
            if (standing == Standing.HOLDS) {
                all.add(input);
            }
        });
        return all;
    }

    /** Whether it was made from such a node. */
    public boolean isMadeFrom(Node input) {
        return inputs.get(input) == Standing.HOLDS;
    }

    LineageState at(Head next, Instant when) {
        return new LineageState(next, when, node, inputs);
    }

    LineageState with(Node about, Node input, Standing standing) {
        return new LineageState(head, time, about, inputs.put(input, standing));
    }
}
