package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is recorded about nodes of the lineage, each decision a pure function. */
public final class Linking {
    private static final int MAX_CHARACTERS = 1_000;
    private static final int MAX_INPUTS = 10_000;

    private Linking() {}

    /**
     * An edge between two nodes.
     *
     * @throws InvalidInputException if they are one, or one of them cannot be kept
     */
    public static Edge checked(Node from, Node to) {
        check(from);
        check(to);
        if (from.equals(to)) {
            throw new InvalidInputException(from + " cannot be made from itself; give two nodes");
        }
        return new Edge(from, to);
    }

    /**
     * Checks that a node can be kept.
     *
     * @throws InvalidInputException if not
     */
    public static void check(Node node) {
        String text = node.toString();
        if (text.length() > MAX_CHARACTERS) {
            throw new InvalidInputException("node " + text.substring(0, 80) + "… has " + text.length()
                    + " characters; at most " + MAX_CHARACTERS + " are allowed");
        }
        if (text.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidInputException(
                    "node " + text + " has a control character or is no Unicode; use printable characters");
        }
    }

    /**
     * Records an edge.
     *
     * @throws RejectedException if there are too many
     */
    public static List<RegistryEvent> record(LineageState state, Edge edge) {
        if (state.isMadeFrom(edge.from())) {
            return List.of();
        }
        if (state.inputs().size() >= MAX_INPUTS && !state.inputs().containsKey(edge.from())) {
            throw new RejectedException(MAX_INPUTS + " nodes are recorded, or were, as what " + edge.to()
                    + " was made from, which is the most; record a node that stands for many of them");
        }
        return List.of(new EdgeRecorded(edge));
    }

    /** Retracts an edge. */
    public static List<RegistryEvent> retract(LineageState state, Edge edge) {
        return state.isMadeFrom(edge.from()) ? List.of(new EdgeRetracted(edge)) : List.of();
    }
}
