package dev.modelregistry.lineage;

import java.util.Comparator;

/**
 * That one node was made from another one. Immutable.
 *
 * @param from what was there before
 * @param to what was made from it
 */
public record Edge(Node from, Node to) implements Comparable<Edge> {
    private static final Comparator<Edge> ORDER =
            Comparator.comparing(Edge::from).thenComparing(Edge::to);

    /** How the second node was made from the first; the types of both tell. */
    public enum Relation {
        /** A model learned from data. */
        TRAINED_ON("trained on"),
        /** By the code at a commit. */
        BUILT_FROM("built from"),
        /** With features. */
        USES("uses"),
        /** A run made it. */
        PRODUCED_BY("produced by"),
        /** Data from data, or a model from a model. */
        DERIVED_FROM("derived from"),
        /** Something serves a model. */
        DEPLOYS("deploys");

        private final String words;

        Relation(String words) {
            this.words = words;
        }

        /** In words, to stand between the second node and the first. */
        @Override
        public String toString() {
            return words;
        }
    }

    /** How the second node was made from the first. */
    public Relation relation() {
        if (to.type() == Node.Type.DEPLOYMENT) {
            return Relation.DEPLOYS;
        }
        return switch (from.type()) {
            case DATASET -> isTrained(to) ? Relation.TRAINED_ON : Relation.DERIVED_FROM;
            case CODE -> Relation.BUILT_FROM;
            case FEATURE_STORE, FEATURE_PIPELINE -> Relation.USES;
            case RUN -> Relation.PRODUCED_BY;
            case BASE_MODEL, VERSION, DEPLOYMENT -> Relation.DERIVED_FROM;
        };
    }

    private static boolean isTrained(Node node) {
        return node.type() == Node.Type.RUN || node.type() == Node.Type.VERSION || node.type() == Node.Type.BASE_MODEL;
    }

    /** By where it comes from, then by where it goes. */
    @Override
    public int compareTo(Edge other) {
        return ORDER.compare(this, other);
    }

    /** {@code version:flights@1.0.0 trained on dataset:flights@sha256:…}. */
    @Override
    public String toString() {
        return to + " " + relation() + " " + from;
    }
}
