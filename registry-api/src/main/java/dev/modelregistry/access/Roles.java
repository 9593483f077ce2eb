package dev.modelregistry.access;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ModelPattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

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

    /** How many of the last answers to who may read which model are kept: that is asked for each read from memory. */
    private static final int KNOWN = 256;

    private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(KNOWN);
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
        Optional<ModelName> model = request.model();
        if (request.operation() != Operation.READ || model.isEmpty()) {
            return hasGrant(request);
        }
        return mayRead(request, model.get());
    }

    private boolean mayRead(AccessRequest request, ModelName model) {
        int place = Math.floorMod(31 * request.actor().hashCode() + model.hashCode(), KNOWN);
        Known last = known.getAcquire(place);
        if (last == null || !last.model.equals(model) || !last.actor.equals(request.actor())) {
            last = new Known(request.actor(), model, hasGrant(request));
            known.setRelease(place, last);
        }
        return last.mayRead;
    }

    /** An answer; roles never change, so it stays true. */
    private record Known(Actor actor, ModelName model, boolean mayRead) {}

    private boolean hasGrant(AccessRequest request) {
        return isGranted(grants.getOrDefault(request.actor(), List.of()), request) || isGranted(everybody, request);
    }

    private static boolean isGranted(List<Grant> grants, AccessRequest request) {
        return grants.stream().anyMatch(grant -> grant.gives(request));
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
            return models.stream().anyMatch(pattern -> pattern.matches(model));
        }
    }
}
