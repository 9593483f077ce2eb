package dev.modelregistry.access;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to do what, and to what. Immutable; each method that reads like a setter gives a changed copy, so that the tests of a policy
 * can ask it what they like.
 */
public final class AccessRequest {
    private static final int NO_VERSION = 0;

    private final Actor actor;
    private final Operation operation;
    private final @Nullable ModelName model;
    private final int version;
    private final @Nullable Stage stage;
    private final @Nullable Alias alias;
    private final @Nullable Actor as;

    private AccessRequest(
            Actor actor,
            Operation operation,
            @Nullable ModelName model,
            int version,
            @Nullable Stage stage,
            @Nullable Alias alias,
            @Nullable Actor as) {
        this.actor = Objects.requireNonNull(actor, "actor");
        this.operation = Objects.requireNonNull(operation, "operation");
        this.model = model;
        this.version = version;
        this.stage = stage;
        this.alias = alias;
        this.as = as;
    }

    /** A request that is about the registry itself, until more is said. */
    public static AccessRequest of(Actor actor, Operation operation) {
        return new AccessRequest(actor, operation, null, NO_VERSION, null, null, null);
    }

    /** About this model, which need not exist. */
    public AccessRequest model(ModelName value) {
        String folded = value.folded();
        ModelName name = folded.equals(value.value()) ? value : ModelName.of(folded);
        return new AccessRequest(actor, operation, name, version, stage, alias, as);
    }

    /** About the version of this number, which need not exist. */
    public AccessRequest version(int number) {
        return new AccessRequest(actor, operation, model, number, stage, alias, as);
    }

    /** About this stage. */
    public AccessRequest stage(Stage value) {
        return new AccessRequest(actor, operation, model, version, value, alias, as);
    }

    /** About this alias. */
    public AccessRequest alias(Alias value) {
        return new AccessRequest(actor, operation, model, version, stage, value, as);
    }

    /** To act as this actor. */
    public AccessRequest as(Actor other) {
        return new AccessRequest(actor, operation, model, version, stage, alias, other);
    }

    /** In whose name it would be done. */
    public Actor actor() {
        return actor;
    }

    /** What would be done. */
    public Operation operation() {
        return operation;
    }

    /**
     * The model, in lower case: names are unique without regard to case, so whoever compares them shall not be fooled by it. Empty if the request
     * is about the registry or its rules. Whether there is such a model was not looked up.
     */
    public Optional<ModelName> model() {
        return Optional.ofNullable(model);
    }

    /** The number of the version that would be changed. */
    public OptionalInt version() {
        return version == NO_VERSION ? OptionalInt.empty() : OptionalInt.of(version);
    }

    /** The stage that a version would enter, is judged for, or would leave. */
    public Optional<Stage> stage() {
        return Optional.ofNullable(stage);
    }

    /** The alias that would be moved or removed. */
    public Optional<Alias> alias() {
        return Optional.ofNullable(alias);
    }

    /** Who the actor would act as, with {@link Operation#ACT_AS}. */
    public Optional<Actor> as() {
        return Optional.ofNullable(as);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessRequest that
                && actor.equals(that.actor)
                && operation == that.operation
                && Objects.equals(model, that.model)
                && version == that.version
                && Objects.equals(stage, that.stage)
                && Objects.equals(alias, that.alias)
                && Objects.equals(as, that.as);
    }

    @Override
    public int hashCode() {
        return Objects.hash(actor, operation, model, version, stage, alias, as);
    }

    /** In words, such as {@code 'bob' to PROMOTE version 3 of model 'flights', stage Production}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("'" + actor + "' to " + operation);
        if (as != null) {
            text.append(" '").append(as).append('\'');
        }
        if (version != NO_VERSION) {
            text.append(" version ").append(version).append(" of");
        }
        if (model != null) {
            text.append(" model '").append(model).append('\'');
        } else if (as == null) {
            text.append(" the registry");
        }
        if (stage != null) {
            text.append(", stage ").append(stage);
        }
        if (alias != null) {
            text.append(", alias '").append(alias).append('\'');
        }
        return text.toString();
    }
}
