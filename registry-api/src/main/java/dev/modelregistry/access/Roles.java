package dev.modelregistry.access;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ModelPattern;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The access policy that is usual: {@linkplain Role roles} or single operations, granted for the models whose names match a pattern, perhaps
 * for some stages alone. What is not granted is denied.
 *
 * <pre>{@code
 * Roles.builder()
 *         .group("ml-team", "carol", "dave")
 *         .grant(Role.VIEWER).on("*").toEverybody()
 *         .grant(Role.CONTRIBUTOR).on("flight_*").toGroup("ml-team")
 *         .grant(Role.APPROVER).on("flight_*").at(Stage.PRODUCTION).to("bob")
 *         .grant(Operation.RECORD_EVIDENCE).on("*").to("ci")
 *         .grant(Role.ADMINISTRATOR).to("root")
 *         .allowActingAs("web", "bob", "carol", "dave")
 *         .build();
 * }</pre>
 *
 * <p>Who has any grant may see the registry's rules. Actors are compared exactly, names of models without regard to case. Immutable.
 */
public final class Roles implements AccessPolicy {
    private static final AccessDecision DENIED = AccessDecision.denied("no grant gives this right");

    private final Map<Actor, List<Grant>> grants;
    private final List<Grant> everybody;
    private final Map<Actor, Set<Actor>> actingAs;
    private final Set<Actor> actingAsAnybody;

    Roles(
            Map<Actor, List<Grant>> grants,
            List<Grant> everybody,
            Map<Actor, Set<Actor>> actingAs,
            Set<Actor> actingAsAnybody) {
        this.grants = Map.copyOf(grants);
        this.everybody = List.copyOf(everybody);
        this.actingAs = Map.copyOf(actingAs);
        this.actingAsAnybody = Set.copyOf(actingAsAnybody);
    }

    /** Roles that grant nothing yet. */
    public static RolesBuilder builder() {
        return new RolesBuilder();
    }

    @Override
    public AccessDecision decide(AccessRequest request) {
        return isGranted(request) ? AccessDecision.granted() : DENIED;
    }

    private boolean isGranted(AccessRequest request) {
        if (request.operation() == Operation.ACT_AS) {
            return actingAsAnybody.contains(request.actor())
                    || request.as()
                            .filter(actingAs.getOrDefault(request.actor(), Set.of())::contains)
                            .isPresent();
        }
        return isGranted(grants.getOrDefault(request.actor(), List.of()), request) || isGranted(everybody, request);
    }

    private static boolean isGranted(List<Grant> grants, AccessRequest request) {
        for (Grant grant : grants) { // not a stream: reading from memory comes by here
            if (grant.gives(request)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Operations on some models.
     *
     * @param operations what may be done
     * @param models with which models
     * @param stages for which stages, if an operation is about one; empty for all
     */
    record Grant(Set<Operation> operations, Set<ModelPattern> models, Set<Stage> stages) {
        Grant {
            operations = Set.copyOf(operations);
            models = Set.copyOf(models);
            stages = Set.copyOf(stages);
        }

        boolean gives(AccessRequest request) {
            return operations.contains(request.operation())
                    && (!request.operation().isOfModel()
                            || request.model().map(this::isFor).orElse(request.operation() == Operation.READ))
                    && (stages.isEmpty()
                            || !request.operation().isOfStage()
                            || request.stage().filter(stages::contains).isPresent());
        }

        private boolean isFor(ModelName model) {
            for (ModelPattern pattern : models) {
                if (pattern.matches(model)) {
                    return true;
                }
            }
            return false;
        }
    }
}
