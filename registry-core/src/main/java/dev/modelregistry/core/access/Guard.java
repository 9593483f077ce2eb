package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.AccessPolicy;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.access.Operation;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.JournalId;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the policy in the name of one actor. Thread-safe. */
final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final AccessPolicy policy;
    private final Actor actor;

    Guard(AccessPolicy policy, Actor actor) {
        this.policy = policy;
        this.actor = actor;
    }

    /** The guard for another actor, if this one may act as that. */
    Guard actingAs(Actor other) {
        if (other.equals(actor)) {
            return this;
        }
        require(request(Operation.ACT_AS).as(other));
        return new Guard(policy, other);
    }

    /** The guard for whoever makes a change. */
    Guard by(Change change) {
        return change.actor().map(this::actingAs).orElse(this);
    }

    /** A request of this actor. */
    AccessRequest request(Operation operation) {
        return AccessRequest.of(actor, operation);
    }

    boolean mayRead(ModelName model) {
        return isGranted(request(Operation.READ).model(model));
    }

    boolean mayRead(JournalId journal) {
        return switch (journal.kind()) {
            case JournalId.MODEL -> mayRead(ModelName.of(journal.key()));
            case JournalId.RUN ->
                mayRead(ModelName.of(journal.key().substring(0, journal.key().indexOf('/'))));
            case JournalId.LINEAGE -> isGranted(request(Operation.READ));
            default -> isGranted(request(journal.equals(JournalId.SETTINGS) ? Operation.READ : Operation.COPY_FROM));
        };
    }

    boolean isGranted(AccessRequest request) {
        return decide(request).isGranted();
    }

    void require(AccessRequest request) {
        AccessDecision decision = decide(request);
        if (!decision.isGranted()) {
            throw denied(request, decision.reason());
        }
    }

    /**
     * Requires a right for what would create a model that is not there yet. A model that may not be read is denied whether or not there is one.
     */
    void requireCreating(Operation operation, ModelName model) {
        AccessRequest request = request(operation).model(model);
        require(request);
        if (!mayRead(model)) {
            throw denied(request, "whoever may not read a model may not change it, whether or not there is one");
        }
    }

    private static AccessDeniedException denied(AccessRequest request, String why) {
        return new AccessDeniedException("there is no permission for " + request + ": " + why
                + ". Nothing was changed; ask whoever configures the access policy of this process");
    }

    private AccessDecision decide(AccessRequest request) {
        try {
            return Objects.requireNonNull(policy.decide(request), "the policy's decision");
        } catch (RuntimeException failure) {
            LOG.warn("The access policy failed on the request of {}, which is denied", request, failure);
            return AccessDecision.denied("the access policy failed");
        }
    }
}
