package dev.modelregistry.core.decide;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;

import dev.modelregistry.id.Stage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stages, which of them hold one version at a time, and where a version may go from each.
 *
 * @param initial where a version begins
 * @param stages all of them, in the order in which a version passes them
 * @param transitions stage → the stages that may follow
 * @param exclusive the stages that hold one version
 */
record Pipeline(Stage initial, List<Stage> stages, Map<Stage, List<Stage>> transitions, Set<Stage> exclusive) {
    /** Development → Staging → Canary → Production, with a short cut, ways back, and the archive. */
    static final Pipeline DEFAULT = new Pipeline(
            DEVELOPMENT,
            List.of(DEVELOPMENT, STAGING, CANARY, PRODUCTION, ARCHIVED),
            Map.of(
                    DEVELOPMENT, List.of(STAGING, ARCHIVED),
                    STAGING, List.of(CANARY, PRODUCTION, ARCHIVED),
                    CANARY, List.of(PRODUCTION, STAGING, ARCHIVED),
                    PRODUCTION, List.of(STAGING, ARCHIVED),
                    ARCHIVED, List.of(STAGING)),
            Set.of(STAGING, CANARY, PRODUCTION));

    List<Stage> after(Stage stage) {
        return transitions.getOrDefault(stage, List.of());
    }

    boolean has(Stage stage) {
        return stages.contains(stage);
    }
}
