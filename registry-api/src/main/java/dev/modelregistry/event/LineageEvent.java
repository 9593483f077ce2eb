package dev.modelregistry.event;

import dev.modelregistry.lineage.Edge;

/** One fact in the journal of a node of the lineage: the one that something was made from others. Immutable. */
public sealed interface LineageEvent extends RegistryEvent {
    /** The edge that it is about. */
    Edge edge();

    /**
     * A node was made from another one.
     *
     * @param edge from which to which
     */
    record EdgeRecorded(Edge edge) implements LineageEvent {
        @Override
        public EventType type() {
            return EventType.EDGE_RECORDED;
        }

        @Override
        public String summary() {
            return "recorded: " + edge;
        }
    }

    /**
     * That was not so.
     *
     * @param edge from which to which
     */
    record EdgeRetracted(Edge edge) implements LineageEvent {
        @Override
        public EventType type() {
            return EventType.EDGE_RETRACTED;
        }

        @Override
        public String summary() {
            return "retracted: " + edge;
        }
    }
}
