package dev.modelregistry.lineage;

import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.time.Instant;
import java.util.List;

/**
 * What comes of a node, and what of that serves. Immutable.
 *
 * @param node the node
 * @param descendants everything that was made from it, directly or not, and the node itself
 * @param live the versions among them, or the node itself, that are in production or tried there, in the order of models and numbers
 */
public record Impact(Node node, Graph descendants, List<Live> live) {
    /** Copies the list. */
    public Impact {
        live = List.copyOf(live);
    }

    /**
     * A version that serves.
     *
     * @param uri which, by its number
     * @param version its semantic version
     * @param stage {@link Stage#PRODUCTION}, or {@link Stage#CANARY} where it is tried
     * @param since when it entered the stage
     * @param path a shortest way from the node to it, with both; what may not be read is left out of it
     */
    public record Live(ModelUri uri, SemanticVersion version, Stage stage, Instant since, List<Node> path) {
        /** Copies the list. */
        public Live {
            path = List.copyOf(path);
        }

        /** {@code models:/flights/3 (1.2.0) in Production since 2026-11-27T09:00:00Z}. */
        @Override
        public String toString() {
            return uri + " (" + version + ") in " + stage + " since " + since;
        }
    }
}
